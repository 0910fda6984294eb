/** Attribute values as DynamoDB compares them. They are never changed once they are stored. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compareNumbers } from './numbers.ts';

export type Value = AttributeValue;
export type Row = Record<string, Value>;
export type ValueType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'L' | 'M' | 'SS' | 'NS' | 'BS';

export const valueTypes: ValueType[] = 'S N B BOOL NULL L M SS NS BS'.split(' ') as ValueType[];
const known = new Set<string>(valueTypes);

/** Undefined for what is no attribute value. */
export function typeOf(value: Value): ValueType | undefined {
  for (const type in value) return known.has(type) ? (type as ValueType) : undefined;
  return undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant
const ascii = /^[\x00-\x7f]*$/;

/** In the order of their UTF-8 bytes; UTF-16 has another one beyond ASCII. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  if (ascii.test(a) && ascii.test(b)) return a < b ? -1 : 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Undefined when the two have no order: of different types, or of a type without one. */
export function orderOf(a: Value, b: Value): number | undefined {
  if (a.S !== undefined && b.S !== undefined) return compareTexts(a.S, b.S);
  if (a.N !== undefined && b.N !== undefined) return compareNumbers(a.N, b.N);
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(a.B, b.B);
  return undefined;
}

export function isSame(a: Value, b: Value): boolean {
  if (a === b) return true;
  const type = typeOf(a);
  if (type !== typeOf(b)) return false;
  switch (type) {
    case 'S':
      return a.S === b.S;
    case 'BOOL':
      return a.BOOL === b.BOOL;
    case 'NULL':
      return true;
    case 'N':
    case 'B':
      return orderOf(a, b) === 0;
    case 'L':
      return isSameList(a.L as Value[], b.L as Value[]);
    case 'M':
      return isSameRow(a.M as Row, b.M as Row);
    case undefined:
      return false;
    default:
      return isSameSet(a, b);
  }
}

const isSameList = (a: Value[], b: Value[]) =>
  a.length === b.length && a.every((each, at) => isSame(each, b[at] as Value));

export function isSameRow(a: Row, b: Row): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSame(a[name] as Value, b[name] as Value))
  );
}

/** The members of a set, each as a value of its own. */
export function membersOf(value: Value): Value[] | undefined {
  if (value.SS) return value.SS.map((S) => ({ S }));
  if (value.NS) return value.NS.map((N) => ({ N }));
  return value.BS?.map((B) => ({ B }));
}

function isSameSet(a: Value, b: Value): boolean {
  const [left = [], right = []] = [membersOf(a), membersOf(b)];
  return left.length === right.length && left.every((each) => hasMember(right, each));
}

export const hasMember = (members: Value[], value: Value) =>
  members.some((each) => isSame(each, value));

/** A set of these members; undefined when there is none: DynamoDB knows no empty set. */
export function setOf(type: ValueType, members: Value[]): Value | undefined {
  if (members.length === 0) return undefined;
  if (type === 'SS') return { SS: members.map(({ S }) => S as string) };
  if (type === 'NS') return { NS: members.map(({ N }) => N as string) };
  return { BS: members.map(({ B }) => B as Uint8Array) };
}
