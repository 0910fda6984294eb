import {
  canMove,
  finalStatuses,
  inSeconds,
  isFinal,
  isUnpaid,
  moved,
  orderStatuses,
} from '../../../lib/orders/order.ts';
import { at, instant, isDrawn, now, order, pairs, saleOf } from './order.ts';

const allowed = pairs.filter(([from, to]) => isDrawn(from, to));
const forbidden = pairs.filter(([from, to]) => !isDrawn(from, to));

test.each(forbidden)('%s -> %s is not drawn: no order takes it', (from, to) => {
  expect(canMove(from, to)).toBe(false);
  expect(() => moved(order({ status: from }), to, at())).toThrow(`no arrow ${from} -> ${to}`);
});

test.each(allowed)('%s -> %s counts the version and keeps the sale', (from, to) => {
  const before = order({ status: from, version: 7 });
  const after = moved(before, to, at(5), { dueAt: instant(9) });
  expect(canMove(from, to)).toBe(true);
  expect(after).toMatchObject({ status: to, version: 8, updatedAt: instant(5), by: at().by });
  expect(saleOf(after)).toEqual(saleOf(before));
  expect(before).toEqual(order({ status: from, version: 7 }));
});

test.each(finalStatuses)('%s is final: nobody has to look at it again', (status) => {
  const before = pairs.find(([from, to]) => to === status && isDrawn(from, to))?.[0];
  const after = moved(order({ status: before! }), status, at(), { dueAt: instant(9) });
  expect(after).not.toHaveProperty('dueAt');
});

test('from CANCELED and REFUNDED no arrow leads away, from every other state one does', () => {
  const ends = orderStatuses.filter((from) => !orderStatuses.some((to) => canMove(from, to)));
  expect(ends.sort()).toEqual(['CANCELED', 'REFUNDED']);
});

test.each(orderStatuses)('%s leads to a final state', (status) => {
  const reached = new Set([status]);
  for (const from of reached)
    for (const to of orderStatuses) if (canMove(from, to)) reached.add(to);
  expect([...reached].some(isFinal)).toBe(true);
});

test('an order that stays where it is still counts a version', () => {
  const after = moved(order(), 'PAID', at(), { nudges: 1 });
  expect(after).toMatchObject({ status: 'PAID', version: 2, nudges: 1, dueAt: order().dueAt });
});

test('a due time can be taken away, and then the field is gone', () => {
  expect(moved(order(), 'PAID', at(), { dueAt: undefined })).not.toHaveProperty('dueAt');
});

test('unpaid are the states before the money', () => {
  expect(orderStatuses.filter(isUnpaid)).toEqual(['CREATED', 'PAYMENT_PENDING']);
});

test('a moment in seconds is an ISO time', () => {
  expect(inSeconds(now, 0.5)).toBe('2026-11-01T12:00:00.500Z');
  expect(inSeconds(now, 86_400)).toBe('2026-11-02T12:00:00.000Z');
});
