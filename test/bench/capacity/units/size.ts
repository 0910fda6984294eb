/** Sizes by DynamoDB's rules (developer guide, "Item sizes and formats"): names count as values do. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type RawItem = Record<string, AttributeValue>;

const bytesOf = (text: string): number => Buffer.byteLength(text);

/** Attribute names and values; the 100 bytes of storage overhead cost no units. */
export const itemSize = (item: RawItem): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + bytesOf(name) + valueSize(value), 0);

export function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return bytesOf(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.SS !== undefined) return sum(value.SS.map(bytesOf));
  if (value.NS !== undefined) return sum(value.NS.map(numberSize));
  if (value.BS !== undefined) return sum(value.BS.map((bytes) => bytes.byteLength));
  // Three bytes for the list or map, one more for each element.
  if (value.L !== undefined) return 3 + sum(value.L.map((entry) => 1 + valueSize(entry)));
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemSize(value.M);
  throw new Error(`unknown attribute type ${Object.keys(value)}`);
}

/** A byte, and one for two significant digits; zeros in front and at the end are none. */
export function numberSize(text: string): number {
  const digits = text
    .replace(/e.*$/i, '')
    .replace(/[-+.]/g, '')
    .replace(/^0+|0+$/g, '');
  return 1 + Math.ceil(digits.length / 2) + (text.startsWith('-') ? 1 : 0);
}

const sum = (numbers: number[]): number => numbers.reduce((all, one) => all + one, 0);
