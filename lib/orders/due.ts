/** Orders that somebody must look at, from the sparse index. */
import { query } from '../platform/dynamodb.ts';
import { orderIdOf } from './items.ts';

/**
 * Ids of orders whose moment has come, shard by shard, each oldest first. The index lags: the order
 * itself says whether it is still due. What is beyond `perShardMax` waits for the next run.
 */
export const dueOrderIds = (
  dueKeys: readonly string[],
  now: Date,
  perShardMax: number,
): Promise<string[]> => firstOrderIds(dueKeys, perShardMax, now);

/** As `dueOrderIds`; without `until` the first of each shard, due or not. */
export async function firstOrderIds(
  dueKeys: readonly string[],
  perShardMax: number,
  until?: Date,
): Promise<string[]> {
  const pages = await Promise.all(
    dueKeys.map((dueKey) =>
      query<{ pk: string; sk: string }, 'orders'>({
        table: 'orders',
        index: 'byDue',
        partition: ['dueKey', dueKey],
        ...(until ? { sort: { attribute: 'dueAt', atMost: until.toISOString() } } : {}),
        limit: perShardMax,
      }),
    ),
  );
  return pages.flatMap((page) => page.items).map(orderIdOf);
}
