/** What reads and writes cost, by the developer guide's rules ("Read and write operations"). */
import type { IndexSpec } from '../../../../lib/platform/tables.ts';
import { itemSize, type RawItem } from './size.ts';

const readBlock = 4096;
const writeBlock = 1024;

/** Half a unit per started 4 KB, a whole one when strongly consistent; nothing found is one block. */
export const readUnits = (bytes: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / readBlock)) * (consistent ? 1 : 0.5);

const blocks = (bytes: number): number => Math.max(1, Math.ceil(bytes / writeBlock));

export interface Change {
  before: RawItem | undefined;
  after: RawItem | undefined;
  transactional: boolean;
}

/** One unit per started KB of the larger of the two items, two in a transaction. */
export const writeUnits = ({ before, after, transactional }: Change): number =>
  blocks(Math.max(sizeOf(before), sizeOf(after))) * (transactional ? 2 : 1);

export const sizeOf = (item: RawItem | undefined): number => (item ? itemSize(item) : 0);

/**
 * An entry that comes, goes or changes is a write; one whose key changes is two (delete and put).
 * Indexes are brought up to date after the transaction: their writes are plain ones.
 */
export function indexUnits({ before, after }: Change, index: IndexSpec): number {
  const [old, now] = [entryOf(before, index), entryOf(after, index)];
  if (!old && !now) return 0;
  if (!old || !now) return blocks(sizeOf(old ?? now));
  if (keyOf(old, index) !== keyOf(now, index)) return blocks(sizeOf(old)) + blocks(sizeOf(now));
  if (JSON.stringify(old) === JSON.stringify(now)) return 0;
  return blocks(Math.max(sizeOf(old), sizeOf(now)));
}

/** The item's entry in the index: none unless it has both key attributes. */
function entryOf(item: RawItem | undefined, index: IndexSpec): RawItem | undefined {
  if (!item?.[index.pk] || !item[index.sk]) return undefined;
  if (index.projection === 'ALL') return item;
  const names = [...new Set([index.pk, index.sk, 'pk', 'sk'])];
  return Object.fromEntries(names.flatMap((name) => (item[name] ? [[name, item[name]]] : [])));
}

const keyOf = (entry: RawItem, { pk, sk }: IndexSpec): string =>
  JSON.stringify([entry[pk], entry[sk]]);
