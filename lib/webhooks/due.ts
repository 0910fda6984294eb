/**
 * Which deliveries a run of the retry job takes. The index gives keys only and whose they are stands
 * in them, so a dead endpoint's backlog is paged over cheaply and never crowds the others out.
 */
import { batchGet, type Key, query } from '../platform/dynamodb.ts';
import type { Delivery } from './delivery.ts';
import { dueKeys, endpointIdOf, toDelivery } from './items.ts';

const pageSize = 500;
const pagesMax = 8;
const perEndpointMax = 50;

/** Due deliveries by endpoint, oldest first, at most `perEndpointMax` each. */
export async function dueByEndpoint(now: Date): Promise<Key[][]> {
  const lanes = new Map<string, Key[]>();
  await Promise.all(dueKeys.map((dueKey) => fill(lanes, dueKey, now)));
  return [...lanes.values()];
}

async function fill(lanes: Map<string, Key[]>, dueKey: string, now: Date): Promise<void> {
  let startAfter: Record<string, unknown> | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const { items, last } = await query<Key, 'deliveries'>({
      table: 'deliveries',
      index: 'byDue',
      partition: ['dueKey', dueKey],
      sort: { attribute: 'dueAt', atMost: now.toISOString() },
      limit: pageSize,
      startAfter,
    });
    for (const { pk, sk } of items) {
      const lane = lanes.get(endpointIdOf({ pk, sk })) ?? [];
      lanes.set(endpointIdOf({ pk, sk }), lane);
      if (lane.length < perEndpointMax) lane.push({ pk, sk });
    }
    startAfter = last;
    if (!last) return;
  }
}

/** The index lags: the record itself says whether it is still due. */
export async function stillDue(keys: Key[], now: Date): Promise<Delivery[]> {
  const found = (await batchGet('deliveries', keys)).map(toDelivery);
  return found.filter(
    ({ status, dueAt }) =>
      status === 'RETRYING' && dueAt !== undefined && dueAt <= now.toISOString(),
  );
}
