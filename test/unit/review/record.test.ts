import fc from 'fast-check';
import { recordedOnce, reviewItem, toReview } from '../../../lib/review/items.ts';
import { type NewReview, openedReview, reviewId, reviewKinds } from '../../../lib/review/record.ts';

const now = new Date('2026-11-01T12:00:00Z');
const found: NewReview = {
  ...{ kind: 'REFUND_FAILED', subject: 're_1', orderId: 'ord_1', summary: 'A refund failed' },
  ...{ evidence: { refund: { id: 're_1', amount: 500 }, none: undefined }, correlationId: 'c' },
};

test('the id says kind and subject, and looks like all ids', () => {
  const subjects = ['re_1', 're_2', 'ord_1'];
  const ids = reviewKinds.flatMap((kind) => subjects.map((subject) => reviewId(kind, subject)));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^rev_[0-9A-HJKMNP-TV-Z]{26}$/);
  expect(reviewId('REFUND_FAILED', 're_1')).toBe(ids[reviewKinds.indexOf('REFUND_FAILED') * 3]);
});

test('a review begins open, and its item stands in the list of open ones', () => {
  const review = openedReview(found, now);
  expect(review).toMatchObject({ status: 'OPEN', openedAt: now.toISOString(), subject: 're_1' });
  expect(review.evidence).toEqual({ refund: { id: 're_1', amount: 500 } });
  const item = reviewItem(review);
  expect(item).toMatchObject({
    ...{ pk: `REVIEW#${review.id}`, sk: 'REVIEW', dueKey: 'REVIEW', dueAt: now.toISOString() },
  });
  expect(toReview(item)).toEqual(review);
});

test('evidence of any size fits, and says when it was cut', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 3_000 })), (lines) => {
      const { evidence } = openedReview({ ...found, evidence: { lines } }, now);
      expect(Buffer.byteLength(JSON.stringify(evidence))).toBeLessThan(100_000);
      if ('lines' in evidence) expect(evidence).toEqual({ lines });
      else expect(evidence).toMatchObject({ cutAtBytes: 32_000 });
    }),
    { numRuns: 30 },
  );
  const long = openedReview({ ...found, evidence: { text: 'x'.repeat(50_000) } }, now);
  expect(long.evidence).toMatchObject({ beginning: expect.stringMatching(/^\{"text":"x+$/) });
  const brief = openedReview({ ...found, summary: 'y'.repeat(5_000) }, now);
  expect(brief.summary).toHaveLength(300);
});

test('opening names every attribute and has no condition to fail', () => {
  const review = openedReview(found, now);
  const write = recordedOnce(review);
  if (!('update' in write)) throw new Error('an update was expected');
  expect(write.condition).toBeUndefined();
  const { pk: _pk, sk: _sk, ...attributes } = reviewItem(review);
  expect(Object.values(write.names ?? {}).sort()).toEqual(Object.keys(attributes).sort());
  expect(write.set.match(/if_not_exists/g)).toHaveLength(Object.keys(attributes).length);
});
