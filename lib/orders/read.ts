/** Reading orders: the owner stands in the key or is compared before anything is returned. */
import type { Esim } from '../esims/esim.ts';
import { esimIdsOf, esimKey, toEsim } from '../esims/items.ts';
import { chunked } from '../platform/batch.ts';
import { batchGet, get, query } from '../platform/dynamodb.ts';
import { ProblemError } from '../platform/errors.ts';
import { decodeCursor, encodeCursor } from '../platform/list.ts';
import { orderKey, toOrder } from './items.ts';
import type { Order, OrderStatus } from './order.ts';

export async function readOrder(id: string, options: { consistent?: boolean } = {}) {
  const item = await get('orders', orderKey(id), options);
  return item && toOrder(item);
}

/** An owner's order; another owner's is simply not found. */
export async function ownOrder(ownerKey: string, id: string): Promise<Order> {
  const order = await readOrder(id, { consistent: true });
  if (order?.ownerKey !== ownerKey) throw new ProblemError('ORDER_NOT_FOUND');
  return order;
}

/** The eSIMs of completed orders, in one read for all of them. */
export async function esimsOf(orders: Order[]): Promise<Map<string, Esim[]>> {
  const completed = orders.filter((order) => order.completedAt !== undefined);
  // Several orders may have topped up one eSIM: it is asked for once.
  const ids = [...new Set(completed.flatMap(esimIdsOf))];
  const esims = new Map<string, Esim>();
  // Whoever reads COMPLETED finds all of its eSIMs.
  for (const some of chunked(ids, 100))
    for (const item of await batchGet('esims', some.map(esimKey), { consistent: true }))
      esims.set(toEsim(item).id, toEsim(item));
  return new Map(
    completed.map((order) => [order.id, esimIdsOf(order).flatMap((id) => esims.get(id) ?? [])]),
  );
}

/** Newest first. A status filter may give a short page; `last` tells whether more can follow. */
export async function listOrders(
  ownerKey: string,
  options: { limit: number; cursor?: string | undefined; status?: OrderStatus | undefined },
): Promise<{ orders: Order[]; nextCursor: string | null }> {
  const scope = `orders ${ownerKey} ${options.status ?? ''}`;
  const page = await query<{ pk: string; sk: string }, 'orders'>({
    table: 'orders',
    index: 'byOwner',
    partition: ['ownerKey', ownerKey],
    newestFirst: true,
    limit: options.limit,
    startAfter: decodeCursor(scope, options.cursor),
  });
  const keys = page.items.map(({ pk, sk }) => ({ pk, sk }));
  const found = keys.length === 0 ? [] : (await batchGet('orders', keys)).map(toOrder);
  const orders = found
    .filter((order) => options.status === undefined || order.status === options.status)
    .sort((a, b) => (a.id < b.id ? 1 : -1));
  return { orders, nextCursor: encodeCursor(scope, page.last) };
}
