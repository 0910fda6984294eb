/**
 * Table `payments`.
 *
 * | Access pattern | Key |
 * | --- | --- |
 * | the payment of an order | pk PAYMENT#<orderId>, sk PAYMENT |
 * | a received webhook | pk INBOX#<source>#<event id or digest>, sk INBOX |
 * | how far Stripe's events were compared with the inbox | pk CURSOR#stripe-events, sk CURSOR |
 */
import { chunked } from '../platform/batch.ts';
import { batchGet, get, type Item } from '../platform/dynamodb.ts';
import { putIf, putNew } from '../platform/put.ts';
import { create, type Write } from '../platform/writes.ts';
import type { InboxMessage, InboxSource } from './inbox.ts';
import type { Payment } from './payment.ts';

export const paymentKey = (orderId: string) => ({ pk: `PAYMENT#${orderId}`, sk: 'PAYMENT' });
export const inboxKey = (source: InboxSource, eventId: string) => ({
  pk: `INBOX#${source}#${eventId}`,
  sk: 'INBOX',
});

export const toPayment = ({ pk: _pk, sk: _sk, ...payment }: Item) => payment as unknown as Payment;
export const toInbox = ({ pk: _pk, sk: _sk, ...message }: Item) =>
  message as unknown as InboxMessage;

export const paymentItem = (payment: Payment): Item => ({
  ...paymentKey(payment.orderId),
  ...payment,
});
export const inboxItem = (message: InboxMessage): Item => ({
  ...inboxKey(message.source, message.eventId),
  ...message,
});

export async function readPayment(orderId: string): Promise<Payment | undefined> {
  const item = await get('payments', paymentKey(orderId), { consistent: true });
  return item && toPayment(item);
}

export async function readInbox(
  source: InboxSource,
  eventId: string,
): Promise<InboxMessage | undefined> {
  const item = await get('payments', inboxKey(source, eventId), { consistent: true });
  return item && toInbox(item);
}

const perCall = 100;

/** Those of Stripe's events that are in the inbox, by id. */
export async function readStripeInbox(
  eventIds: readonly string[],
): Promise<Map<string, InboxMessage>> {
  const found = new Map<string, InboxMessage>();
  for (const chunk of chunked(eventIds, perCall)) {
    const keys = chunk.map((eventId) => inboxKey('stripe', eventId));
    for (const item of await batchGet('payments', keys, { consistent: true })) {
      const message = toInbox(item);
      found.set(message.eventId, message);
    }
  }
  return found;
}

/** Replaces the payment that `before` describes, or makes the first one; refused when it moved. */
export const changedPayment = (before: Payment | undefined, after: Payment): Write =>
  before === undefined
    ? create('payments', paymentItem(after))
    : {
        put: 'payments',
        item: paymentItem(after),
        condition: 'version = :before',
        values: { ':before': before.version },
      };

/** Stores a webhook once; false when it is there already. */
export const storeInbox = (message: InboxMessage): Promise<boolean> =>
  putNew('payments', inboxItem(message));

/** Its announcement goes out once more; refused when it was handled or announced meanwhile. */
export const announcedAgain = (message: InboxMessage, now: Date): Write => ({
  update: 'payments',
  key: inboxKey(message.source, message.eventId),
  set: 'SET replays = :after, announcedAt = :now',
  condition: '#status IN (:received, :failed) AND replays = :before',
  names: { '#status': 'status' },
  values: {
    ':before': message.replays,
    ':after': message.replays + 1,
    ':now': now.toISOString(),
    ':received': 'RECEIVED',
    ':failed': 'FAILED',
  },
});

/** Done with: refused when another run was faster. */
export const handled = (
  message: InboxMessage,
  status: 'APPLIED' | 'IGNORED',
  now: Date,
  reason?: string,
): Write => settled(message, 'SET #status = :status, handledAt = :now', status, now, reason);

/** Not done, and why; a later try may still succeed. */
export const failedOnce = (message: InboxMessage, reason: string, now: Date): Write =>
  settled(message, 'SET #status = :status, attempts = attempts + :one', 'FAILED', now, reason, {
    ':one': 1,
  });

function settled(
  message: InboxMessage,
  set: string,
  status: InboxMessage['status'],
  now: Date,
  reason: string | undefined,
  more: Record<string, unknown> = {},
): Write {
  const isDone = status !== 'FAILED';
  return {
    update: 'payments',
    key: inboxKey(message.source, message.eventId),
    set: reason === undefined ? `${set} REMOVE reason` : `${set}, reason = :reason`,
    condition: '#status IN (:received, :failed)',
    names: { '#status': 'status' },
    values: {
      ':status': status,
      ':received': 'RECEIVED',
      ':failed': 'FAILED',
      ...(isDone ? { ':now': now.toISOString() } : {}),
      ...(reason === undefined ? {} : { ':reason': reason.slice(0, 500) }),
      ...more,
    },
  };
}

const cursorKey = { pk: 'CURSOR#stripe-events', sk: 'CURSOR' };

/** Everything that Stripe told until `readTo` is in the inbox. */
export interface EventCursor {
  /** Unix seconds, Stripe's clock. */
  readTo: number;
  /** Events in the inbox that nobody had handled when they were seen last. */
  unsettled: string[];
  version: number;
}

export async function readEventCursor(): Promise<EventCursor | undefined> {
  const item = await get('payments', cursorKey, { consistent: true });
  return item as unknown as EventCursor | undefined;
}

/** False when another run has moved it. */
export const moveEventCursor = (
  before: EventCursor | undefined,
  after: EventCursor,
): Promise<boolean> =>
  putIf(
    'payments',
    { ...cursorKey, ...after },
    before === undefined
      ? { condition: 'attribute_not_exists(pk)' }
      : { condition: 'version = :before', values: { ':before': before.version } },
  );
