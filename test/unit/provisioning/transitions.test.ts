import fc from 'fast-check';
import { type Order, orderStatuses } from '../../../lib/orders/order.ts';
import {
  announcedAgain,
  cleared,
  completed,
  failed,
  isOverdue,
  isSettled,
  isStartable,
  notPlaced,
  pending,
  postponed,
  setApart,
  started,
  unknown,
} from '../../../lib/provisioning/transitions.ts';
import { at, instant, order } from '../orders/order.ts';

const open = order({
  ...{ status: 'PROVISIONING', attempt: 1, attemptState: 'OPEN', attemptStartedAt: instant(0) },
});
const states = [undefined, 'OPEN', 'NOT_PLACED', 'UNKNOWN', 'RESEND'] as const;

test('the provider may be called only when no earlier call can have bought', () => {
  const startable = orderStatuses.flatMap((status) =>
    states
      .map((attemptState) =>
        order({ status, dueAt: instant(0), ...(attemptState ? { attemptState } : {}) }),
      )
      .filter((each) => isStartable(each, at().now))
      .map(({ attemptState }) => `${status} ${attemptState ?? ''}`),
  );
  expect(startable).toEqual([
    ...['PAID ', 'PAID OPEN', 'PAID NOT_PLACED', 'PAID UNKNOWN', 'PAID RESEND'],
    ...['PROVISIONING NOT_PLACED', 'PROVISIONING RESEND'],
  ]);
});

test('a start counts the attempt and says until when its worker may live', () => {
  expect(started(order({ attempt: 2, attemptIds: ['att_1'] }), 'att_2', at(5))).toMatchObject({
    ...{ status: 'PROVISIONING', attempt: 3, attemptState: 'OPEN' },
    attemptIds: ['att_1', 'att_2'],
    ...{ attemptStartedAt: instant(5), dueAt: instant(95) },
  });
});

test('a start keeps a later due time, which costs no index write, and never an earlier one', () => {
  const waits = (dueAt: string) => started(order({ dueAt }), 'att_1', at(5)).dueAt;
  expect(waits(instant(120))).toBe(instant(120));
  expect(waits(instant(94))).toBe(instant(95));
});

test('an order that has started cannot start a second time at once', () => {
  expect(isStartable(started(order(), 'att_1', at()), at(1000).now)).toBe(false);
});

test('an unknown outcome waits until no worker of the attempt lives', () => {
  const after = unknown(open, at(20));
  expect(after).toMatchObject({ status: 'PENDING_SYNC', attemptState: 'UNKNOWN' });
  expect(after.dueAt).toBe(instant(90));
  expect(isStartable(after, at(1000).now)).toBe(false);
});

test('an order that the provider has keeps its reference and is looked at soon', () => {
  const after = pending(open, { reference: 'provider-1', line: 3 }, at(20));
  expect(after).toMatchObject({ status: 'PENDING_SYNC', providerReference: 'provider-1' });
  expect(after.providerLine).toBe(3);
  // Later than the last of its follow-ups.
  expect(after.dueAt).toBe(instant(95));
});

test('an attempt is settled when its worker and the settling time are over, not before', () => {
  expect([0, 89, 90, 209, 210, 1000].filter((s) => isSettled(open, at(s)))).toEqual([210, 1000]);
});

test('what was not bought may be sent again, later each time, never sooner than asked', () => {
  const waits = (attempt: number, retryAfterMs: number) =>
    Date.parse(notPlaced({ ...open, attempt }, { retryAfterMs, backOff: true }, at()).dueAt ?? '') -
    at().now.getTime();
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(900_000), (attempt, retryAfterMs) => {
      const wait = waits(attempt, retryAfterMs);
      expect(wait).toBeGreaterThanOrEqual(Math.max(retryAfterMs, 5_000));
      expect(wait).toBeLessThanOrEqual(Math.max(retryAfterMs, 300_000));
      expect(waits(attempt + 1, retryAfterMs)).toBeGreaterThanOrEqual(wait);
    }),
  );
  const busy = notPlaced({ ...open, attempt: 9 }, { retryAfterMs: 2000, backOff: false }, at());
  expect(busy.dueAt).toBe(instant(2));
  expect([1, 2].map((seconds) => isStartable(busy, at(seconds).now))).toEqual([false, true]);
});

test('an order that was refused with others waits again at once, alone when it is suspected', () => {
  const [alone, together] = [setApart(open, true, at(3)), setApart(open, false, at(3))];
  expect([alone.apart, together.apart]).toEqual([true, undefined]);
  for (const order of [alone, together]) expect(isStartable(order, at(3).now)).toBe(true);
  // Once suspected it rides alone for good.
  expect(setApart(alone, false, at(4)).apart).toBe(true);
});

test('an order without a trace is cleared to be sent again at once', () => {
  const before = { ...unknown(open, at()), resends: 1 };
  const after = cleared(before, at(300));
  expect(after).toMatchObject({
    ...{ status: 'PROVISIONING', attemptState: 'RESEND', resends: 2 },
    dueAt: instant(300),
  });
  expect(isStartable(after, at(300).now)).toBe(true);
});

test.each<[string, (order: Order) => Order, Partial<Order>]>([
  ['postponed', (each) => postponed(each, 30, at()), { nudges: 0, dueAt: instant(30) }],
  ['announced again', (each) => announcedAgain(each, at()), { nudges: 1, dueAt: instant(60) }],
])('an order that is %s stays in its state', (_what, change, expected) => {
  expect(change(open)).toMatchObject({ status: 'PROVISIONING', attempt: 1, ...expected });
});

test('a completed order has its reference, its time and nobody waiting', () => {
  const after = completed(open, { reference: 'provider-1', line: 0 }, at(30));
  expect(after).toMatchObject({ providerReference: 'provider-1', completedAt: instant(30) });
  expect(after.dueAt).toBeUndefined();
});

test('a failed order says why and waits for its refund', () => {
  const after = failed(open, 'PROVIDER_REFUSED', at(30));
  expect(after).toMatchObject({ status: 'FAILED', failure: 'PROVIDER_REFUSED' });
  expect(after.dueAt).toBe(instant(90));
});

test('an order is given up after its hour, not before', () => {
  expect([0, 3600, 3601].filter((seconds) => isOverdue(order(), at(seconds)))).toEqual([3601]);
});

test('the hour begins with the money, however long the payment took', () => {
  const late = order({ paidAt: instant(86_400) });
  const overdue = [3601, 86_401, 90_000, 90_001].filter((seconds) => isOverdue(late, at(seconds)));
  expect(overdue).toEqual([90_001]);
});

test('a refund that does not succeed is asked for ever more rarely, each hour in the end', () => {
  let waiting = failed(open, 'PROVIDER_REFUSED', at(0));
  const waits: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const before = Date.parse(waiting.dueAt ?? '');
    waiting = announcedAgain(waiting, { ...at(0), now: new Date(before) });
    waits.push((Date.parse(waiting.dueAt ?? '') - before) / 1000);
  }
  expect(waits.slice(0, 3)).toEqual([60, 120, 240]);
  expect(Math.max(...waits)).toBe(3600);
});
