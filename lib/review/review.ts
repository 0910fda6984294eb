/** The review queue: opened by rules that came to their end, read and closed by people. */
import type { Stamp } from '../platform/actor.ts';
import { batchGet, get, query, transact } from '../platform/dynamodb.ts';
import { decodeCursor, encodeCursor } from '../platform/list.ts';
import { count, log } from '../platform/observability.ts';
import { putNew } from '../platform/put.ts';
import type { Write } from '../platform/writes.ts';
import {
  closedReview,
  recordedOnce,
  reviewDueKeys,
  reviewItem,
  reviewKey,
  toReview,
} from './items.ts';
import {
  type NewReview,
  openedReview,
  type Review,
  type ReviewStatus,
  reviewId,
} from './record.ts';

export { reviewId } from './record.ts';

/**
 * For a transaction, together with what leads to it; harmless to repeat, and it refuses nothing.
 * Whoever sends it calls `reviewOpened` when the transaction has been done.
 */
export const openReview = (found: NewReview, now: Date): Write =>
  recordedOnce(openedReview(found, now));

/** Opens it alone; false when it was there already, open or closed. */
export async function openReviewNow(found: NewReview, now: Date): Promise<boolean> {
  const isNew = await putNew('orders', reviewItem(openedReview(found, now)));
  if (isNew) reviewOpened(found);
  return isNew;
}

/** Rings for a person. */
export function reviewOpened({ kind, subject, orderId, summary }: NewReview): void {
  count('ReviewsOpened');
  log('error', 'a review waits for a person', {
    ...{ reviewId: reviewId(kind, subject), kind, summary },
    ...(orderId === undefined ? {} : { orderId }),
  });
}

export async function readReview(id: string): Promise<Review | undefined> {
  const item = await get('orders', reviewKey(id), { consistent: true });
  return item && toReview(item);
}

/** The one opened first comes first. The index lags a moment: the review itself says how it stands. */
export async function listReviews(options: {
  limit: number;
  status?: ReviewStatus;
  cursor?: string | undefined;
}): Promise<{ reviews: Review[]; nextCursor: string | null }> {
  const { limit, status = 'OPEN', cursor } = options;
  const scope = `reviews ${status}`;
  const page = await query<{ pk: string; sk: string }, 'orders'>({
    table: 'orders',
    index: 'byDue',
    partition: ['dueKey', reviewDueKeys[status]],
    limit,
    startAfter: decodeCursor(scope, cursor),
  });
  const keys = page.items.map(({ pk, sk }) => ({ pk, sk }));
  const found =
    keys.length === 0 ? [] : (await batchGet('orders', keys, { consistent: true })).map(toReview);
  const reviews = found
    .filter((review) => review.status === status)
    .sort((a, b) => (a.openedAt + a.id < b.openedAt + b.id ? -1 : 1));
  return { reviews, nextCursor: encodeCursor(scope, page.last) };
}

/** The review after closing; one that was closed before stays as it was. Undefined: no such review. */
export async function closeReview(
  id: string,
  how: { by: Stamp; resolution: string },
  now: Date,
): Promise<Review | undefined> {
  const outcome = await transact({ review: closedReview(id, how, now) });
  if (outcome.ok) count('ReviewsClosed');
  return await readReview(id);
}
