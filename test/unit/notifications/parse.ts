/** Reads a MIME message back: header fields, and the tree of its parts with decoded bodies. */
export interface Entity {
  headers: Map<string, string>;
  type: string;
  parts: Entity[];
  body: Buffer;
}

export function parseMime(text: string): Entity {
  const cut = text.indexOf('\r\n\r\n');
  const headers = new Map(
    text
      .slice(0, cut)
      .replace(/\r\n[ \t]/g, '')
      .split('\r\n')
      .map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
      }),
  );
  const content = text.slice(cut + 4);
  const [type = '', ...parameters] = (headers.get('content-type') ?? '').split(/;\s*/);
  const boundary = /^boundary="(.+)"$/.exec(parameters[0] ?? '')?.[1];
  const parts =
    boundary === undefined
      ? []
      : `\r\n${content}`
          .split(`\r\n--${boundary}--`)[0]!
          .split(`\r\n--${boundary}\r\n`)
          .slice(1)
          .map(parseMime);
  return { headers, type, parts, body: Buffer.from(content, 'base64') };
}

/** RFC 2047 words back to text; adjacent ones belong together. */
export const decodedWords = (value: string): string =>
  Buffer.concat(
    [...value.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/g)].map(([, word]) =>
      Buffer.from(word ?? '', 'base64'),
    ),
  ).toString('utf8') || value;
