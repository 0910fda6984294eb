/** A page of an owner's orders as its list route answers it. */
import { esimsOf, listOrders } from './read.ts';
import { orderView } from './view.ts';

export async function orderPage(ownerKey: string, query: Parameters<typeof listOrders>[1]) {
  const { orders, nextCursor } = await listOrders(ownerKey, query);
  const esims = await esimsOf(orders);
  const data = orders.map((order) => orderView(order, esims.get(order.id) ?? []));
  return { object: 'list' as const, data, nextCursor };
}
