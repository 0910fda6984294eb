/** Events that the table `payments` casts: a webhook waits to be applied, money waits to go back. */
import * as z from 'zod';
import type { Item } from '../platform/dynamodb.ts';
import { type DomainEvent, defineEvent, domainEvent } from '../platform/events.ts';
import { toInbox, toPayment } from './items.ts';

export const StripeEventReceived = defineEvent({
  type: 'payment.stripe_event_received',
  version: 1,
  description: 'A Stripe webhook is stored and waits to be applied, for the first time or again',
  data: z.object({ eventId: z.string(), type: z.string() }),
});

export const PaymentRefundDue = defineEvent({
  type: 'payment.refund_due',
  version: 1,
  description: 'Money came for an order that is closed, and has to go back',
  data: z.object({ orderId: z.string(), version: z.int() }),
});

export const paymentEventContracts = [StripeEventReceived, PaymentRefundDue];

/** What a change of a payment or inbox item tells; pure, so a repeated relay says the same. */
export function paymentEvents(before: Item | undefined, after: Item | undefined): DomainEvent[] {
  if (after?.sk === 'INBOX') return inboxEvents(before, after);
  if (after?.sk === 'PAYMENT') return refundEvents(before, after);
  return [];
}

function inboxEvents(before: Item | undefined, after: Item): DomainEvent[] {
  const message = toInbox(after);
  if (message.source !== 'stripe') return [];
  const replays = message.replays ?? 0;
  if (before && replays <= (toInbox(before).replays ?? 0)) return [];
  const { eventId, type, receivedAt, correlationId } = message;
  return [
    domainEvent(
      StripeEventReceived,
      { id: eventId, version: replays + 1, occurredAt: receivedAt, correlationId },
      { eventId, type },
    ),
  ];
}

function refundEvents(before: Item | undefined, after: Item): DomainEvent[] {
  const { orderId, version, updatedAt, correlationId, refundDue } = toPayment(after);
  if (!refundDue || (before && toPayment(before).refundDue)) return [];
  return [
    domainEvent(
      PaymentRefundDue,
      { id: `pay_${orderId}`, version, occurredAt: updatedAt, correlationId },
      { orderId, version },
    ),
  ];
}
