/**
 * Many unconditional puts, 25 a call and some calls at a time. No order and no all-or-nothing: for
 * writes that are harmless to repeat, whose visibility another, conditional write decides.
 */
import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamo, type Item, tableName } from './dynamodb.ts';
import type { TableName } from './tables.ts';

const roundsMax = 8;

/** Splits into runs of at most `size`, order kept. */
export function chunked<T>(values: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let at = 0; at < values.length; at += size) chunks.push(values.slice(at, at + size));
  return chunks;
}

/** Runs `work` over all values, at most `parallel` at a time; the first failure stops new starts. */
export async function inParallel<T>(
  values: readonly T[],
  parallel: number,
  work: (value: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < values.length) {
      const value = values[next++] as T;
      try {
        await work(value);
      } catch (error) {
        next = values.length;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, values.length) }, worker));
}

/**
 * Puts all items (replacing what stands there). Throws when throttling does not end or a call
 * fails: then some are written and some not.
 */
export async function batchPut(
  table: TableName,
  items: Item[],
  options: { perCall?: number; parallel?: number } = {},
): Promise<void> {
  const { perCall = 25, parallel = 8 } = options;
  await inParallel(chunked(items, perCall), parallel, (chunk) => putChunk(table, chunk));
}

async function putChunk(table: TableName, items: Item[]): Promise<void> {
  const name = tableName(table);
  let pending: WriteRequest[] = items.map((item) => ({
    PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) },
  }));
  for (let round = 0; pending.length > 0; round += 1) {
    if (round > roundsMax) throw new Error(`batch put on ${table} is throttled`);
    if (round > 0) await pause(Math.random() * Math.min(2_000, 50 * 2 ** round));
    const answer = await dynamo().send(
      new BatchWriteItemCommand({ RequestItems: { [name]: pending } }),
    );
    pending = answer.UnprocessedItems?.[name] ?? [];
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
