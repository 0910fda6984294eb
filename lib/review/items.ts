/**
 * Table `orders`.
 *
 * | Access pattern | Key |
 * | --- | --- |
 * | one review | pk REVIEW#<id>, sk REVIEW |
 * | open reviews, oldest first | index byDue: dueKey REVIEW, dueAt (when it was opened) |
 * | closed reviews, oldest first | index byDue: dueKey REVIEW_CLOSED, dueAt |
 */
import type { Stamp } from '../platform/actor.ts';
import type { Item } from '../platform/dynamodb.ts';
import type { Write } from '../platform/writes.ts';
import type { Review, ReviewStatus } from './record.ts';

export const reviewKey = (id: string) => ({ pk: `REVIEW#${id}`, sk: 'REVIEW' });

/** A closed review keeps a due key: see `recordedOnce`. */
export const reviewDueKeys: Record<ReviewStatus, string> = {
  OPEN: 'REVIEW',
  CLOSED: 'REVIEW_CLOSED',
};

export const reviewItem = (review: Review): Item => ({
  ...reviewKey(review.id),
  ...review,
  dueKey: reviewDueKeys[review.status],
  dueAt: review.openedAt,
});

export function toReview(item: Item): Review {
  const { pk: _pk, sk: _sk, dueKey: _dueKey, dueAt: _dueAt, ...review } = item;
  return review as unknown as Review;
}

/**
 * Makes the review if there is none, and leaves one that is there, open or closed, as it stands: no
 * condition, so it never refuses the transaction that it rides in. That rests on every attribute
 * once written being there for ever.
 */
export function recordedOnce(review: Review): Write {
  const { pk, sk, ...attributes } = reviewItem(review);
  const fields = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const each = fields.map((_field, at) => `#a${at} = if_not_exists(#a${at}, :a${at})`);
  return {
    update: 'orders',
    key: { pk, sk },
    set: `SET ${each.join(', ')}`,
    names: Object.fromEntries(fields.map(([name], at) => [`#a${at}`, name])),
    values: Object.fromEntries(fields.map(([, value], at) => [`:a${at}`, value])),
  };
}

/** Refused when it is not open. */
export const closedReview = (
  id: string,
  { by, resolution }: { by: Stamp; resolution: string },
  now: Date,
): Write => ({
  update: 'orders',
  key: reviewKey(id),
  set: 'SET #status = :closed, closedAt = :now, closedBy = :by, resolution = :resolution, dueKey = :dueKey',
  condition: '#status = :open',
  names: { '#status': 'status' },
  values: {
    ':closed': 'CLOSED',
    ':open': 'OPEN',
    ':now': now.toISOString(),
    ':by': by,
    ':resolution': resolution.slice(0, 2_000),
    ':dueKey': reviewDueKeys.CLOSED,
  },
});
