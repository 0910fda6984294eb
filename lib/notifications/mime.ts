/**
 * A MIME message as bytes, pure. Bodies are base64, so no line is too long and no boundary can occur
 * in one; header text beyond ASCII is encoded as RFC 2047 says.
 *
 *   mixed [ related [ alternative [text, html], images shown in the html ], the images as files ]
 */
export interface MailImage {
  /** Content-ID: the html shows it as `cid:<id>`. */
  id: string;
  fileName: string;
  png: Buffer;
}

export interface Mail {
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  images: MailImage[];
  date: Date;
}

const crlf = '\r\n';
/** Makes words of 64 characters: a line with its field name stays below the 76 that are allowed. */
const encodedBytesMax = 39;

export function mimeMessage(mail: Mail): Buffer {
  const bodies = multipart('alternative', [
    part({ 'Content-Type': 'text/plain; charset=utf-8' }, Buffer.from(mail.text)),
    part({ 'Content-Type': 'text/html; charset=utf-8' }, Buffer.from(mail.html)),
  ]);
  const shown = mail.images.map((image) => imagePart(image, 'inline'));
  const files = mail.images.map((image) => imagePart(image, 'attachment'));
  const content = multipart('mixed', [multipart('related', [bodies, ...shown]), ...files]);
  const headers = {
    From: address(mail.from),
    To: address(mail.to),
    Subject: headerText(mail.subject),
    Date: mail.date.toUTCString().replace('GMT', '+0000'),
    'MIME-Version': '1.0',
    // Tells vacation answerers to keep still.
    'Auto-Submitted': 'auto-generated',
  };
  return Buffer.from(lines(headers) + content);
}

function imagePart(image: MailImage, disposition: 'inline' | 'attachment'): string {
  return part(
    {
      'Content-Type': `image/png; name="${image.fileName}"`,
      'Content-Disposition': `${disposition}; filename="${image.fileName}"`,
      ...(disposition === 'inline' ? { 'Content-ID': `<${image.id}>` } : {}),
    },
    image.png,
  );
}

function part(headers: Record<string, string>, body: Buffer): string {
  const encoded = body.toString('base64').replace(/.{76}(?=.)/g, `$&${crlf}`);
  return lines({ ...headers, 'Content-Transfer-Encoding': 'base64' }) + crlf + encoded + crlf;
}

/** `=_` occurs in no base64 text and in no header of ours. */
function multipart(kind: 'mixed' | 'related' | 'alternative', parts: string[]): string {
  const boundary = `=_ttelgo_${kind}`;
  const head = lines({ 'Content-Type': `multipart/${kind}; boundary="${boundary}"` });
  const inner = parts.map((each) => `--${boundary}${crlf}${each}`).join('');
  return `${head}${crlf}${inner}--${boundary}--${crlf}`;
}

const lines = (headers: Record<string, string>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}${crlf}`)
    .join('');

/** Encoded words, none of which cuts a character. */
export function headerText(text: string): string {
  if (/^[\x20-\x7e]{0,70}$/.test(text) && !text.includes('=?')) return text;
  const words: string[] = [];
  let word = '';
  for (const character of text.replace(/\p{Cc}+/gu, ' ')) {
    if (Buffer.byteLength(word + character) > encodedBytesMax) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  words.push(word);
  return words
    .map((each) => `=?UTF-8?B?${Buffer.from(each).toString('base64')}?=`)
    .join(`${crlf} `);
}

/** Addresses come from people: one that could add a header or a second recipient is a bug upstream. */
function address(text: string): string {
  if (!/^([\x20-\x7e]+<[^\s<>,;@]+@[^\s<>,;@]+>|[^\s<>,;@]+@[^\s<>,;@]+)$/.test(text))
    throw new Error('not a plain mail address');
  if (!/^[\x20-\x7e]+$/.test(text)) throw new Error('mail address beyond ASCII');
  return text;
}
