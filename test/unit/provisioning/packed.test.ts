import fc from 'fast-check';
import type { Order } from '../../../lib/orders/order.ts';
import { packed } from '../../../lib/provisioning/waiting.ts';
import { order } from '../orders/order.ts';

const waiting = fc
  .array(fc.record({ quantity: fc.integer({ min: 1, max: 10 }), apart: fc.boolean() }), {
    maxLength: 60,
  })
  .map((all) =>
    all.map(({ quantity, apart }, n) =>
      order({ id: `ord_${n}`, quantity, ...(apart ? { apart } : {}) }),
    ),
  );
const esims = (riders: Order[]) => riders.reduce((sum, { quantity }) => sum + quantity, 0);

test('a provider order has the longest waiting first and never more than ten eSIMs', () => {
  fc.assert(
    fc.property(waiting, (orders) => {
      const riders = packed(orders);
      expect(riders[0]).toBe(orders[0]);
      expect(esims(riders)).toBeLessThanOrEqual(10);
      expect(new Set(riders).size).toBe(riders.length);
    }),
  );
});

test('nobody who would still fit is left behind, and nobody overtakes one who fits', () => {
  fc.assert(
    fc.property(waiting, (orders) => {
      const riders = packed(orders);
      if (orders[0]?.apart) return;
      const left = orders.filter((each) => !each.apart && !riders.includes(each));
      for (const each of left) expect(each.quantity).toBeGreaterThan(10 - esims(riders));
      const places = riders.map((each) => orders.indexOf(each));
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }),
  );
});

test('an order that is set apart rides alone, in its turn', () => {
  const apart = order({ id: 'ord_1', apart: true });
  const others = [2, 3].map((n) => order({ id: `ord_${n}` }));
  expect(packed([apart, ...others])).toEqual([apart]);
  expect(packed([...others, apart])).toEqual(others);
  expect(packed([])).toEqual([]);
});

test('ten orders of one eSIM fill a provider order; threes and a one fill it, too', () => {
  const of = (...quantities: number[]) =>
    packed(quantities.map((quantity, n) => order({ id: `ord_${n}`, quantity })));
  expect(of(...Array.from({ length: 12 }, () => 1))).toHaveLength(10);
  expect(of(3, 3, 3, 3, 1).map(({ quantity }) => quantity)).toEqual([3, 3, 3, 1]);
});
