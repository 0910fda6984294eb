/** Which paid orders wait for the provider, and which of them ride together in its next order. */
import { firstOrderIds } from '../orders/due.ts';
import { orderKey, toOrder, waitKeys } from '../orders/items.ts';
import type { Order } from '../orders/order.ts';
import { chunked } from '../platform/batch.ts';
import { batchGet } from '../platform/dynamodb.ts';
import { isStartable } from './transitions.ts';

/** More than what all workers have in flight, which stands here too, and one provider order. */
const perShardMax = 40;

/**
 * Startable orders, the longest waiting first. `named` were just announced: the index may not show
 * them yet. Read as cheaply as can be: the start of each is conditioned on what was read.
 */
export async function waitingOrders(named: readonly string[], now: Date): Promise<Order[]> {
  const listed = await firstOrderIds(waitKeys, perShardMax);
  const keys = [...new Set([...named, ...listed])].map(orderKey);
  const orders: Order[] = [];
  for (const some of chunked(keys, 100))
    orders.push(...(await batchGet('orders', some)).map(toOrder));
  return orders
    .filter((order) => isStartable(order, now))
    .sort(
      (a, b) => compare(a.paidAt ?? a.createdAt, b.paidAt ?? b.createdAt) || compare(a.id, b.id),
    );
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** The provider advises at most ten eSIMs an order. */
const esimsMax = 10;

/**
 * The riders of one provider order. The longest waiting always rides; others fill what is left, the
 * longest waiting first. Nobody waits for company: whoever is there when the slot comes, rides.
 */
export function packed(waiting: readonly Order[]): Order[] {
  const [first, ...others] = waiting;
  if (!first || ridesAlone(first)) return first ? [first] : [];
  const riders = [first];
  let left = esimsMax - first.quantity;
  for (const order of others) {
    if (ridesAlone(order) || order.quantity > left) continue;
    riders.push(order);
    left -= order.quantity;
  }
  return riders;
}

/** A top-up too: a refused one must not sink others, and its line must not be taken for a new eSIM's. */
const ridesAlone = ({ apart, topUp }: Order): boolean => apart === true || topUp !== undefined;
