/**
 * News from Stripe, applied in one transaction: payment, order, books and the inbox record. Each is
 * conditioned on the version it was read at, so duplicates, crashes and races end in a re-read.
 */
import { type InboxMessage, isHandled } from '../payments/inbox.ts';
import { changedPayment, failedOnce, handled, readInbox, readPayment } from '../payments/items.ts';
import { type IntentFacts, readNotice } from '../payments/notice.ts';
import type { Payment } from '../payments/payment.ts';
import { failedRefund } from '../payments/reviews.ts';
import { depositWrite } from '../payments/transfers.ts';
import type { Stamp } from '../platform/actor.ts';
import type { Timings } from '../platform/config.ts';
import { transact } from '../platform/dynamodb.ts';
import { count, log } from '../platform/observability.ts';
import type { Write } from '../platform/writes.ts';
import type { NewReview } from '../review/record.ts';
import { openReview, reviewOpened } from '../review/review.ts';
import { changedOrder } from './items.ts';
import { factsOf, type News, orderNamedBy, putAside } from './match.ts';
import type { Order } from './order.ts';
import { readOrder } from './read.ts';
import { type At, isOwnIntent, refundSettled, type Settlement, settledBy } from './settlement.ts';

const triesMax = 8;

/** Applies a stored event; what cannot be applied is marked FAILED and thrown, to be tried again. */
export async function applyStripeEvent(
  eventId: string,
  deps: { now: Date; timings: Timings },
): Promise<void> {
  const message = await readInbox('stripe', eventId);
  if (!message) throw new Error(`no event ${eventId} in the inbox`);
  if (isHandled(message)) return;
  try {
    await apply(message, deps);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    // Refused when another run has done it meanwhile; the throw below costs one look then.
    await transact({ inbox: failedOnce(message, reason, deps.now) });
    throw error;
  }
}

async function apply(message: InboxMessage, deps: { now: Date; timings: Timings }): Promise<void> {
  const notice = readNotice(message.payload);
  if (notice.kind === 'OTHER') return await ignore(message, 'no event that we act on', deps.now);
  const orderId = await orderNamedBy(notice);
  // Each of our intents names its order from its first moment.
  if (!orderId) return await ignore(message, 'its intent names no order: not ours', deps.now);
  const by: Stamp = { kind: 'STRIPE', id: message.eventId, requestId: message.correlationId };
  const unmatched = await settle(orderId, notice, { ...deps, by }, message);
  if (unmatched !== undefined) await putAside(message, notice, unmatched, deps.now);
}

/** Refused when another run has put it aside already. */
async function ignore(message: InboxMessage, reason: string, now: Date): Promise<void> {
  await transact({ inbox: handled(message, 'IGNORED', now, reason) });
}

/** As if the event of a success had come: used by whoever finds that an intent has succeeded. */
export async function applySuccess(orderId: string, intent: IntentFacts, at: At): Promise<void> {
  const unmatched = await settle(orderId, { kind: 'INTENT', news: 'SUCCEEDED', intent }, at);
  if (unmatched !== undefined) throw new Error(unmatched);
}

/** Why the news belongs to no order of ours; undefined when it is applied. */
async function settle(
  orderId: string,
  news: News,
  at: At,
  message?: InboxMessage,
): Promise<string | undefined> {
  for (let tried = 1; tried <= triesMax; tried += 1) {
    // The order first: a payment read after it is at least as new.
    const order = await readOrder(orderId, { consistent: true });
    if (order?.channel !== 'CARD') return `no card order ${orderId}`;
    const payment = await readPayment(orderId);
    const { intentId } = factsOf(news);
    if (!isOwnIntent(order, payment, intentId))
      return `intent ${intentId} is not the one of order ${orderId}`;
    const settlement = settlementOf(order, payment, news, at);
    const writes = writesOf(order, payment, settlement, at.now);
    const review = reviewOf(order, settlement, at);
    if (review) writes.review = openReview(review, at.now);
    if (message) writes.inbox = handled(message, 'APPLIED', at.now);
    if (Object.keys(writes).length === 0) return undefined;
    const outcome = await transact(writes);
    if (outcome.ok) {
      measure(order, settlement);
      if (review) reviewOpened(review);
      return undefined;
    }
    // Another run has applied this very event.
    if (outcome.refused.inbox) return undefined;
    if (!outcome.refused.order && !outcome.refused.payment)
      throw new Error(`payment of order ${orderId} is booked already`);
  }
  throw new Error(`order ${orderId} keeps changing`);
}

const settlementOf = (
  order: Order,
  payment: Payment | undefined,
  news: News,
  at: At,
): Settlement =>
  news.kind === 'INTENT'
    ? settledBy(order, payment, news.news, news.intent, at)
    : refundSettled(payment, news.refund, at);

function writesOf(
  order: Order,
  payment: Payment | undefined,
  settlement: Settlement,
  now: Date,
): Record<string, Write> {
  const writes: Record<string, Write> = {};
  if (settlement.order) writes.order = changedOrder(order, settlement.order);
  if (settlement.payment) {
    writes.payment = changedPayment(payment, settlement.payment);
    if (settlement.deposit) writes.transfer = depositWrite(settlement.payment, now);
  }
  return writes;
}

function measure(order: Order, settlement: Settlement): void {
  const { order: after, payment, deposit, lostRefund } = settlement;
  if (after?.status === 'PAID') count('CardOrdersPaid');
  if (deposit && payment?.refundDue) {
    count('StrayPayments');
    log('warn', 'money came that buys nothing', {
      orderId: order.id,
      order: after?.status ?? order.status,
      amountReceived: payment.amountReceived,
      currency: payment.receivedCurrency,
    });
  }
  if (lostRefund) count('CardRefundsFailed');
}

/** The books say that the money went back, and it did not: that needs a person. */
function reviewOf(
  order: Order,
  { payment, lostRefund }: Settlement,
  { by, now }: At,
): NewReview | undefined {
  if (!payment || !lostRefund) return undefined;
  const { status, total, currency, quantity, bundleCode, createdAt, paidAt } = order;
  const { failure, cancelReason } = order;
  return failedRefund(payment, lostRefund, {
    order: {
      ...{ id: order.id, status, total, currency, quantity, bundleCode, createdAt, paidAt },
      ...{ failure, cancelReason },
    },
    toldBy: by.id,
    toldAt: now.toISOString(),
  });
}
