import QRCode from 'qrcode';
import { lpaString } from '../../../lib/esims/esim.ts';
import { qrPng, qrReply, qrSvg } from '../../../lib/esims/qr.ts';
import { anEsim } from './esim.ts';
import { modulesOf } from './png.ts';

const text = lpaString(anEsim());

describe('QR code', () => {
  it('as PNG has the modules of the text, a quiet zone of four and about 512 pixels', async () => {
    const png = await qrPng(text);
    const expected = QRCode.create(text, { errorCorrectionLevel: 'M' }).modules;
    const { width, height, modules } = modulesOf(png, expected.size + 8);
    expect([width, height]).toEqual([512, 512]);
    const drawn = Array.from({ length: expected.size + 8 }, (_, row) =>
      Array.from({ length: expected.size + 8 }, (_, column) => {
        const [y, x] = [row - 4, column - 4];
        const inside = y >= 0 && x >= 0 && y < expected.size && x < expected.size;
        return inside && expected.get(y, x) === 1;
      }),
    );
    expect(picture(modules)).toBe(picture(drawn));
  });

  it('as SVG is one drawing of the same size, without scripts or links', async () => {
    const svg = await qrSvg(text);
    expect(svg).toMatch(/^<svg [^>]*width="512" height="512" viewBox="0 0 (\d+) \1"/);
    expect(svg).toContain('</svg>');
    expect(svg).not.toMatch(/script|href|K2-1A2B3C/);
  });
});

const picture = (modules: boolean[][]) =>
  modules.map((row) => row.map((dark) => (dark ? '#' : '.')).join('')).join('\n');

describe('the form asked for', () => {
  it.each([
    [undefined, undefined, 'image/png'],
    [undefined, '*/*', 'image/png'],
    [undefined, 'image/png', 'image/png'],
    [undefined, 'image/svg+xml', 'image/svg+xml'],
    [undefined, 'text/html, image/SVG+xml;q=0.9, */*', 'image/svg+xml'],
    [undefined, 'image/png, image/svg+xml', 'image/png'],
    ['png', 'image/svg+xml', 'image/png'],
    ['svg', 'image/png', 'image/svg+xml'],
  ] as const)('format %s with Accept %s is %s', async (format, accept, contentType) => {
    const reply = await qrReply(text, format, accept);
    expect(reply).toMatchObject({ status: 200, contentType });
    const bytes = 'bytes' in reply ? reply.bytes : undefined;
    expect(typeof bytes === 'string').toBe(contentType === 'image/svg+xml');
  });
});
