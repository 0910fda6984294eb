/** One table and its indexes. */
import { type IndexSpec, idOfKey, type StoreTable } from './keys.ts';
import { type Sorted, sortedBy } from './sorted.ts';
import type { Row } from './values.ts';

export interface Index {
  spec: IndexSpec;
  rows: Sorted;
}

export interface Table {
  spec: StoreTable;
  rows: Sorted;
  indexes: Map<string, Index>;
  get(key: Row): Row | undefined;
  /** The item before and after; either may be missing. */
  write(before: Row | undefined, after: Row | undefined): void;
  all(): Iterable<Row>;
}

export function openTable(spec: StoreTable): Table {
  const byKey = new Map<string, Row>();
  const rows = sortedBy('pk', 'sk', false);
  const indexes = new Map<string, Index>();
  for (const [name, index] of Object.entries(spec.indexes))
    indexes.set(name, {
      spec: index,
      rows: sortedBy(index.pk, index.sk, index.projection === 'KEYS_ONLY'),
    });
  return {
    spec,
    rows,
    indexes,
    get: (key) => byKey.get(idOfKey(key)),
    write(before, after) {
      const id = idOfKey((after ?? before) as Row);
      if (after) byKey.set(id, after);
      else byKey.delete(id);
      rows.put(before, after);
      for (const index of indexes.values()) index.rows.put(before, after);
    },
    all: () => byKey.values(),
  };
}
