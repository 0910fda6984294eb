/** Sizes as DynamoDB counts them: for capacity, for pages of 1 MB, for the limit of an item. */
import type { Row, Value } from './values.ts';

/** Of attribute names, which are few and come again in every item. */
const names = new Map<string, number>();

function bytesOfName(name: string): number {
  let bytes = names.get(name);
  if (bytes === undefined) {
    bytes = bytesOfText(name);
    names.set(name, bytes);
  }
  return bytes;
}

export function bytesOfRow(row: Row): number {
  let bytes = 0;
  for (const name in row) bytes += bytesOfName(name) + bytesOf(row[name] as Value);
  return bytes;
}

export const bytesOfText = (text: string): number => Buffer.byteLength(text);

export function bytesOf(value: Value): number {
  if (value.S !== undefined) return bytesOfText(value.S);
  if (value.N !== undefined) return bytesOfNumber(value.N);
  if (value.M) {
    let bytes = 3;
    for (const name in value.M) bytes += 1 + bytesOfText(name) + bytesOf(value.M[name] as Value);
    return bytes;
  }
  if (value.L) return value.L.reduce((sum, each) => sum + 1 + bytesOf(each), 3);
  if (value.B) return value.B.length;
  if (value.SS) return value.SS.reduce((sum, each) => sum + bytesOfText(each), 0);
  if (value.NS) return value.NS.reduce((sum, each) => sum + bytesOfNumber(each), 0);
  if (value.BS) return value.BS.reduce((sum, each) => sum + each.length, 0);
  return 1;
}

/** One byte, one for each pair of digits aligned on the point, and one for a minus. */
function bytesOfNumber(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return 1 + Math.ceil(text.replace(/(?:00)+$/, '').length / 2);
  const [, minus = '', whole = '', fraction = ''] = /^(-?)(\d*)\.?(\d*)$/.exec(text) ?? [];
  const evenWhole = whole.length % 2 === 0 ? whole : `0${whole}`;
  const evenFraction = fraction.length % 2 === 0 ? fraction : `${fraction}0`;
  const pairs = `${evenWhole}${evenFraction}`.replace(/^(?:00)+/, '').replace(/(?:00)+$/, '');
  return 1 + pairs.length / 2 + minus.length;
}
