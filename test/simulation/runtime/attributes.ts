/**
 * Items as native values: what the SDK's `unmarshall` gives, at a fraction of its time, which is
 * otherwise a fifth of a run's. What is not everyday is left to the SDK.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { convertToNative } from '@aws-sdk/util-dynamodb';

type Row = Record<string, AttributeValue>;

export function itemOf(row: Row): Record<string, unknown> {
  const item: Record<string, unknown> = {};
  for (const name in row) item[name] = nativeOf(row[name] as AttributeValue);
  return item;
}

function nativeOf(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) {
    const number = Number(value.N);
    return Number.isSafeInteger(number) ? number : convertToNative(value);
  }
  if (value.M !== undefined) return itemOf(value.M);
  if (value.L !== undefined) return value.L.map(nativeOf);
  return convertToNative(value);
}
