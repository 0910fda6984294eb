/** Orders that somebody must look at, from the sparse index. */
import { query } from '../platform/dynamodb.ts';
import { orderIdOf } from './items.ts';

/**
 * Ids of orders whose moment has come, shard by shard, each oldest first. The index lags: the order
 * itself says whether it is still due. What is beyond `perShardMax` waits for the next run.
 */
export async function dueOrderIds(
  dueKeys: readonly string[],
  now: Date,
  perShardMax: number,
): Promise<string[]> {
  const pages = await Promise.all(
    dueKeys.map((dueKey) =>
      query<{ pk: string; sk: string }, 'orders'>({
        table: 'orders',
        index: 'byDue',
        partition: ['dueKey', dueKey],
        sort: { attribute: 'dueAt', atMost: now.toISOString() },
        limit: perShardMax,
      }),
    ),
  );
  return pages.flatMap((page) => page.items).map(orderIdOf);
}
