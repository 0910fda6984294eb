/** The Markdown that our guide and descriptions use: headings, lists, tables, code, links. */
import { type Html, html, table } from './html.ts';

export const anchorOf = (heading: string): string => heading.toLowerCase().replaceAll(/\W+/g, '-');

/** Texts of the second-level headings, in order. */
export const headingsOf = (markdown: string): string[] =>
  [...withoutCode(markdown).matchAll(/^## (.+)$/gm)].map(([, text]) => text ?? '');

const withoutCode = (markdown: string) => markdown.replaceAll(/^```[\s\S]*?^```$/gm, '');

export function blocks(markdown: string): Html[] {
  const found = markdown.match(/^```[\s\S]*?^```$|(?:^(?!```).+\n?)+/gm) ?? [];
  return found.map((text) => block(text.trimEnd()));
}

function block(text: string): Html {
  const lines = text.split('\n');
  const [first = ''] = lines;
  if (first.startsWith('```'))
    return html`<pre><code>${lines.slice(1, -1).join('\n')}</code></pre>`;
  if (first.startsWith('## ')) {
    const heading = first.slice(3);
    return html`<h2 id="${anchorOf(heading)}">${inline(heading)}</h2>`;
  }
  if (first.startsWith('- '))
    return html`<ul>${lines.map((line) => html`<li>${inline(line.slice(2))}</li>`)}</ul>`;
  if (first.startsWith('|')) {
    const [heads = [], , ...rows] = lines.map(cells);
    return table(
      heads,
      rows.map((row) => row.map(inline)),
    );
  }
  return html`<p>${inline(lines.join(' '))}</p>`;
}

const cells = (line: string) =>
  line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());

/** Code, bold and links within a line; all else is text. */
export function inline(text: string): Html {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\))/);
  return html`${parts.map((part) => {
    if (part.startsWith('`')) return html`<code>${part.slice(1, -1)}</code>`;
    if (part.startsWith('**')) return html`<strong>${part.slice(2, -2)}</strong>`;
    const link = /^\[(.+)\]\((https:.+)\)$/.exec(part);
    return link ? html`<a href="${link[2]}" rel="noopener">${link[1]}</a>` : html`${part}`;
  })}`;
}
