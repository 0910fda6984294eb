import fc from 'fast-check';
import { attemptsMax, nextAttempt, retryAfterMs } from '../../../lib/webhooks/schedule.ts';

const now = new Date('2026-03-01T00:00:00Z');
const waits = (random: number) =>
  Array.from({ length: attemptsMax }, (_, index) =>
    nextAttempt(index + 1, now, random)?.getTime(),
  ).map((at) => at && (at - now.getTime()) / 1000);

describe('schedule of attempts', () => {
  it('is that of the Standard Webhooks specification, 75 h 35 m in all', () => {
    const h = 3600;
    const expected = [5, 300, 1800, 2 * h, 5 * h, 10 * h, 14 * h, 20 * h, 24 * h];
    expect(waits(0)).toEqual([...expected, undefined]);
    expect(expected.reduce((sum, wait) => sum + wait, 0)).toBe(75 * h + 35 * 60 + 5);
    expect(attemptsMax).toBe(10);
  });

  it('is never earlier than planned and at most a fifth later', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, r) => {
          const planned = waits(0)[n - 1] ?? 0;
          const real = waits(r)[n - 1] ?? 0;
          expect(real).toBeGreaterThanOrEqual(planned - 0.001);
          expect(real).toBeLessThanOrEqual(planned * 1.2 + 0.001);
        },
      ),
    );
  });

  it('waits as long as Retry-After asks, but a day at most', () => {
    expect(nextAttempt(1, now, 0, 90_000)).toEqual(new Date('2026-03-01T00:01:30Z'));
    expect(nextAttempt(2, now, 0, 90_000)).toEqual(new Date('2026-03-01T00:05:00Z'));
    expect(nextAttempt(1, now, 0, 1e12)).toEqual(new Date('2026-03-02T00:00:00Z'));
    expect(nextAttempt(10, now, 0, 90_000)).toBeUndefined();
  });

  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Sun, 01 Mar 2026 00:02:00 GMT', 120_000],
    ['Sat, 28 Feb 2026 23:00:00 GMT', 0],
    ['-5', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads Retry-After %j', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});
