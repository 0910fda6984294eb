/**
 * Which order a notice of Stripe's belongs to, and what becomes of one that belongs to none: an
 * account may be shared, and a payment that a person made by hand may name an order wrongly.
 */
import { codeOf } from '../payments/faults.ts';
import type { InboxMessage } from '../payments/inbox.ts';
import { handled } from '../payments/items.ts';
import type { Notice } from '../payments/notice.ts';
import { unmatchedMoney } from '../payments/reviews.ts';
import { retrieveIntent } from '../payments/stripe.ts';
import { transact } from '../platform/dynamodb.ts';
import { openReview, reviewOpened } from '../review/review.ts';

export type News = Exclude<Notice, { kind: 'OTHER' }>;

export const factsOf = (news: News) => (news.kind === 'INTENT' ? news.intent : news.refund);

/** The intent names our order; a refund made by hand may not, then its intent is asked. */
export async function orderNamedBy(news: News): Promise<string | undefined> {
  const { orderId, intentId } = factsOf(news);
  if (orderId !== undefined || news.kind === 'INTENT') return orderId;
  try {
    return (await retrieveIntent(intentId)).orderId;
  } catch (error) {
    if (codeOf(error) === 'resource_missing') return undefined;
    throw error;
  }
}

/** An order is written before its intent is made; this is for a table that was just restored. */
const patienceMs = 3_600_000;

/** Throws while the order may still turn up; then the event is put aside, its money for a person. */
export async function putAside(
  message: InboxMessage,
  news: News,
  reason: string,
  now: Date,
): Promise<void> {
  if (now.getTime() - Date.parse(message.receivedAt) < patienceMs) throw new Error(reason);
  const isMoney = news.kind === 'REFUND' || news.intent.amountReceived > 0;
  const review = unmatchedMoney(message, factsOf(news), reason);
  const outcome = await transact<string>({
    inbox: handled(message, 'IGNORED', now, reason),
    ...(isMoney ? { review: openReview(review, now) } : {}),
  });
  if (outcome.ok && isMoney) reviewOpened(review);
}
