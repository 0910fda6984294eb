/**
 * Every item that one order has left in any table, by key. What no key or index leads to is named in
 * `unfound`, and only a deep search, which is bounded, looks for some of it.
 */
import type { Esim } from '../esims/esim.ts';
import { esimIdsOf, esimKey, toEsim } from '../esims/items.ts';
import type { Transfer } from '../ledger/transfer.ts';
import type { MailRecord } from '../notifications/items.ts';
import { readMail } from '../notifications/items.ts';
import type { Order } from '../orders/order.ts';
import { readOrder } from '../orders/read.ts';
import type { InboxMessage } from '../payments/inbox.ts';
import { readInbox, readPayment } from '../payments/items.ts';
import type { Payment } from '../payments/payment.ts';
import { batchGet } from '../platform/dynamodb.ts';
import { type Attempt, attemptKey, type Claim, toAttempt } from '../provisioning/items.ts';
import type { Review } from '../review/record.ts';
import type { Delivery } from '../webhooks/delivery.ts';
import { type CastEvent, castEvents } from './cast.ts';
import { claimsOf } from './claims.ts';
import { deeperTransfers, stripeMessages } from './deep.ts';
import { deliveriesOfOrder } from './deliveries.ts';
import { type RequestRecord, requestOf } from './request.ts';
import { reviewsOf } from './reviews.ts';
import { transfersOf } from './transfers.ts';

export interface Records {
  order: Order;
  events: CastEvent[];
  attempts: Attempt[];
  /** All lines of the provider's order that this order is part of, with whom they belong to. */
  claims: Claim[];
  transfers: Transfer[];
  payment?: Payment;
  inbox: InboxMessage[];
  esims: Esim[];
  deliveries: Delivery[];
  mails: MailRecord[];
  reviews: Review[];
  request?: RequestRecord;
  /** Plain sentences: what may exist and was not looked for, and why. */
  unfound: string[];
}

export interface Depth {
  /** Searches, within bounds, for what no key leads to. */
  deep?: boolean;
  /** The Idempotency-Key that the buyer sent, which is stored nowhere but in the record's key. */
  idempotencyKey?: string | undefined;
}

export async function readRecords(id: string, depth: Depth = {}): Promise<Records | undefined> {
  const order = await readOrder(id, { consistent: true });
  if (!order) return undefined;
  const [attempts, claims, transfers, payment, esims, deliveries, request] = await Promise.all([
    attemptsOf(order),
    claimsOf(order),
    transfersOf(order),
    order.channel === 'CARD' ? readPayment(id) : undefined,
    esimsOf(order),
    deliveriesOfOrder(order),
    depth.idempotencyKey === undefined ? undefined : requestOf(order, depth.idempotencyKey),
  ]);
  const events = castEvents(order, deliveries);
  const [mails, inbox, corrections] = await Promise.all([
    mailsOf(order, events),
    inboxOf(order, payment, depth),
    depth.deep ? deeperTransfers(order) : { found: [], note: undefined },
  ]);
  const reviews = await reviewsOf(order, payment, { claims, inbox: inbox.found });
  return {
    ...{ order, events, attempts, claims, esims, deliveries, mails, reviews },
    ...(payment ? { payment } : {}),
    ...(request ? { request } : {}),
    transfers: [...transfers, ...corrections.found],
    inbox: inbox.found,
    unfound: unfoundOf(order, depth, [inbox.note, corrections.note], request),
  };
}

async function attemptsOf({ attemptIds = [] }: Order): Promise<Attempt[]> {
  if (attemptIds.length === 0) return [];
  const items = await batchGet('orders', attemptIds.map(attemptKey), { consistent: true });
  return items.map(toAttempt);
}

async function esimsOf(order: Order): Promise<Esim[]> {
  const keys = esimIdsOf(order).map(esimKey);
  return (await batchGet('esims', keys, { consistent: true })).map(toEsim);
}

/** A mail's key is its event's id: known where the version of the event is. */
async function mailsOf(order: Order, events: CastEvent[]): Promise<MailRecord[]> {
  if (order.channel !== 'CARD') return [];
  const ids = events.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const mails = await Promise.all(ids.map(readMail));
  return mails.filter((mail) => mail !== undefined);
}

interface Found<T> {
  found: T[];
  note: string | undefined;
}

/** The webhooks that wrote order or payment last are named in their stamps; older ones are not. */
async function inboxOf(
  order: Order,
  payment: Payment | undefined,
  { deep }: Depth,
): Promise<Found<InboxMessage>> {
  if (order.channel !== 'CARD') return { found: [], note: undefined };
  if (deep) return stripeMessages(order, payment);
  const stamps = [order.by, payment?.by].filter((by) => by?.kind === 'STRIPE');
  const ids = [...new Set(stamps.map((by) => by?.id ?? ''))];
  const messages = await Promise.all(ids.map((eventId) => readInbox('stripe', eventId)));
  return {
    found: messages.filter((message) => message !== undefined),
    note: 'Stripe messages other than the last that wrote order or payment (--deep)',
  };
}

function unfoundOf(
  order: Order,
  { deep, idempotencyKey }: Depth,
  notes: (string | undefined)[],
  request: RequestRecord | undefined,
): string[] {
  const older = order.attempt - (order.attemptIds ?? []).length;
  return [
    ...notes.filter((note) => note !== undefined),
    ...(older > 0 ? [`the first ${older} attempts`] : []),
    ...(order.channel === 'VENDOR' && !deep ? ['corrections of the hold (--deep)'] : []),
    ...(idempotencyKey === undefined ? ['the idempotency record (--key <Idempotency-Key>)'] : []),
    ...(idempotencyKey !== undefined && !request
      ? ['an idempotency record with this key (they are kept for 48 hours)']
      : []),
    ...(order.completedAt === undefined ? [] : ["the provider's notices about its eSIMs"]),
    'changes between the ones shown, which the log keeps under the correlation id',
  ];
}
