/** The body of an order webhook. */
import * as z from 'zod';
import { esimsOf, readOrder } from '../orders/read.ts';
import { OrderView, orderView } from '../orders/view.ts';
import type { Subject } from './delivery.ts';

export const OrderWebhook = z
  .object({
    type: z.enum(['order.completed', 'order.failed', 'order.refunded']),
    timestamp: z.iso.datetime().meta({ description: 'When the event happened' }),
    data: OrderView,
  })
  .meta({
    id: 'OrderWebhook',
    description:
      'Type and timestamp are those of the event; data is the order as it stands when sent. ' +
      'Activation codes are never sent: fetch them from the API.',
  });

export async function messageBody(
  event: Pick<Subject, 'eventType' | 'occurredAt' | 'orderId'>,
): Promise<string> {
  const order = await readOrder(event.orderId, { consistent: true });
  if (!order) throw new Error(`no order ${event.orderId}`);
  const esims = (await esimsOf([order])).get(order.id) ?? [];
  // That read may lag behind the order's: a later try sees them all.
  if (order.completedAt !== undefined && esims.length < order.quantity)
    throw new Error(`eSIMs of ${order.id} cannot be read yet`);
  // Parsed, so that nothing leaves that the contract does not name.
  const message = OrderWebhook.parse({
    type: event.eventType,
    timestamp: event.occurredAt,
    data: orderView(order, esims),
  });
  return JSON.stringify(message);
}
