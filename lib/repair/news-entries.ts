/** What was told to buyers and to people: webhooks, mails, reviews. Pure. */
import type { MailRecord } from '../notifications/items.ts';
import type { Review } from '../review/record.ts';
import type { Delivery } from '../webhooks/delivery.ts';
import { byWhom, type Entry } from './entry.ts';

export const deliveryEntries = (deliveries: readonly Delivery[]): Entry[] =>
  deliveries.map((delivery) => {
    const { eventType, endpointId, status, attempts, last, createdAt, nextAttemptAt } = delivery;
    const answer = last.error ?? (last.status === undefined ? 'no answer' : `HTTP ${last.status}`);
    const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
    return {
      ...{ at: last.at, part: 'webhook' as const },
      what: `${eventType} to ${endpointId}: ${status} after ${tries}, ${answer}, ${last.durationMs} ms`,
      more: [
        ...(attempts > 1 ? [`first attempt ${createdAt}`] : []),
        ...(nextAttemptAt === undefined ? [] : [`next attempt ${nextAttemptAt}`]),
        ...(status === 'DELIVERED' || last.excerpt === '' ? [] : [`answer: ${last.excerpt}`]),
      ],
    };
  });

export const mailEntries = (mails: readonly MailRecord[]): Entry[] =>
  mails.map(({ eventId, state, sentAt, leaseUntil }) => ({
    ...{ at: sentAt ?? leaseUntil, part: 'mail' as const },
    what:
      state === 'SENT'
        ? `mail of ${eventId} sent`
        : `mail of ${eventId} not sent, free for the next try`,
  }));

export const reviewEntries = (reviews: readonly Review[]): Entry[] =>
  reviews.flatMap(({ id, kind, summary, openedAt, closedAt, closedBy, resolution }) => {
    const opened: Entry = {
      ...{ at: openedAt, part: 'review' },
      what: `${kind} ${id} opened: ${summary}`,
    };
    if (closedAt === undefined) return [opened];
    const who = closedBy ? ` by ${byWhom(closedBy)}` : '';
    return [
      opened,
      { at: closedAt, part: 'review', what: `${id} closed${who}: ${resolution ?? ''}` },
    ];
  });
