import { marshall } from '@aws-sdk/util-dynamodb';
import { abandoned, attempted, type Delivery, leased } from '../../../lib/webhooks/delivery.ts';
import { deliveryItem, toDelivery } from '../../../lib/webhooks/items.ts';
import type { Answer } from '../../../lib/webhooks/post.ts';
import { attemptsMax } from '../../../lib/webhooks/schedule.ts';
import { subject } from './subject.ts';

const now = new Date('2026-03-01T00:00:00Z');
const at = { now, random: 0 };
const answer = (more: Partial<Answer>): Answer => ({ excerpt: 'hm', durationMs: 12, ...more });
const first = (more: Partial<Answer>) => attempted(subject, undefined, answer(more), at);

describe('a delivery', () => {
  it.each([200, 201, 204, 299])('is done at %d', (status) => {
    const done = first({ status });
    expect(done).toMatchObject({ status: 'DELIVERED', attempts: 1, last: { status } });
    expect(done.dueAt).toBeUndefined();
    expect(done.nextAttemptAt).toBeUndefined();
    expect(done.expiresAtSeconds).toBe(now.getTime() / 1000 + 30 * 24 * 3600);
  });

  it.each([100, 300, 301, 307, 400, 401, 404, 429, 500, 503])('is tried again at %d', (status) => {
    expect(first({ status })).toMatchObject({
      status: 'RETRYING',
      nextAttemptAt: '2026-03-01T00:00:05.000Z',
      dueAt: '2026-03-01T00:00:05.000Z',
    });
  });

  it('is tried again without any answer', () => {
    expect(first({ error: 'TIMEOUT' })).toMatchObject({
      status: 'RETRYING',
      last: { error: 'TIMEOUT' },
    });
  });

  it('is over at 410', () => {
    expect(first({ status: 410 })).toMatchObject({ status: 'FAILED', attempts: 1 });
    expect(first({ status: 410 }).dueAt).toBeUndefined();
  });

  it('heeds Retry-After at 429 and 503 only', () => {
    const retryAfter = '600';
    const late = '2026-03-01T00:10:00.000Z';
    expect(first({ status: 429, retryAfter }).dueAt).toBe(late);
    expect(first({ status: 503, retryAfter }).dueAt).toBe(late);
    expect(first({ status: 500, retryAfter }).dueAt).toBe('2026-03-01T00:00:05.000Z');
  });

  it('fails after its last attempt and stays the same event all along', () => {
    let delivery: Delivery | undefined;
    for (let n = 1; n <= attemptsMax; n += 1) {
      expect(delivery?.status ?? 'RETRYING').toBe('RETRYING');
      delivery = attempted(delivery ?? subject, delivery, answer({ status: 500 }), {
        now: new Date(now.getTime() + n * 1000),
        random: 0.5,
      });
      expect(delivery).toMatchObject({ ...subject, attempts: n });
    }
    expect(delivery).toMatchObject({
      status: 'FAILED',
      createdAt: '2026-03-01T00:00:01.000Z',
      expiresAtSeconds: now.getTime() / 1000 + 1 + 30 * 24 * 3600,
    });
    expect(delivery?.dueAt).toBeUndefined();
  });

  it('is given up when its endpoint is gone, and leased without losing what is planned', () => {
    const open = first({ status: 500 });
    expect(abandoned(open, now)).toMatchObject({
      status: 'FAILED',
      attempts: 1,
      last: { error: 'ENDPOINT_DISABLED' },
    });
    expect(deliveryItem(abandoned(open, now))).not.toHaveProperty('dueKey');
    const taken = leased(open, new Date('2026-03-01T00:02:00Z'));
    expect(taken).toEqual({ ...open, dueAt: '2026-03-01T00:02:00.000Z' });
  });
});

describe('the record', () => {
  it('has a due key only while it is due, and comes back as it went in', () => {
    expect(deliveryItem(first({ status: 200 }))).not.toHaveProperty('dueKey');
    const open = first({ status: 500 });
    expect(deliveryItem(open).dueKey).toMatch(/^DUE#[0-3]$/);
    expect(toDelivery(deliveryItem(open))).toEqual(open);
  });

  it('of a first success is one write unit', () => {
    const item = deliveryItem(first({ status: 200, excerpt: 'x'.repeat(256), durationMs: 14_999 }));
    const bytes = Buffer.byteLength(
      JSON.stringify(marshall(item, { removeUndefinedValues: true })),
    );
    expect(bytes).toBeLessThan(1_250);
    const plain = Object.entries({ ...item, ...(item.last as object) }).reduce(
      (sum, [name, value]) => sum + name.length + String(value).length,
      0,
    );
    expect(plain).toBeLessThanOrEqual(1_024);
  });
});
