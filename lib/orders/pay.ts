/**
 * News from Stripe, applied in one transaction: payment, order, books and the inbox record. Each is
 * conditioned on the version it was read at, so duplicates, crashes and races end in a re-read.
 */
import { type InboxMessage, isHandled } from '../payments/inbox.ts';
import { changedPayment, failedOnce, handled, readInbox, readPayment } from '../payments/items.ts';
import { type IntentFacts, type Notice, readNotice } from '../payments/notice.ts';
import type { Payment } from '../payments/payment.ts';
import { retrieveIntent } from '../payments/stripe.ts';
import { depositWrite } from '../payments/transfers.ts';
import type { Stamp } from '../platform/actor.ts';
import type { Timings } from '../platform/config.ts';
import { transact } from '../platform/dynamodb.ts';
import { count, log } from '../platform/observability.ts';
import type { Write } from '../platform/writes.ts';
import { changedOrder } from './items.ts';
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
  if (notice.kind === 'OTHER') {
    await transact({ inbox: handled(message, 'IGNORED', deps.now, 'no event that we act on') });
    return;
  }
  const orderId = await orderIdOf(notice);
  const by: Stamp = { kind: 'STRIPE', id: message.eventId, requestId: message.correlationId };
  await settle(orderId, notice, { ...deps, by }, message);
}

/** The intent names our order; a refund made by hand may not, then its intent is asked. */
async function orderIdOf(notice: Exclude<Notice, { kind: 'OTHER' }>): Promise<string> {
  const facts = notice.kind === 'INTENT' ? notice.intent : notice.refund;
  const named = facts.orderId;
  const orderId =
    named ?? (notice.kind === 'REFUND' && (await retrieveIntent(facts.intentId)).orderId);
  if (!orderId) throw new Error('event names no order');
  return orderId;
}

/** As if the event of a success had come: used by whoever finds that an intent has succeeded. */
export const applySuccess = (orderId: string, intent: IntentFacts, at: At): Promise<void> =>
  settle(orderId, { kind: 'INTENT', news: 'SUCCEEDED', intent }, at);

async function settle(
  orderId: string,
  notice: Exclude<Notice, { kind: 'OTHER' }>,
  at: At,
  message?: InboxMessage,
): Promise<void> {
  for (let tried = 1; tried <= triesMax; tried += 1) {
    // The order first: a payment read after it is at least as new.
    const order = await readOrder(orderId, { consistent: true });
    if (order?.channel !== 'CARD') throw new Error(`no card order ${orderId}`);
    const payment = await readPayment(orderId);
    const settlement = settlementOf(order, payment, notice, at);
    const writes = writesOf(order, payment, settlement, at.now);
    if (message) writes.inbox = handled(message, 'APPLIED', at.now);
    if (Object.keys(writes).length === 0) return;
    const outcome = await transact(writes);
    if (outcome.ok) return measure(order, settlement);
    // Another run has applied this very event.
    if (outcome.refused.inbox) return;
    if (!outcome.refused.order && !outcome.refused.payment)
      throw new Error(`payment of order ${orderId} is booked already`);
  }
  throw new Error(`order ${orderId} keeps changing`);
}

function settlementOf(
  order: Order,
  payment: Payment | undefined,
  notice: Exclude<Notice, { kind: 'OTHER' }>,
  at: At,
): Settlement {
  const { intentId } = notice.kind === 'INTENT' ? notice.intent : notice.refund;
  if (!isOwnIntent(order, payment, intentId))
    throw new Error(`intent ${intentId} is not the one of order ${order.id}`);
  return notice.kind === 'INTENT'
    ? settledBy(order, payment, notice.news, notice.intent, at)
    : refundSettled(payment, notice.refund, at);
}

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

function measure(order: Order, { order: after, payment, deposit }: Settlement): void {
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
  if (payment?.refundFailure) {
    count('CardRefundsFailed');
    log('error', 'a card refund failed after all', { orderId: order.id });
  }
}
