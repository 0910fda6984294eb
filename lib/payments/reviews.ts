/** What cannot be decided by rule about card money, with what is known, for the review queue. */
import type { NewReview } from '../review/record.ts';
import { codeOf } from './faults.ts';
import type { InboxMessage } from './inbox.ts';
import type { IntentFacts, RefundFacts } from './notice.ts';
import type { Payment } from './payment.ts';

/** Stripe took our refund, said that it is done perhaps, and then told that it failed. */
export const failedRefund = (
  payment: Payment,
  refund: NonNullable<RefundFacts['refund']>,
  more: object,
): NewReview => ({
  kind: 'REFUND_FAILED',
  subject: refund.id,
  orderId: payment.orderId,
  summary: `A refund of ${refund.amount} ${moneyOf(payment)} failed after all`,
  evidence: { refund, payment: saidOf(payment), ...more },
  correlationId: payment.correlationId,
});

/** Stripe does not make the refund at all. */
export const refusedRefund = (payment: Payment, amount: number, error: unknown): NewReview => ({
  kind: 'REFUND_FAILED',
  subject: payment.orderId,
  orderId: payment.orderId,
  summary: `Stripe refuses to refund ${amount} ${moneyOf(payment)}`,
  evidence: { amount, code: codeOf(error) ?? 'unknown', payment: saidOf(payment) },
  correlationId: payment.correlationId,
});

/** Money for an order that we do not know; one review for all events of its intent. */
export const unmatchedMoney = (
  message: InboxMessage,
  facts: IntentFacts | RefundFacts,
  reason: string,
): NewReview => ({
  kind: 'PAYMENT_UNMATCHED',
  subject: facts.intentId,
  summary: 'Stripe tells of money for an order that is not ours',
  evidence: { reason, facts, event: eventOf(message) },
  correlationId: message.correlationId,
});

export const stuckEvent = (message: InboxMessage): NewReview => ({
  kind: 'PAYMENT_UNMATCHED',
  subject: message.eventId,
  summary: 'An event of Stripe lies in the inbox and cannot be applied',
  evidence: { event: eventOf(message) },
  correlationId: message.correlationId,
});

/** Without its text, which may name the buyer: that stands in the inbox. */
const eventOf = ({ payload: _payload, by: _by, ...message }: InboxMessage) => message;
const saidOf = ({ by: _by, ...payment }: Payment) => payment;
const moneyOf = (payment: Payment) => payment.receivedCurrency ?? payment.currency;
