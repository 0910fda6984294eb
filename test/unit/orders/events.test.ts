import { orderEventContracts, orderEvents } from '../../../lib/orders/events.ts';
import { moved, type OrderStatus, orderStatuses } from '../../../lib/orders/order.ts';
import { announcedAgain, cleared, postponed } from '../../../lib/provisioning/transitions.ts';
import { at, isDrawn, order, pairs } from './order.ts';

const told: Partial<Record<OrderStatus, string>> = {
  PAID: 'order.paid',
  COMPLETED: 'order.completed',
  FAILED: 'order.failed',
  REFUNDED: 'order.refunded',
  CANCELED: 'order.canceled',
};
const typesOf = (...change: Parameters<typeof orderEvents>) =>
  orderEvents(...change).map(({ type }) => type);

test.each(pairs.filter(([from, to]) => isDrawn(from, to)))('%s -> %s is told once', (from, to) => {
  const before = order({ status: from });
  const expected = told[to];
  expect(typesOf(before, moved(before, to, at()))).toEqual(expected ? [expected] : []);
});

test.each(orderStatuses)('a new order in %s is told like one that arrived there', (status) => {
  const expected = told[status];
  expect(typesOf(undefined, order({ status }))).toEqual(expected ? [expected] : []);
});

test('a failed order that is announced again asks for its refund', () => {
  const before = order({ status: 'FAILED' });
  expect(typesOf(before, announcedAgain(before, at()))).toEqual(['order.refund_due']);
});

test('an order cleared to be sent again is found by the next wake-up, without an event', () => {
  const before = order({ status: 'PENDING_SYNC' });
  expect(typesOf(before, cleared(before, at()))).toEqual([]);
});

test('an arrival is told as such, also when it counts an announcement', () => {
  const before = order({ status: 'PROVISIONING' });
  expect(typesOf(before, moved(before, 'FAILED', at(), { nudges: 1 }))).toEqual(['order.failed']);
});

test.each(orderStatuses)(
  '%s: what changes neither state nor announcements is not told',
  (status) => {
    const before = order({ status });
    expect(orderEvents(before, before)).toEqual([]);
    expect(orderEvents(before, postponed(before, 60, at()))).toEqual([]);
    expect(orderEvents(before, undefined)).toEqual([]);
  },
);

test('an event is made from the change alone: a repeated relay says the same', () => {
  const before = order({ status: 'PROVISIONING', version: 4 });
  const after = moved(before, 'COMPLETED', at(7));
  const [event] = orderEvents(before, after);
  expect(orderEvents(structuredClone(before), structuredClone(after))).toEqual([event]);
  expect(event).toEqual({
    ...{ id: `evt_${after.id}_5_completed`, type: 'order.completed', version: 1 },
    ...{ occurredAt: after.updatedAt, correlationId: 'correlation-1' },
    data: {
      ...{ orderId: after.id, channel: 'VENDOR', vendorId: 'ven_1' },
      ...{ status: 'COMPLETED', version: 5 },
    },
  });
});

test('an event says nothing of who bought', () => {
  const card = order({ channel: 'CARD', email: 'ann@example.com', customerId: 'cus_1' });
  const { vendorId: _, ...sold } = card;
  const [event] = orderEvents(undefined, sold);
  expect(Object.keys(event?.data as object)).toEqual(['orderId', 'channel', 'status', 'version']);
});

test('no two event types share a name', () => {
  const types = orderEventContracts.map(({ type }) => type);
  expect(new Set(types).size).toBe(types.length);
});
