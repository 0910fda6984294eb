/** QR codes for phones' cameras: error correction M, the quiet zone of four modules that readers need. */
import QRCode from 'qrcode';
import * as z from 'zod';
import type { Reply } from '../platform/endpoint.ts';

const options = { errorCorrectionLevel: 'M', margin: 4 } as const;
const pixels = 512;

export const qrPng = (text: string): Promise<Buffer> =>
  QRCode.toBuffer(text, { ...options, type: 'png', width: pixels });

export const qrSvg = (text: string): Promise<string> =>
  QRCode.toString(text, { ...options, type: 'svg', width: pixels });

export const qrTypes = ['image/png', 'image/svg+xml'] as const;

export const qrQuery = z.strictObject({
  format: z.enum(['png', 'svg']).optional().meta({ description: 'Goes before Accept' }),
});

/** The image as a route answers it. */
export async function qrReply(
  text: string,
  format: 'png' | 'svg' | undefined,
  accept: string | undefined,
): Promise<Reply> {
  const wish = format ?? (asksForSvg(accept ?? '') ? 'svg' : 'png');
  return wish === 'svg'
    ? { status: 200, bytes: await qrSvg(text), contentType: 'image/svg+xml' }
    : { status: 200, bytes: await qrPng(text), contentType: 'image/png' };
}

/** By name, before PNG: browsers that take anything get PNG. */
function asksForSvg(accept: string): boolean {
  const types = accept.split(',').map((part) => part.split(';')[0]?.trim().toLowerCase());
  const [svg, png] = [types.indexOf('image/svg+xml'), types.indexOf('image/png')];
  return svg >= 0 && (png < 0 || svg < png);
}
