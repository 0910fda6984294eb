import { get, type Item, transact } from '../../../lib/platform/dynamodb.ts';
import { create } from '../../../lib/platform/writes.ts';
import type { NewReview } from '../../../lib/review/record.ts';
import {
  closeReview,
  listReviews,
  openReview,
  openReviewNow,
  readReview,
  reviewId,
} from '../../../lib/review/review.ts';
import { setUp, tearDown } from '../dynamo.ts';

beforeAll(setUp, 30_000);
afterAll(tearDown);

const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 12, minute));
const found = (subject: string, more: Partial<NewReview> = {}): NewReview => ({
  ...{ kind: 'REFUND_FAILED', subject, summary: 'A refund failed', correlationId: 'c' },
  ...{ evidence: { amount: 500, list: [{ a: 1 }, null] } },
  ...more,
});
const idOf = (subject: string) => reviewId('REFUND_FAILED', subject);
const by = { kind: 'STAFF' as const, id: 'usr_1', requestId: 'r' };
const open = async () => (await listReviews({ limit: 100 })).reviews.map(({ subject }) => subject);

test('opened in a transaction, as often as one likes, it is the first one that stands', async () => {
  const marker = (n: number) => create('orders', { pk: `MARKER#${n}`, sk: 'MARKER' });
  for (const n of [1, 2, 3]) {
    const review = openReview(found('re_tx', { summary: `time ${n}` }), at(n));
    expect(await transact({ review, marker: marker(n) })).toEqual({ ok: true });
  }
  expect(await readReview(idOf('re_tx'))).toEqual({
    ...found('re_tx', { summary: 'time 1' }),
    ...{ id: idOf('re_tx'), status: 'OPEN', openedAt: at(1).toISOString() },
  });
  expect(await open()).toEqual(['re_tx']);
});

test('with a transaction that is refused no review comes', async () => {
  const twice = create('orders', { pk: 'MARKER#1', sk: 'MARKER' });
  const outcome = await transact({ review: openReview(found('re_no'), at(1)), twice });
  expect(outcome.ok).toBe(false);
  expect(await readReview(idOf('re_no'))).toBeUndefined();
});

test('opened alone by many at once it is new for one', async () => {
  const opened = await Promise.all(
    Array.from({ length: 10 }, () => openReviewNow(found('re_alone'), at(2))),
  );
  expect(opened.filter(Boolean)).toHaveLength(1);
});

test('closed it leaves the list for good, and keeps who closed it first', async () => {
  await openReviewNow(found('re_done'), at(3));
  const id = idOf('re_done');
  const closed = await closeReview(id, { by, resolution: 'paid by transfer' }, at(4));
  expect(closed).toMatchObject({
    ...{ status: 'CLOSED', closedBy: by, resolution: 'paid by transfer' },
    ...{ closedAt: at(4).toISOString(), openedAt: at(3).toISOString() },
  });
  const again = await closeReview(id, { by: { ...by, id: 'usr_2' }, resolution: 'x' }, at(5));
  expect(again).toEqual(closed);
  // The same thing is found once more.
  expect(await openReviewNow(found('re_done'), at(6))).toBe(false);
  expect(await transact({ review: openReview(found('re_done'), at(6)) })).toEqual({ ok: true });
  expect(await readReview(id)).toEqual(closed);
  expect(await open()).not.toContain('re_done');
  const { reviews } = await listReviews({ limit: 10, status: 'CLOSED' });
  expect(reviews).toEqual([closed]);
});

test('one that does not exist cannot be closed, and is not made by trying', async () => {
  expect(await closeReview('rev_none', { by, resolution: 'x' }, at(1))).toBeUndefined();
  expect(await get<Item>('orders', { pk: 'REVIEW#rev_none', sk: 'REVIEW' })).toBeUndefined();
});

test('the list goes page by page, the oldest first', async () => {
  await Promise.all([9, 7, 8].map((n) => openReviewNow(found(`re_page_${n}`), at(10 + n))));
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listReviews({ limit: 2, cursor });
    expect(page.reviews.length).toBeLessThanOrEqual(2);
    seen.push(...page.reviews.map(({ subject }) => subject));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(seen).toEqual(['re_tx', 're_alone', 're_page_7', 're_page_8', 're_page_9']);
});
