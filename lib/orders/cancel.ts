/**
 * Closing an unpaid order. The intent is canceled first: at Stripe either that wins, and nobody can
 * pay any more, or we learn that the money is there. Only then the order is closed.
 */
import { changedPayment, readPayment } from '../payments/items.ts';
import { type Cancellation, cancelIntent, createIntent } from '../payments/stripe.ts';
import { transact } from '../platform/dynamodb.ts';
import { ProblemError } from '../platform/errors.ts';
import { type IdempotentRequest, idempotencyRecord } from '../platform/idempotency.ts';
import { log } from '../platform/observability.ts';
import type { Write } from '../platform/writes.ts';
import { changedOrder } from './items.ts';
import { isUnpaid, type Order } from './order.ts';
import { applySuccess } from './pay.ts';
import { readOrder } from './read.ts';
import { earlierOrder } from './replay.ts';
import { type At, canceledPayment, closed } from './settlement.ts';

/** Cancels on the buyer's wish; answers the order, canceled now or by an earlier request. */
export async function cancelOrder(
  order: Order,
  idempotency: IdempotentRequest,
  at: At,
): Promise<{ order: Order; replayed: boolean }> {
  const earlier = await earlierOrder(idempotency, at.now);
  if (earlier) return { order: earlier, replayed: true };
  const now = await close(order, 'REQUESTED', at, {
    idempotency: idempotencyRecord(idempotency, order.id, at.now),
  });
  if (now.status === 'CANCELED') return { order: now, replayed: false };
  throw new ProblemError(
    'ORDER_STATE_CONFLICT',
    isUnpaid(now.status) ? 'A payment of this order is under way.' : 'The order is paid.',
  );
}

const triesMax = 5;

/**
 * The order as it stands after trying to close it: CANCELED, further on because it was paid, or
 * still unpaid while a payment is under way. `more` is written together with the cancellation.
 */
export async function close(
  start: Order,
  reason: 'REQUESTED' | 'EXPIRED',
  at: At,
  more: Record<string, Write> = {},
): Promise<Order> {
  let order = start;
  for (let tried = 1; tried <= triesMax; tried += 1) {
    if (!isUnpaid(order.status)) return order;
    const closing = await cancelPayment(order, reason);
    if (closing?.outcome === 'OPEN') return order;
    if (closing?.outcome === 'SUCCEEDED') await applySuccess(order.id, closing.intent, at);
    else {
      const canceled = await closeOrder(order, closing?.intent.intentId, reason, at, more);
      if (canceled) return canceled;
    }
    const current = await readOrder(order.id, { consistent: true });
    if (!current) throw new Error(`order ${order.id} is gone`);
    order = current;
  }
  throw new Error(`order ${order.id} keeps changing`);
}

/** Undefined when the order can have no intent. */
async function cancelPayment(order: Order, reason: 'REQUESTED' | 'EXPIRED') {
  const intentId = order.paymentIntentId ?? (await unrecordedIntent(order));
  if (intentId === undefined) return undefined;
  const why = reason === 'EXPIRED' ? 'abandoned' : 'requested_by_customer';
  const closing: Cancellation = await cancelIntent(intentId, why);
  log('info', 'intent closed', { orderId: order.id, outcome: closing.outcome });
  return closing;
}

/** A run that died may have made an intent: the same key finds it, or makes one to be canceled. */
async function unrecordedIntent(order: Order): Promise<string | undefined> {
  try {
    const intent = await createIntent({ ...order, orderId: order.id, amount: order.total });
    return intent.intentId;
  } catch (error) {
    if (error instanceof ProblemError && error.problem === 'AMOUNT_NOT_CHARGEABLE')
      return undefined;
    throw error;
  }
}

/** Undefined when order or payment moved meanwhile. */
async function closeOrder(
  order: Order,
  intentId: string | undefined,
  reason: 'REQUESTED' | 'EXPIRED',
  at: At,
  more: Record<string, Write>,
): Promise<Order | undefined> {
  const canceled = closed(order, reason, at, intentId);
  const payment = await readPayment(order.id);
  const outcome = await transact<string>({
    ...more,
    order: changedOrder(order, canceled),
    ...(intentId === undefined
      ? {}
      : { payment: changedPayment(payment, canceledPayment(order, payment, intentId, at)) }),
  });
  if (outcome.ok) return canceled;
  // A twin of this request has moved the order as well; alone, the key belongs to another order.
  if (outcome.refused.idempotency && !outcome.refused.order)
    throw new ProblemError('IDEMPOTENCY_KEY_MISMATCH');
  return undefined;
}
