/** Projection expressions, and the parts of an item that paths pick out of it. */
import { namesOf, type Path, readPath, type Uses } from './paths.ts';
import { readerOf, remembered } from './tokens.ts';
import type { Row, Value } from './values.ts';

export type ParsedProjection = Uses;

export const parseProjection = remembered((text: string): ParsedProjection => {
  const read = readerOf(text);
  const paths = [readPath(read)];
  while (read.takes(',')) paths.push(readPath(read));
  if (read.peek() !== '') read.fail();
  return { paths, names: namesOf(paths), values: [] };
});

/** Only what stands at these paths, within the maps and lists that it stands in. */
export const project = (row: Row, paths: Path[]): Row =>
  (part({ M: row }, paths, 0)?.M ?? {}) as Row;

function part(value: Value, paths: Path[], depth: number): Value | undefined {
  // Of several paths none ends inside of another.
  if (paths.some((path) => path.length === depth)) return value;
  const here = new Map<string | number, Path[]>();
  for (const path of paths) {
    const name = path[depth] as string | number;
    here.set(name, [...(here.get(name) ?? []), path]);
  }
  if (value.M) return partOfMap(value.M, here, depth);
  return value.L && partOfList(value.L, here, depth);
}

function partOfMap(row: Row, here: Map<string | number, Path[]>, depth: number) {
  const M: Row = {};
  for (const [name, paths] of here) {
    const child = typeof name === 'string' && Object.hasOwn(row, name) ? row[name] : undefined;
    const found = child && part(child, paths, depth + 1);
    if (found) M[name] = found;
  }
  return Object.keys(M).length === 0 ? undefined : { M };
}

/** In the order of the list, without gaps. */
function partOfList(list: Value[], here: Map<string | number, Path[]>, depth: number) {
  const L = list.flatMap((child, position) => {
    const paths = here.get(position);
    return (paths && part(child, paths, depth + 1)) ?? [];
  });
  return L.length === 0 ? undefined : { L };
}
