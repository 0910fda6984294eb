/** Keys of tables and of their indexes: always texts, never empty. */
import { Invalid } from './errors.ts';
import { bytesOfText } from './sizes.ts';
import { type Row, typeOf } from './values.ts';

export interface IndexSpec {
  pk: string;
  sk: string;
  projection: 'KEYS_ONLY' | 'ALL';
}

export interface StoreTable {
  name: string;
  ttl?: string;
  stream?: true;
  indexes: Record<string, IndexSpec>;
}

const limits = { pk: 2048, sk: 1024 };

/** What is wrong whatever the item is: an empty or too long key. */
export function checkKeyValues(row: Row): void {
  for (const name of ['pk', 'sk'] as const) {
    const text = row[name]?.S;
    if (text === '') throw emptyKey(name);
    if (text !== undefined && text.length * 3 > limits[name] && bytesOfText(text) > limits[name])
      throw new Invalid(
        `One or more parameter values were invalid: Size of key ${name} has exceeded the size limit of ${limits[name]} bytes`,
      );
  }
}

const emptyKey = (name: string) =>
  new Invalid(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
  );

/** The key of a read, an update or a removal: both attributes and no other. */
export function checkKey(key: Row): void {
  if (key?.pk?.S === undefined || key.sk?.S === undefined || Object.keys(key).length !== 2)
    throw new Invalid('The provided key element does not match the schema');
}

export function checkKeyOfItem(item: Row): void {
  for (const name of ['pk', 'sk']) {
    const value = item[name];
    if (value === undefined)
      throw new Invalid(
        `One or more parameter values were invalid: Missing the key ${name} in the item`,
      );
    if (value.S === undefined)
      throw new Invalid(
        `One or more parameter values were invalid: Type mismatch for key ${name} expected: S actual: ${typeOf(value)}`,
      );
  }
}

/** An item need not be in an index, but what it has of the index's key must be fit for it. */
export function checkIndexKeys({ indexes }: StoreTable, item: Row): void {
  for (const [index, { pk, sk }] of Object.entries(indexes))
    for (const name of [pk, sk]) {
      const value = item[name];
      if (value === undefined || value.S) continue;
      throw new Invalid(
        value.S === ''
          ? `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ${index}, IndexKey: ${name}`
          : `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: S Actual: ${typeOf(value)} IndexName: ${index}`,
      );
    }
}

export const idOfKey = (key: Row): string => `${key.pk?.S}\u0000${key.sk?.S}`;
