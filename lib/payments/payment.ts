/**
 * A card payment and its state machine, pure. Events come twice and out of order: a state is never
 * left for an earlier one, money that is recorded is never forgotten. A declined attempt (FAILED) is
 * not the end: the same intent may still succeed.
 */
import type { Stamp } from '../platform/actor.ts';
import type { Currency } from '../platform/money.ts';
import type { IntentFacts, IntentNews, RefundFacts } from './notice.ts';

export const paymentStatuses = [
  'CREATED',
  'REQUIRES_ACTION',
  'PROCESSING',
  'FAILED',
  'CANCELED',
  'SUCCEEDED',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

export const rankOf = (status: PaymentStatus): number => paymentStatuses.indexOf(status);

export interface Refund {
  id: string;
  amount: number;
  status: string;
}

export interface Payment {
  orderId: string;
  intentId: string;
  status: PaymentStatus;
  /** What the order costs; minor units like all below. */
  amount: number;
  currency: Currency;
  /** Present once the money is there: what came, in which currency, when. */
  amountReceived: number;
  receivedCurrency?: string;
  receivedAt?: string;
  /** Given back as far as we know; never falls. */
  refunded: number;
  /** Single refunds that Stripe told of. */
  refunds: Refund[];
  /** A refund that failed after all: a person has to look. */
  refundFailure?: string;
  /** Why the last attempt was declined. */
  errorCode?: string;
  /** Money that belongs to no living order and has to go back. */
  refundDue?: true;
  version: number;
  createdAt: string;
  updatedAt: string;
  correlationId: string;
  by: Stamp;
}

export interface Moment {
  now: Date;
  by: Stamp;
}

export interface PaymentStart {
  orderId: string;
  intentId: string;
  amount: number;
  currency: Currency;
  correlationId: string;
}

export const newPayment = (start: PaymentStart, { now, by }: Moment): Payment => ({
  ...start,
  status: 'CREATED',
  amountReceived: 0,
  refunded: 0,
  refunds: [],
  version: 1,
  createdAt: now.toISOString(),
  updatedAt: now.toISOString(),
  by,
});

/** The next version; `status` counts only when it lies ahead. */
export function advanced(
  payment: Payment,
  status: PaymentStatus,
  { now, by }: Moment,
  change: Partial<Omit<Payment, 'status' | 'version'>> = {},
): Payment {
  const next = rankOf(status) > rankOf(payment.status) ? status : payment.status;
  return {
    ...payment,
    ...change,
    status: next,
    version: payment.version + 1,
    updatedAt: now.toISOString(),
    by,
  };
}

/** What an intent's news makes of the payment; the same object when it is no news. */
export function told(
  payment: Payment,
  news: IntentNews,
  facts: IntentFacts,
  moment: Moment,
): Payment {
  if (news === 'SUCCEEDED') return paid(payment, facts, moment);
  const ahead = rankOf(news) > rankOf(payment.status);
  if (news === 'FAILED' && rankOf(payment.status) <= rankOf('FAILED'))
    return ahead || facts.errorCode !== payment.errorCode
      ? advanced(payment, news, moment, errorOf(facts))
      : payment;
  return ahead ? advanced(payment, news, moment) : payment;
}

const errorOf = ({ errorCode }: IntentFacts) => (errorCode === undefined ? {} : { errorCode });

/** The money of an intent is recorded once, however many events tell of it. */
function paid(payment: Payment, facts: IntentFacts, moment: Moment): Payment {
  if (payment.receivedAt !== undefined) return payment;
  return advanced(payment, 'SUCCEEDED', moment, {
    amountReceived: facts.amountReceived,
    receivedCurrency: facts.currency,
    receivedAt: moment.now.toISOString(),
  });
}

/** Exactly the price, in its currency: less, more or other money buys nothing. */
export const isExact = (payment: Payment): boolean =>
  payment.amountReceived === payment.amount && payment.receivedCurrency === payment.currency;

export function refundTold(payment: Payment, facts: RefundFacts, moment: Moment): Payment {
  const refunds = merged(payment.refunds, facts.refund);
  const sum = refunds
    .filter(({ status }) => !lost.has(status))
    .reduce((total, { amount }) => total + amount, 0);
  const known = Math.max(payment.refunded, sum, facts.refundedInAll ?? 0);
  const refunded = Math.min(known, payment.amountReceived);
  const failed = facts.refund !== undefined && lost.has(facts.refund.status);
  const refundFailure = failed ? (facts.refund?.failureReason ?? 'unknown') : payment.refundFailure;
  const changed =
    refunded !== payment.refunded ||
    refunds !== payment.refunds ||
    refundFailure !== payment.refundFailure;
  if (!changed) return payment;
  return advanced(payment, refundedStatus(payment, refunded), moment, {
    refunded,
    refunds,
    ...(refundFailure === undefined ? {} : { refundFailure }),
  });
}

/** The refund of the news, when it is lost and was not known to be. */
export function newlyLost(before: Payment, { refund }: RefundFacts): RefundFacts['refund'] {
  if (refund === undefined || !lost.has(refund.status)) return undefined;
  const known = before.refunds.find(({ id }) => id === refund.id);
  return known !== undefined && lost.has(known.status) ? undefined : refund;
}

/** The money went back on our own order; the payment then waits for no refund any more. */
export function refundMade(payment: Payment, amount: number, moment: Moment): Payment {
  const refunded = Math.max(payment.refunded, amount);
  const next = advanced(payment, refundedStatus(payment, refunded), moment, { refunded });
  delete next.refundDue;
  return next;
}

function refundedStatus(payment: Payment, refunded: number): PaymentStatus {
  if (refunded === 0) return payment.status;
  return refunded >= payment.amountReceived ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
}

const lost = new Set(['failed', 'canceled']);
const order = ['requires_action', 'pending', 'succeeded', 'canceled', 'failed'];
const refundsMax = 50;

/** A refund's news counts only when it lies ahead; the same array when nothing changed. */
function merged(refunds: Refund[], news: RefundFacts['refund']): Refund[] {
  if (!news) return refunds;
  const { id, amount, status } = news;
  const known = refunds.find((refund) => refund.id === id);
  if (!known) return [...refunds, { id, amount, status }].slice(-refundsMax);
  if (order.indexOf(status) <= order.indexOf(known.status)) return refunds;
  return refunds.map((refund) => (refund.id === id ? { id, amount, status } : refund));
}
