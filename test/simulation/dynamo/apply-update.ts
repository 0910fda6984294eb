/**
 * An update applied to an item, which stays as it is: the result is a new one that shares every value
 * the update does not touch. Everything is read from the item as it was.
 */
import { Invalid } from './errors.ts';
import { addNumbers } from './numbers.ts';
import { type Path, resolved, type Terms, valueAt, type WrittenPath } from './paths.ts';
import type { Source, Update } from './updates.ts';
import {
  hasMember,
  membersOf,
  type Row,
  setOf,
  typeOf,
  type Value,
  type ValueType,
} from './values.ts';

/** Undefined when there was no item and nothing to write: taking away creates no item. */
export function applyUpdate(
  update: Update,
  key: Row,
  before: Row | undefined,
  terms: Terms,
): Row | undefined {
  const changes: Change[] = [];
  const change = (path: WrittenPath, value: Value | undefined) =>
    changes.push({ path: resolved(path, terms), value });
  for (const { path, to } of update.set) change(path, computed(to, before, terms));
  for (const { path, value } of update.add)
    change(path, added(valueAt(before, path, terms), terms.values[value] as Value));
  for (const { path, value } of update.delete) {
    const old = valueAt(before, path, terms);
    if (old !== undefined) change(path, reduced(old, terms.values[value] as Value));
  }
  // From an item that is not there anything may be taken.
  if (before) for (const path of update.remove) change(path, undefined);
  if (before === undefined && changes.length === 0) return undefined;
  return (written({ M: before ?? key }, changes, 0).M ?? key) as Row;
}

interface Change {
  path: Path;
  /** Undefined takes it away. */
  value: Value | undefined;
}

const wrongType = () =>
  new Invalid('An operand in the update expression has an incorrect data type');
const wrongPath = () =>
  new Invalid('The document path provided in the update expression is invalid for update');

function computed(source: Source, item: Row | undefined, terms: Terms): Value {
  switch (source.kind) {
    case 'value':
      return terms.values[source.name] as Value;
    case 'path': {
      const value = valueAt(item, source.path, terms);
      if (value === undefined)
        throw new Invalid(
          'The provided expression refers to an attribute that does not exist in the item',
        );
      return value;
    }
    case 'if_not_exists': {
      const there = source.of.kind === 'path' && valueAt(item, source.of.path, terms);
      return there || computed(source.otherwise, item, terms);
    }
    case 'sum': {
      const left = computed(source.left, item, terms);
      const right = computed(source.right, item, terms);
      if (left.N === undefined || right.N === undefined) throw wrongType();
      return { N: addNumbers(left.N, right.N, source.sign) };
    }
    case 'list_append': {
      const left = computed(source.left, item, terms);
      const right = computed(source.right, item, terms);
      if (!left.L || !right.L) throw wrongType();
      return { L: [...left.L, ...right.L] };
    }
  }
}

function added(old: Value | undefined, value: Value): Value {
  if (old === undefined) return value;
  if (typeOf(old) !== typeOf(value)) throw wrongType();
  if (value.N !== undefined) return { N: addNumbers(old.N as string, value.N, 1) };
  const members = membersOf(old) as Value[];
  const fresh = (membersOf(value) as Value[]).filter((each) => !hasMember(members, each));
  return setOf(typeOf(old) as ValueType, [...members, ...fresh]) as Value;
}

function reduced(old: Value, value: Value): Value | undefined {
  const type = typeOf(old);
  if (type !== typeOf(value)) throw wrongType();
  const gone = membersOf(value) as Value[];
  const left = (membersOf(old) as Value[]).filter((each) => !hasMember(gone, each));
  return setOf(type as ValueType, left);
}

/** A map or list with the changes below it made; `depth` counts how much of their paths is behind. */
function written(container: Value, changes: Change[], depth: number): Value {
  const here = new Map<string | number, Change[]>();
  for (const change of changes) {
    const part = change.path[depth] as string | number;
    const same = here.get(part);
    if (same) same.push(change);
    else here.set(part, [change]);
  }
  if (container.M) return { M: writtenMap(container.M, here, depth) };
  if (container.L) return { L: writtenList(container.L, here, depth) };
  throw wrongPath();
}

function writtenMap(row: Row, here: Map<string | number, Change[]>, depth: number): Row {
  const after = { ...row };
  for (const [name, changes] of here) {
    if (typeof name === 'number') throw wrongPath();
    const value = writtenChild(Object.hasOwn(row, name) ? row[name] : undefined, changes, depth);
    if (value === undefined) delete after[name];
    else after[name] = value;
  }
  return after;
}

/** Positions are those of the list as it was; what lies beyond its end is appended in their order. */
function writtenList(list: Value[], here: Map<string | number, Change[]>, depth: number): Value[] {
  const after: (Value | undefined)[] = [...list];
  const positions = [...here.keys()].sort((a, b) => Number(a) - Number(b));
  for (const position of positions) {
    if (typeof position !== 'number') throw wrongPath();
    const value = writtenChild(list[position], here.get(position) as Change[], depth);
    if (position < list.length) after[position] = value;
    else after.push(value);
  }
  return after.filter((each) => each !== undefined);
}

function writtenChild(
  child: Value | undefined,
  changes: Change[],
  depth: number,
): Value | undefined {
  const [first] = changes as [Change];
  if (first.path.length === depth + 1) return first.value;
  if (child === undefined) throw wrongPath();
  return written(child, changes, depth + 1);
}
