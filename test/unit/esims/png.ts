/** Reads a PNG back, as far as QR images go: 8 bits, RGBA or grey, no interlace. */
import { inflateSync } from 'node:zlib';

/** Dark or light at the middle of each of `count` by `count` modules. */
export function modulesOf(png: Buffer, count: number) {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    if (type === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const [width, height, depth, colour] = [
    png.readUInt32BE(16),
    png.readUInt32BE(20),
    png[24],
    png[25],
  ];
  expect([depth, colour, png[28]]).toEqual([8, 6, 0]);
  const pixels = unfiltered(inflateSync(Buffer.concat(data)), width, height, 4);
  const modules = Array.from({ length: count }, (_, row) =>
    Array.from({ length: count }, (_, column) => {
      const y = Math.floor(((row + 0.5) * height) / count);
      const x = Math.floor(((column + 0.5) * width) / count);
      return (pixels[(y * width + x) * 4] ?? 0) < 128;
    }),
  );
  return { width, height, modules };
}

function unfiltered(raw: Buffer, width: number, height: number, size: number): Buffer {
  const stride = width * size;
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    for (let i = 0; i < stride; i += 1) {
      const left = i < size ? 0 : out[y * stride + i - size]!;
      const up = y === 0 ? 0 : out[(y - 1) * stride + i]!;
      const corner = y === 0 || i < size ? 0 : out[(y - 1) * stride + i - size]!;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter ?? 0] ?? 0;
      out[y * stride + i] = raw[y * (stride + 1) + 1 + i]! + guess;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [left, up, corner].map((each) => Math.abs(guess - each)) as [
    number,
    number,
    number,
  ];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
