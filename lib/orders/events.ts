/** Events that an order's changes cast. Contracts first, then the mapping from a stream record. */
import * as z from 'zod';
import { type DomainEvent, defineEvent, domainEvent } from '../platform/events.ts';
import type { Order, OrderStatus } from './order.ts';

const data = z.object({
  orderId: z.string(),
  channel: z.enum(['VENDOR', 'CARD']),
  vendorId: z.string().optional(),
  status: z.string(),
  version: z.int(),
});

const contract = (type: string, description: string) =>
  defineEvent({ type, version: 1, description, data });

export const OrderPaid = contract('order.paid', 'An order is paid or its price is held');
export const OrderCompleted = contract('order.completed', 'The eSIMs of an order are ready');
export const OrderFailed = contract('order.failed', 'An order cannot be delivered');
export const OrderRefundDue = contract('order.refund_due', 'A failed order waits for its refund');
export const OrderRefunded = contract('order.refunded', "An order's money went back");
export const OrderCanceled = contract('order.canceled', 'An unpaid order was canceled');

export const orderEventContracts = [
  OrderPaid,
  OrderCompleted,
  OrderFailed,
  OrderRefundDue,
  OrderRefunded,
  OrderCanceled,
];

const onArrival: Partial<Record<OrderStatus, typeof OrderPaid>> = {
  PAID: OrderPaid,
  COMPLETED: OrderCompleted,
  FAILED: OrderFailed,
  REFUNDED: OrderRefunded,
  CANCELED: OrderCanceled,
};
const onNudge: Partial<Record<OrderStatus, typeof OrderPaid>> = {
  FAILED: OrderRefundDue,
};

/** What a change of the order item tells the world; pure, so a repeated relay says the same. */
export function orderEvents(before: Order | undefined, after: Order | undefined): DomainEvent[] {
  if (!after) return [];
  const arrived = before?.status !== after.status ? onArrival[after.status] : undefined;
  const nudged = (before?.nudges ?? 0) !== after.nudges ? onNudge[after.status] : undefined;
  const event = arrived ?? nudged;
  if (!event) return [];
  const { id, version, updatedAt, correlationId, channel, vendorId, status } = after;
  return [
    domainEvent(
      event,
      { id, version, occurredAt: updatedAt, correlationId },
      { orderId: id, channel, status, version, ...(vendorId ? { vendorId } : {}) },
    ),
  ];
}
