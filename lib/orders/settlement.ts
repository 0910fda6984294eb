/**
 * What news of a payment makes of payment, order and books; pure. The order is paid by exactly its
 * price; any other money, and money for a closed order, is recorded and marked to go back.
 */
import type { IntentFacts, IntentNews, RefundFacts } from '../payments/notice.ts';
import {
  advanced,
  isExact,
  type Moment,
  newlyLost,
  newPayment,
  type Payment,
  refundTold,
  told,
} from '../payments/payment.ts';
import type { Timings } from '../platform/config.ts';
import { type CancelReason, inSeconds, isUnpaid, moved, type Order } from './order.ts';

export interface At extends Moment {
  timings: Timings;
}

export interface Settlement {
  /** Undefined where nothing changes. */
  order?: Order;
  payment?: Payment;
  /** The money of this payment enters the books now. */
  deposit: boolean;
  /** A refund that we learn to have failed now. */
  lostRefund?: NonNullable<RefundFacts['refund']>;
}

export function settledBy(
  order: Order,
  before: Payment | undefined,
  news: IntentNews,
  facts: IntentFacts,
  at: At,
): Settlement {
  const known = before ?? newPayment(paymentStart(order, facts.intentId), at);
  const payment = told(known, news, facts, at);
  const isFirstMoney = known.receivedAt === undefined && payment.receivedAt !== undefined;
  if (isFirstMoney) return moneyCame(order, known, payment, at);
  return {
    ...(payment === before ? {} : { payment }),
    ...(news === 'CANCELED' && isUnpaid(order.status) && payment.receivedAt === undefined
      ? { order: closed(order, reasonOf(facts), at, facts.intentId) }
      : {}),
    deposit: false,
  };
}

function moneyCame(order: Order, known: Payment, payment: Payment, at: At): Settlement {
  const deposit = payment.amountReceived > 0;
  const stray: Payment = deposit ? { ...payment, refundDue: true } : payment;
  if (isUnpaid(order.status)) {
    if (isExact(payment)) return { order: paid(order, known.intentId, at), payment, deposit };
    const canceled = closed(order, 'PAYMENT_MISMATCH', at, known.intentId);
    return { order: canceled, payment: stray, deposit };
  }
  if (order.status === 'CANCELED') return { payment: stray, deposit };
  throw new Error(`order ${order.id} is ${order.status} without a recorded payment`);
}

const paid = (order: Order, paymentIntentId: string, at: At): Order =>
  moved(order, 'PAID', at, {
    paymentIntentId,
    paidAt: at.now.toISOString(),
    dueAt: inSeconds(at.now, at.timings.announceSeconds),
  });

export const closed = (
  order: Order,
  cancelReason: CancelReason,
  at: Moment,
  paymentIntentId: string | undefined = order.paymentIntentId,
): Order =>
  moved(order, 'CANCELED', at, {
    cancelReason,
    ...(paymentIntentId === undefined ? {} : { paymentIntentId }),
  });

/** Our own cancellations tell Stripe why, and the event tells it back. */
function reasonOf({ cancellationReason }: IntentFacts): CancelReason {
  if (cancellationReason === 'abandoned') return 'EXPIRED';
  if (cancellationReason === 'requested_by_customer') return 'REQUESTED';
  return 'PAYMENT_CANCELED';
}

/** A refund of money that we have not booked yet is news from the future: it has to come again. */
export function refundSettled(before: Payment | undefined, facts: RefundFacts, at: At): Settlement {
  if (before?.receivedAt === undefined) throw new Error('refund of a payment that is not here yet');
  const payment = refundTold(before, facts, at);
  const lostRefund = newlyLost(before, facts);
  return {
    ...(payment === before ? {} : { payment }),
    deposit: false,
    ...(lostRefund === undefined ? {} : { lostRefund }),
  };
}

/** The payment that an order's own intent begins with. */
export const paymentStart = (order: Order, intentId: string) => ({
  orderId: order.id,
  intentId,
  amount: order.total,
  currency: order.currency,
  correlationId: order.correlationId,
});

/** The payment of an order that we close ourselves, its intent being canceled at Stripe. */
export const canceledPayment = (
  order: Order,
  before: Payment | undefined,
  intentId: string,
  at: Moment,
): Payment => advanced(before ?? newPayment(paymentStart(order, intentId), at), 'CANCELED', at);

/** An event may claim our order for an intent that is not the order's own: it is refused. */
export function isOwnIntent(order: Order, payment: Payment | undefined, intentId: string): boolean {
  const own = order.paymentIntentId ?? payment?.intentId;
  return own === undefined || own === intentId;
}
