import type { Esim } from './esim.ts';
import { ownEsim } from './esims.ts';
import type { Order } from './order.ts';
import { isTrue, matchesTime, pageOf, positive } from './query.ts';
import { refuse } from './refusal.ts';
import { SECOND_MS } from './wire.ts';
import type { World } from './world.ts';

/** Newest first. An order in its index lag is missing here although its reference already answers. */
export function listOrders(world: World, query: URLSearchParams, now: number) {
  const filters = query.getAll('createdAt');
  const found = world.orders
    .filter((order) => now >= order.visibleAt)
    .filter((order) => filters.every((filter) => matchesTime(order.createdAt, filter)))
    .reverse();
  const page = pageOf(found, positive(query, 'page', 1), positive(query, 'limit', 50));
  return { orders: page, withIccids: isTrue(query, 'includeIccids') };
}

export function readyOrder(world: World, reference: string, now: number): Order {
  const order = world.ordersByReference.get(reference);
  if (!order) refuse(400, 'order not found');
  if (order.status !== 'completed') refuseAsProcessing(order, now);
  return order;
}

/** The bundles of an eSIM are not readable while an order for it is under way. */
export function readyEsim(world: World, iccid: string, now: number): Esim {
  const esim = ownEsim(world, iccid, now);
  const waiting = world.pendingOrders.find((order) =>
    order.units.some(({ target }) => target === iccid),
  );
  return waiting ? refuseAsProcessing(waiting, now) : esim;
}

/** Documented meaning of 503 on reads: come back later. */
function refuseAsProcessing(order: Order, now: number): never {
  const seconds = Math.ceil((order.completesAt - now) / SECOND_MS);
  return refuse(503, 'order is still processing', Math.max(1, seconds));
}
