/** Read and write units as DynamoDB counts them. */

import { bytesOfRow } from './sizes.ts';
import { keysOf } from './sorted.ts';
import type { Index, Table } from './table.ts';
import { isSameRow, type Row } from './values.ts';

export interface Capacity {
  readUnits: number;
  writeUnits: number;
}

export interface Meter {
  /** A write that happened, or was refused: then the item is the same before and after. */
  wrote(table: Table, before: Row | undefined, after: Row | undefined, how: Pace): void;
  read(table: Table, rows: Row[], how: Pace & { consistent: boolean }): void;
  consumed(): Record<string, Capacity>;
}

/** A transaction does all of it twice, except for the indexes, which follow later. */
interface Pace {
  transaction: boolean;
}

const started = (bytes: number, unit: number) => Math.max(1, Math.ceil(bytes / unit));

export function openMeter(tables: Iterable<Table>): Meter {
  const units: Record<string, Capacity> = {};
  for (const { spec } of tables) units[spec.name] = { readUnits: 0, writeUnits: 0 };
  const of = ({ spec }: Table) => units[spec.name] as Capacity;
  return {
    wrote(table, before, after, { transaction }) {
      const bytes = Math.max(before ? bytesOfRow(before) : 0, after ? bytesOfRow(after) : 0);
      let sum = started(bytes, 1024) * (transaction ? 2 : 1);
      if (before !== after)
        for (const index of table.indexes.values()) sum += unitsOfIndex(index, before, after);
      of(table).writeUnits += sum;
    },
    read(table, rows, { transaction, consistent }) {
      const bytes = rows.reduce((sum, row) => sum + bytesOfRow(row), 0);
      of(table).readUnits += started(bytes, 4096) * (transaction ? 2 : consistent ? 1 : 0.5);
    },
    consumed: () => structuredClone(units),
  };
}

/** Nothing while its entry stays the same; one to write or remove it, two to move it. */
function unitsOfIndex(index: Index, before: Row | undefined, after: Row | undefined): number {
  const [old, next] = [entryOf(index, before), entryOf(index, after)];
  if (!old || !next) return (old ? unitsOf(old) : 0) + (next ? unitsOf(next) : 0);
  const { pk, sk } = index.spec;
  if (old[pk]?.S !== next[pk]?.S || old[sk]?.S !== next[sk]?.S) return unitsOf(old) + unitsOf(next);
  return isSameRow(old, next) ? 0 : Math.max(unitsOf(old), unitsOf(next));
}

const unitsOf = (row: Row) => started(bytesOfRow(row), 1024);

function entryOf({ spec }: Index, row: Row | undefined): Row | undefined {
  if (!row?.[spec.pk] || !row[spec.sk]) return undefined;
  return spec.projection === 'ALL' ? row : keysOf(row, spec.pk, spec.sk);
}
