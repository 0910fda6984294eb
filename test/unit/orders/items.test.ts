import fc from 'fast-check';
import {
  changedOrder,
  dueKeys,
  newOrder,
  orderIdOf,
  orderItem,
  orderKey,
  toOrder,
  unpaidDueKeys,
  waitKeys,
} from '../../../lib/orders/items.ts';
import { isUnpaid, moved, orderStatuses } from '../../../lib/orders/order.ts';
import { newId } from '../../../lib/platform/ids.ts';
import { tablesInMemory } from '../platform/tables-in-memory.ts';
import { at, instant, now, order } from './order.ts';

const withoutDue = () => {
  const { dueAt: _, ...rest } = order();
  return rest;
};

test.each(orderStatuses)(
  'a %s order has a due key while it has a due time, never without',
  (status) => {
    expect(orderItem({ ...withoutDue(), status })).not.toHaveProperty('dueKey');
    const isWaiting = status === 'PAID' || status === 'PROVISIONING';
    const keys = isUnpaid(status) ? unpaidDueKeys : isWaiting ? waitKeys : dueKeys;
    expect(keys).toContain(orderItem(order({ status })).dueKey);
  },
);

test('a final order leaves the index of those to look at', () => {
  const done = moved(order({ status: 'PROVISIONING' }), 'COMPLETED', at());
  expect(orderItem(done)).not.toHaveProperty('dueKey');
});

test('many orders use every shard', () => {
  const ids = Array.from({ length: 500 }, () => newId('order', now));
  const used = new Set(ids.map((id) => orderItem(order({ id })).dueKey));
  expect([...used].sort()).toEqual(waitKeys);
});

test('an item gives its order back', () => {
  for (const kept of [order(), withoutDue()]) expect(toOrder(orderItem(kept))).toEqual(kept);
  expect(orderIdOf(orderKey('ord_1'))).toBe('ord_1');
});

test('of changes from one version the first is taken, the others are refused', () => {
  const change = fc.constantFrom('PROVISIONING' as const, 'FAILED' as const);
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
      const tables = tablesInMemory();
      tables.apply({ order: newOrder(order()) });
      const taken = changes.map((to) =>
        tables.apply({ order: changedOrder(order(), moved(order(), to, at())) }),
      );
      expect(taken).toEqual(changes.map((_, index) => index === 0));
      const { pk, sk } = orderKey(order().id);
      expect(tables.get('orders', { pk, sk })).toMatchObject({ status: changes[0], version: 2 });
    }),
  );
});

test('an order exists once', () => {
  const tables = tablesInMemory();
  expect(tables.apply({ order: newOrder(order()) })).toBe(true);
  expect(tables.apply({ order: newOrder(order({ createdAt: instant(1) })) })).toBe(false);
});
