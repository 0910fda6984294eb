/** The order that an earlier request with the same Idempotency-Key made or changed. */
import { get, type Item } from '../platform/dynamodb.ts';
import { type IdempotentRequest, recordKey, replayedResource } from '../platform/idempotency.ts';
import type { Order } from './order.ts';
import { readOrder } from './read.ts';

export async function earlierOrder(
  request: IdempotentRequest,
  now: Date,
): Promise<Order | undefined> {
  const record = await get('idempotency', recordKey(request), { consistent: true });
  // DynamoDB deletes expired items late: an expired record counts as gone.
  const isLive = Number(record?.expiresAtSeconds) >= Math.floor(now.getTime() / 1000);
  return record && isLive ? replayedOrder(request, record) : undefined;
}

export async function replayedOrder(
  request: IdempotentRequest,
  record: Item | undefined,
): Promise<Order> {
  const orderId = replayedResource(request, record);
  const order = await readOrder(orderId, { consistent: true });
  if (!order) throw new Error(`idempotency record without its order ${orderId}`);
  return order;
}
