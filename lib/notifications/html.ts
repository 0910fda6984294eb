/** HTML for mail: whatever is put into a template is escaped unless it is HTML itself. */
export interface Html {
  readonly html: string;
}

type Value = string | number | Html | readonly Html[];

export function html(texts: TemplateStringsArray, ...values: Value[]): Html {
  const parts = texts.map(
    (text, index) => text + (index < values.length ? render(values[index]) : ''),
  );
  return { html: parts.join('') };
}

function render(value: Value | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  if ('html' in value) return value.html;
  return value.map((each) => each.html).join('');
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** The frame of every mail: one column of 600 pixels, styles inline because clients drop the rest. */
export const page = (title: string, body: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>${title}</title>
</head>
<body style="margin:0;padding:0;background:#f2f4f7">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f2f4f7">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" style="width:100%;max-width:600px;background:#ffffff;border-radius:12px;${font};font-size:16px;line-height:24px;color:#1b2430">
<tr><td style="padding:24px 32px;border-bottom:1px solid #e4e8ee;font-size:18px;font-weight:700;color:#0b5cd6">TTelGo</td></tr>
<tr><td style="padding:24px 32px 32px">
<h1 style="margin:0 0 12px;font-size:24px;line-height:32px">${title}</h1>
${body}
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`.html;

export const button = (url: string, text: string): Html =>
  html`<a href="${url}" style="display:inline-block;margin:0 8px 8px 0;padding:10px 18px;background:#0b5cd6;border-radius:8px;color:#ffffff;text-decoration:none;font-weight:600">${text}</a>`;

/** Rows of a name and a value. */
export const facts = (rows: readonly (readonly [name: string, value: string])[]): Html => html`
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 16px">
${rows.map(
  ([name, value]) => html`<tr>
<td style="padding:4px 12px 4px 0;color:#5b6675;width:38%;vertical-align:top">${name}</td>
<td style="padding:4px 0;word-break:break-word">${value}</td>
</tr>
`,
)}</table>`;
