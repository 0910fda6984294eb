/** Tables in memory that apply our writes as DynamoDB does: all conditions, then all writes. */
import { isDeepStrictEqual } from 'node:util';
import type { TableName } from '../../../lib/platform/tables.ts';
import type { Write } from '../../../lib/platform/writes.ts';

type Key = { pk: string; sk: string };
type Item = Record<string, unknown>;
type Look = (term: string) => unknown;

export function tablesInMemory() {
  const items = new Map<string, Item>();

  /** False, and nothing changed, when any condition does not hold. */
  function apply(writes: Record<string, Write>): boolean {
    const all = Object.values(writes).map((write) => ({ write, at: placeOf(write) }));
    if (new Set(all.map(({ at }) => at)).size !== all.length)
      throw new Error('a transaction names an item twice');
    if (!all.every(({ write, at }) => holds(write, items.get(at)))) return false;
    for (const { write, at } of all) {
      if ('remove' in write) items.delete(at);
      if ('put' in write) items.set(at, write.item);
      if ('update' in write) items.set(at, updated(write, items.get(at)));
    }
    return true;
  }

  return {
    apply,
    get: (table: TableName, key: Key) => items.get(place(table, key)),
    all: (table: TableName) =>
      [...items].filter(([at]) => at.startsWith(`${table} `)).map(([, item]) => item),
  };
}

function placeOf(write: Write): string {
  if ('put' in write) return place(write.put, write.item);
  if ('update' in write) return place(write.update, write.key);
  if ('remove' in write) return place(write.remove, write.key);
  return place(write.check, write.key);
}
const place = (table: TableName, { pk, sk }: Key) => `${table} ${pk} ${sk}`;

const lookIn =
  (write: Write, item: Item | undefined): Look =>
  (term) =>
    term.startsWith(':') ? write.values?.[term] : item?.[write.names?.[term] ?? term];

/** ORs of ANDs, or ANDs of ORs in parentheses: all that our conditions are made of. */
function holds(write: Write, item: Item | undefined): boolean {
  const look = lookIn(write, item);
  const some = (text: string): boolean => text.split(' OR ').some(every);
  const every = (text: string): boolean => text.split(' AND ').every(one);
  const one = (text: string): boolean => comparison(text, look);
  if (write.condition === undefined) return true;
  if (!write.condition.startsWith('(')) return some(write.condition);
  return write.condition.slice(1, -1).split(') AND (').every(some);
}

function comparison(text: string, look: Look): boolean {
  const absent = /^attribute_not_exists\(([#\w]+)\)$/.exec(text)?.[1];
  if (absent) return look(absent) === undefined;
  const [, left = '', operator = '', right = ''] =
    /^([#:\w]+) (=|<|<=|>=) ([#:\w]+)$/.exec(text) ?? unreadable(text);
  const [a, b] = [look(left), look(right)] as [number, number];
  if (operator === '=') return isDeepStrictEqual(a, b);
  // What is not there compares with nothing.
  if (typeof a !== typeof b) return false;
  if (operator === '>=') return a >= b;
  return operator === '<' ? a < b : a <= b;
}

function updated(write: Extract<Write, { update: TableName }>, before: Item | undefined): Item {
  const look = lookIn(write, before);
  const after: Item = { ...write.key, ...before };
  const name = (term: string) => write.names?.[term] ?? term;
  const [, verb, list = ''] = /^(SET|ADD) (.+)$/.exec(write.set) ?? unreadable(write.set);
  for (const part of list.split(', ')) {
    const [target = '', ...terms] = part.split(verb === 'SET' ? / = | (?=[+-] )/ : ' ');
    const [first = '', ...more] = terms;
    let value = verb === 'ADD' ? Number(look(target) ?? 0) + Number(look(first)) : look(first);
    for (const term of more) {
      const operand = Number(look(term.slice(2)));
      value = Number(value) + (term.startsWith('-') ? -operand : operand);
    }
    if (value === undefined || Number.isNaN(value)) throw new Error(`no value for ${part}`);
    after[name(target)] = value;
  }
  return after;
}

function unreadable(text: string): never {
  throw new Error(`not understood: ${text}`);
}
