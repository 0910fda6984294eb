/** The order that a mail is about: card orders only, vendors are told by webhook. */
import type { Order } from '../orders/order.ts';
import { readOrder } from '../orders/read.ts';

export interface OrderNews {
  eventId: string;
  orderId: string;
  channel: string;
}

export async function cardOrder(news: OrderNews): Promise<(Order & { email: string }) | undefined> {
  if (news.channel !== 'CARD') return undefined;
  const order = await readOrder(news.orderId, { consistent: true });
  if (!order) throw new Error(`no order ${news.orderId}`);
  // Erased at the buyer's wish: nobody is left to write to.
  if (order.email === undefined) return undefined;
  return { ...order, email: order.email };
}
