import fc from 'fast-check';
import { headerText, type Mail, mimeMessage } from '../../../lib/notifications/mime.ts';
import { decodedWords, parseMime } from './parse.ts';

const mail: Mail = {
  from: 'TTelGo <orders@ttelgo.com>',
  to: 'ada@example.com',
  subject: 'Deine eSIM für Zürich ist bereit 🇨🇭 – und der Betreff ist lang genug zum Umbrechen',
  text: 'Grüße\n=_ttelgo_mixed\n',
  html: `<p>Grüße</p>${'x'.repeat(2_000)}`,
  images: [
    { id: 'qr-1@ttelgo.com', fileName: 'esim-1.png', png: Buffer.from([0, 255, 13, 10, 46]) },
    { id: 'qr-2@ttelgo.com', fileName: 'esim-2.png', png: Buffer.alloc(5_000, 7) },
  ],
  date: new Date('2026-03-01T10:20:30Z'),
};

describe('a MIME message', () => {
  it('comes back as it went in', () => {
    const root = parseMime(mimeMessage(mail).toString('latin1'));
    expect(root.type).toBe('multipart/mixed');
    expect(root.headers.get('from')).toBe(mail.from);
    expect(root.headers.get('to')).toBe(mail.to);
    expect(root.headers.get('date')).toBe('Sun, 01 Mar 2026 10:20:30 +0000');
    expect(root.headers.get('mime-version')).toBe('1.0');
    expect(decodedWords(root.headers.get('subject') ?? '')).toBe(mail.subject);
    const [related, ...files] = root.parts;
    const [bodies, ...shown] = related?.parts ?? [];
    expect([related?.type, bodies?.type]).toEqual(['multipart/related', 'multipart/alternative']);
    expect(bodies?.parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html']);
    expect(bodies?.parts.map(({ body }) => body.toString('utf8'))).toEqual([mail.text, mail.html]);
    for (const list of [shown, files])
      expect(list.map(({ body }) => body)).toEqual(mail.images.map(({ png }) => png));
    expect(shown.map(({ headers }) => headers.get('content-id'))).toEqual([
      '<qr-1@ttelgo.com>',
      '<qr-2@ttelgo.com>',
    ]);
    expect(files.map(({ headers }) => headers.get('content-disposition'))).toEqual([
      'attachment; filename="esim-1.png"',
      'attachment; filename="esim-2.png"',
    ]);
  });

  it('is ASCII in lines that every relay takes', () => {
    for (const line of mimeMessage(mail).toString('latin1').split('\r\n')) {
      expect(line.length).toBeLessThanOrEqual(78);
      expect(line).toMatch(/^[\x20-\x7e]*$/);
    }
  });

  it.each([
    'ada@example.com\r\nBcc: eve@example.com',
    'ada@example.com, eve@example.com',
    'ada@example.com\n',
    'ada@ex ample.com',
    'ädä@example.com',
    'ada',
    '',
  ])('is not made for %j', (to) => expect(() => mimeMessage({ ...mail, to })).toThrow());

  it('has any subject in short words that cut no character, on its own lines only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (subject) => {
        const value = headerText(subject);
        for (const line of value.split('\r\n ')) {
          expect(line).toMatch(/^[\x20-\x7e]*$/);
          expect(line.length).toBeLessThanOrEqual(75);
        }
        expect(decodedWords(value.replace(/\r\n /g, ''))).toBe(subject.replace(/\p{Cc}+/gu, ' '));
      }),
    );
  });

  it('gains no header by a subject', () => {
    const subject = 'Hello\r\nBcc: eve@example.com';
    const { headers } = parseMime(mimeMessage({ ...mail, subject }).toString('latin1'));
    expect(headers.has('bcc')).toBe(false);
  });
});
