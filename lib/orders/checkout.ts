/**
 * A card order: order and idempotency record in one transaction, then the intent under a key made
 * from the order's id, then PAYMENT_PENDING and the payment in one transaction. A repeat goes on
 * where the first run died. Only an order that is PAYMENT_PENDING hands out its client secret, so an
 * intent that no order knows can never be paid.
 */
import { isChargeable } from '../payments/amounts.ts';
import { changedPayment, readPayment } from '../payments/items.ts';
import { newPayment } from '../payments/payment.ts';
import { cancelIntent, createIntent, type Intent, retrieveIntent } from '../payments/stripe.ts';
import type { Stamp } from '../platform/actor.ts';
import type { Timings } from '../platform/config.ts';
import { transact } from '../platform/dynamodb.ts';
import { ProblemError } from '../platform/errors.ts';
import { type IdempotentRequest, idempotencyRecord } from '../platform/idempotency.ts';
import { newId } from '../platform/ids.ts';
import { log } from '../platform/observability.ts';
import { type Quote, quoteOrder } from './accept.ts';
import { changedOrder, newOrder } from './items.ts';
import { inSeconds, moved, type Order, type TopUp } from './order.ts';
import { readOrder } from './read.ts';
import { earlierOrder, replayedOrder } from './replay.ts';
import { paymentStart } from './settlement.ts';

export interface CheckoutCommand {
  ownerKey: string;
  customerId?: string | undefined;
  email?: string | undefined;
  bundleCode: string;
  quantity: number;
  /** Of a top-up: finds out what its eSIM has to be, or throws; asked when the bundle can be sold. */
  topUp?: () => Promise<TopUp>;
  idempotency: IdempotentRequest;
  stamp: Stamp;
  correlationId: string;
  now: Date;
  timings: Timings;
}

export async function checkOut(
  command: CheckoutCommand,
): Promise<{ order: Order; intent: Intent; replayed: boolean }> {
  const { order, replayed } = await placed(command);
  return { ...(await payable(order, command)), replayed };
}

async function placed(command: CheckoutCommand): Promise<{ order: Order; replayed: boolean }> {
  const { idempotency, now } = command;
  let quote: Quote;
  let topUp: TopUp | undefined;
  try {
    quote = await quoteOrder('RETAIL', 'USD', command);
    if (!isChargeable(quote.total)) throw new ProblemError('AMOUNT_NOT_CHARGEABLE');
    topUp = await command.topUp?.();
  } catch (refusal) {
    // Bundle withdrawn or eSIM changed since: the repeat still gets its first answer.
    const earlier = await earlierOrder(idempotency, now);
    if (earlier) return { order: earlier, replayed: true };
    throw refusal;
  }
  const order = createdOrder(command, quote, topUp);
  const outcome = await transact({
    idempotency: idempotencyRecord(idempotency, order.id, now),
    order: newOrder(order),
  });
  if (outcome.ok) return { order, replayed: false };
  if (!outcome.refused.idempotency) throw new Error('an id of a new order exists already');
  return {
    order: await replayedOrder(idempotency, outcome.refused.idempotency.item),
    replayed: true,
  };
}

function createdOrder(command: CheckoutCommand, quote: Quote, topUp: TopUp | undefined): Order {
  const { now, customerId, email } = command;
  return {
    id: newId('order', now),
    status: 'CREATED',
    version: 1,
    channel: 'CARD',
    ownerKey: command.ownerKey,
    ...(customerId === undefined ? {} : { customerId }),
    ...(email === undefined ? {} : { email }),
    bundleCode: quote.bundleCode,
    bundleName: quote.bundleName,
    dataBytes: quote.dataBytes,
    durationDays: quote.durationDays,
    quantity: quote.quantity,
    ...(topUp ? { topUp } : {}),
    unitPrice: quote.unitPrice.amount,
    total: quote.total.amount,
    currency: quote.total.currency,
    attempt: 0,
    resends: 0,
    nudges: 0,
    dueAt: inSeconds(now, command.timings.paymentSeconds),
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    correlationId: command.correlationId,
    by: command.stamp,
  };
}

const triesMax = 5;

/** Brings the order to PAYMENT_PENDING, from wherever it stands, and gives its intent. */
async function payable(
  start: Order,
  command: CheckoutCommand,
): Promise<{ order: Order; intent: Intent }> {
  let order = start;
  let made: Intent | undefined;
  for (let tried = 1; tried <= triesMax; tried += 1) {
    const own = order.paymentIntentId;
    if (own !== undefined)
      return { order, intent: made?.intentId === own ? made : await retrieveIntent(own) };
    if (order.status !== 'CREATED') throw await closedMeanwhile(order, made);
    made ??= await createIntent({ ...order, orderId: order.id, amount: order.total });
    const after = await recorded(order, made, command);
    if (after) return { order: after, intent: made };
    const current = await readOrder(order.id, { consistent: true });
    if (!current) throw new Error(`order ${order.id} is gone`);
    order = current;
  }
  throw new Error(`order ${order.id} keeps changing`);
}

/** Undefined when order or payment moved meanwhile: an event, the expiry or a twin was faster. */
async function recorded(
  order: Order,
  intent: Intent,
  { now, stamp }: CheckoutCommand,
): Promise<Order | undefined> {
  const at = { now, by: stamp };
  const pending = moved(order, 'PAYMENT_PENDING', at, { paymentIntentId: intent.intentId });
  // An event of this intent may have come before our own record of it.
  const payment = await readPayment(order.id);
  if (payment && payment.intentId !== intent.intentId)
    throw new Error(`order ${order.id} has another intent`);
  const first = newPayment(paymentStart(order, intent.intentId), at);
  const outcome = await transact<string>({
    order: changedOrder(order, pending),
    ...(payment ? {} : { payment: changedPayment(undefined, first) }),
  });
  return outcome.ok ? pending : undefined;
}

/** The order expired while its intent was being made: nobody got the secret, and nobody will. */
async function closedMeanwhile(order: Order, made: Intent | undefined): Promise<ProblemError> {
  if (made)
    await cancelIntent(made.intentId, 'abandoned').catch((error) =>
      log('warn', 'an unpayable intent stays open', { orderId: order.id, error }),
    );
  return new ProblemError(
    'ORDER_STATE_CONFLICT',
    'The order was canceled before its payment began; order again with a new Idempotency-Key.',
  );
}
