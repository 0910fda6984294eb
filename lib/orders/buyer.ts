/** Who owns a card order: a signed-in customer, a guest known by e-mail, or a signed link's bearer. */
import { createHash } from 'node:crypto';
import { type Actor, customerOwner } from '../platform/actor.ts';
import { ProblemError } from '../platform/errors.ts';
import type { Order } from './order.ts';
import { ownOrder, readOrder } from './read.ts';

/** One partition per address, whatever its case, without the address in a key. */
export const guestOwner = (email: string) =>
  `GUEST#${createHash('sha256').update(email.toLowerCase()).digest('hex').slice(0, 32)}`;

/** The order that a customer or the bearer of a link may see; any other one is not found. */
export async function buyersOrder(actor: Actor, orderId: string): Promise<Order> {
  if (actor.kind === 'CUSTOMER') return ownOrder(customerOwner(actor.customerId), orderId);
  if (actor.kind !== 'LINK' || actor.orderId !== orderId) throw new ProblemError('ORDER_NOT_FOUND');
  const order = await readOrder(orderId, { consistent: true });
  if (!order) throw new ProblemError('ORDER_NOT_FOUND');
  return order;
}
