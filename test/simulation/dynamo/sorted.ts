/** Rows by partition, each partition in the order of its sort key: a table or one of its indexes. */
import { compareTexts, type Row } from './values.ts';

export interface Entry {
  /** As the table or index holds it: of an index with keys only, just these. */
  row: Row;
  sort: string;
  pk: string;
  sk: string;
}

export interface Sorted {
  /** Names of the attributes that partition and sort. */
  pk: string;
  sk: string;
  put(before: Row | undefined, after: Row | undefined): void;
  partition(name: string): readonly Entry[];
  /** Partition by partition. */
  partitions(): Iterable<readonly Entry[]>;
}

/** Items with the same sort key in an index stand in the order of their own keys. */
export const orderOfEntries = (a: Omit<Entry, 'row'>, b: Omit<Entry, 'row'>): number =>
  compareTexts(a.sort, b.sort) || compareTexts(a.pk, b.pk) || compareTexts(a.sk, b.sk);

/** Where the first entry stands of which this is true; it must be so of all after that one. */
export function firstOf(list: readonly Entry[], is: (entry: Entry) => boolean): number {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (is(list[middle] as Entry)) to = middle;
    else from = middle + 1;
  }
  return from;
}

export function sortedBy(pk: string, sk: string, keysOnly: boolean): Sorted {
  const partitions = new Map<string, Entry[]>();
  let names: string[] | undefined;
  const place = (list: Entry[], entry: Entry) =>
    firstOf(list, (each) => orderOfEntries(each, entry) >= 0);

  /** Undefined for an item without the index's key: it is not in there. */
  function entryOf(row: Row | undefined): Entry | undefined {
    const sort = row?.[sk]?.S;
    if (row === undefined || sort === undefined || row[pk]?.S === undefined) return undefined;
    return { row, sort, pk: row.pk?.S as string, sk: row.sk?.S as string };
  }

  function remove(partition: string, entry: Entry): void {
    const list = partitions.get(partition) as Entry[];
    list.splice(place(list, entry), 1);
    if (list.length > 0) return;
    partitions.delete(partition);
    names = undefined;
  }

  function insert(partition: string, entry: Entry): void {
    const list = partitions.get(partition);
    if (list) list.splice(place(list, entry), 0, entry);
    else {
      partitions.set(partition, [entry]);
      names = undefined;
    }
  }

  return {
    pk,
    sk,
    put(before, after) {
      const [old, next] = [entryOf(before), entryOf(after)];
      const [from, to] = [before?.[pk]?.S as string, after?.[pk]?.S as string];
      if (old && next && from === to && old.sort === next.sort) {
        if (keysOnly) return;
        const list = partitions.get(from) as Entry[];
        list[place(list, old)] = next;
        return;
      }
      if (old) remove(from, old);
      if (next) insert(to, keysOnly ? { ...next, row: keysOf(next.row, pk, sk) } : next);
    },
    partition: (name) => partitions.get(name) ?? [],
    *partitions() {
      names ??= [...partitions.keys()].sort(compareTexts);
      for (const name of names) yield partitions.get(name) ?? [];
    },
  };
}

/** The key attributes of the table and, where given, of an index. */
export function keysOf(row: Row, pk = 'pk', sk = 'sk'): Row {
  const keys: Row = {};
  for (const name of ['pk', 'sk', pk, sk]) keys[name] = row[name] as Row[string];
  return keys;
}
