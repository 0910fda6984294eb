/** Stripe's events and our inbox side by side, and a clock that jumps ahead. */

import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { applyStripeEvent } from '../../../lib/orders/pay.ts';
import { paymentEvents } from '../../../lib/payments/events.ts';
import type { InboxMessage } from '../../../lib/payments/inbox.ts';
import { type EventReport, reconcileEvents } from '../../../lib/payments/reconcile.ts';
import { dynamo, type Item, tableName } from '../../../lib/platform/dynamodb.ts';
import { listReviews } from '../../../lib/review/review.ts';
import { all, timings } from './card.ts';

export const minute = 60;
export const hour = 60 * minute;
export const day = 24 * hour;

export const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000);

/** A run of the job so many seconds from now. */
export const runIn = (seconds: number, pagesMax = 50): Promise<EventReport> =>
  reconcileEvents({ clock: () => inSeconds(seconds), runSeconds: 200, pagesMax });

export const inbox = async () =>
  (await all('payments')).filter(({ sk }) => sk === 'INBOX') as unknown as (Item & InboxMessage)[];

/** What relay and consumer do with everything that stands in the inbox, once. */
export async function applyInbox(now = new Date()): Promise<void> {
  for (const item of await inbox())
    for (const event of paymentEvents(undefined, item)) {
      const { eventId } = event.data as { eventId: string };
      await applyStripeEvent(eventId, { now, timings }).catch(() => undefined);
    }
}

export const openReviews = async () => (await listReviews({ limit: 100 })).reviews;

/** An empty table, as on the first day. */
export async function emptied(table: 'payments' | 'ledger' | 'orders'): Promise<void> {
  for (const { pk, sk } of await all(table))
    await dynamo().send(
      new DeleteItemCommand({ TableName: tableName(table), Key: marshall({ pk, sk }) }),
    );
}
