/** Document paths: how expressions name a place inside an item, e.g. `a.#b[2]`. */
import { Invalid } from './errors.ts';
import { isReserved } from './reserved.ts';
import type { Reader } from './tokens.ts';
import type { Row, Value } from './values.ts';

/** As written: names, placeholders of names, positions in a list. */
export type WrittenPath = (string | number)[];
/** With the names themselves. */
export type Path = (string | number)[];

/** What a request gives its expressions beside their text. */
export interface Terms {
  names: Record<string, string>;
  values: Record<string, Value>;
}

export function readPath(read: Reader): WrittenPath {
  const path: WrittenPath = [readName(read)];
  for (;;) {
    if (read.takes('.')) path.push(readName(read));
    else if (read.takes('[')) {
      if (!/^\d+$/.test(read.peek())) read.fail();
      path.push(Number(read.next()));
      read.expect(']');
    } else return path;
  }
}

const keywords = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'IN']);

function readName(read: Reader): string {
  const word = read.peek();
  if (!/^[#A-Za-z]/.test(word) || keywords.has(word.toUpperCase())) read.fail();
  read.next();
  if (isReserved(word))
    throw new Invalid(`Attribute name is a reserved keyword; reserved keyword: ${word}`);
  return word;
}

export const resolved = (path: WrittenPath, { names }: Terms): Path =>
  path.map((part) =>
    typeof part === 'string' && part.startsWith('#') ? (names[part] as string) : part,
  );

/** What an expression uses: these names and values must be given, and no other. */
export interface Uses {
  names: string[];
  values: string[];
  paths: WrittenPath[];
}

/** The placeholders of names in these paths. */
export const namesOf = (paths: WrittenPath[]): string[] => [
  ...new Set(
    paths.flat().filter((part) => typeof part === 'string' && part.startsWith('#')) as string[],
  ),
];

/** What stands at a path as it is written; undefined where there is nothing. */
export function valueAt(item: Row | undefined, path: WrittenPath, terms: Terms): Value | undefined {
  let row: Row | undefined = item;
  let value: Value | undefined;
  for (let at = 0; at < path.length; at += 1) {
    const part = path[at] as string | number;
    if (typeof part === 'number') value = value?.L?.[part];
    else {
      const name = part.startsWith('#') ? (terms.names[part] as string) : part;
      if (at > 0) row = value?.M;
      value = row !== undefined && Object.hasOwn(row, name) ? row[name] : undefined;
    }
    if (value === undefined) return undefined;
  }
  return value;
}

/** No two paths of one expression may name the same place, or one inside of another. */
export function checkApart(paths: Path[]): void {
  for (let later = 1; later < paths.length; later += 1)
    for (let earlier = 0; earlier < later; earlier += 1)
      checkPair(paths[earlier] as Path, paths[later] as Path);
}

function checkPair(one: Path, two: Path): void {
  const length = Math.min(one.length, two.length);
  for (let at = 0; at < length; at += 1) {
    if (typeof one[at] !== typeof two[at]) refuse('conflict', one, two);
    if (one[at] !== two[at]) return;
  }
  refuse('overlap', one, two);
}

function refuse(how: string, one: Path, two: Path): never {
  throw new Invalid(
    `Two document paths ${how} with each other; must remove or rewrite one of these paths; ` +
      `path one: ${shown(one)}, path two: ${shown(two)}`,
  );
}

const shown = (path: Path) =>
  `[${path.map((part) => (typeof part === 'number' ? `[${part}]` : part)).join(', ')}]`;
