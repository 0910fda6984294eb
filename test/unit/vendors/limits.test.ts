import fc from 'fast-check';
import type { OrderLimits } from '../../../lib/platform/actor.ts';
import { countWrite } from '../../../lib/vendors/items.ts';
import { noLimits } from '../../../lib/vendors/vendor.ts';
import { tablesInMemory } from '../platform/tables-in-memory.ts';

const now = new Date('2026-11-05T12:00:00Z');
const exceeded = expect.objectContaining({ problem: 'ORDER_LIMIT_EXCEEDED' });
const count = (amount: number, limits: Partial<OrderLimits> = {}, at = now) =>
  countWrite('ven_1', amount, { ...noLimits, ...limits }, at);

test('one item a month counts orders and spend, of the month and of the day', () => {
  expect(count(250)).toEqual({
    update: 'vendors',
    key: { pk: 'VENDOR#ven_1', sk: 'COUNT#2026-11' },
    set:
      'ADD #dayOrders :dayOrders, #daySpend :daySpend, ' +
      '#monthOrders :monthOrders, #monthSpend :monthSpend',
    names: { '#dayOrders': 'o05', '#daySpend': 's05', '#monthOrders': 'o', '#monthSpend': 's' },
    values: { ':dayOrders': 1, ':daySpend': 250, ':monthOrders': 1, ':monthSpend': 250 },
  });
});

test.each([
  ['ordersDaily', 5, '#dayOrders', ':dayOrdersRoom', 4],
  ['ordersMonthly', 5, '#monthOrders', ':monthOrdersRoom', 4],
  ['spendDaily', 300, '#daySpend', ':daySpendRoom', 50],
  ['spendMonthly', 300, '#monthSpend', ':monthSpendRoom', 50],
] as const)(
  '%s alone makes one condition: what may stand there before',
  (limit, of, name, room, left) => {
    expect(count(250, { [limit]: of })).toMatchObject({
      condition: `(attribute_not_exists(${name}) OR ${name} <= ${room})`,
      values: { [room]: left },
    });
  },
);

test.each(['ordersDaily', 'ordersMonthly', 'spendDaily', 'spendMonthly'] as const)(
  'an order above %s alone is refused before anything is written',
  (limit) => {
    const [fits, breaks] = limit.startsWith('orders') ? [1, 0] : [250, 249];
    expect(() => count(250, { [limit]: fits })).not.toThrow();
    expect(() => count(250, { [limit]: breaks })).toThrow(exceeded);
  },
);

const limit = (max: number) => fc.option(fc.integer({ min: 0, max }), { nil: null });
const limits = fc.record({
  ...{ ordersDaily: limit(6), ordersMonthly: limit(12) },
  ...{ spendDaily: limit(600), spendMonthly: limit(1200) },
});
const orders = fc.array(
  fc.record({ amount: fc.integer({ min: 1, max: 300 }), hours: fc.nat(90 * 24) }),
  { maxLength: 30 },
);

test('an order counts exactly when it keeps every limit of its day and its month', () => {
  fc.assert(
    fc.property(limits, orders, (given, wishes) => {
      const tables = tablesInMemory();
      const taken: { day: string; amount: number }[] = [];
      for (const { amount, hours } of wishes) {
        const at = new Date(now.getTime() + hours * 3600_000);
        const day = at.toISOString().slice(0, 10);
        const of = (period: number) =>
          taken.filter((each) => each.day.slice(0, period) === day.slice(0, period));
        const spent = (period: number) =>
          of(period).reduce((sum, each) => sum + each.amount, amount);
        const fits =
          of(10).length + 1 <= (given.ordersDaily ?? Infinity) &&
          of(7).length + 1 <= (given.ordersMonthly ?? Infinity) &&
          spent(10) <= (given.spendDaily ?? Infinity) &&
          spent(7) <= (given.spendMonthly ?? Infinity);
        expect(counted(tables, amount, given, at)).toBe(fits);
        if (fits) taken.push({ day, amount });
      }
    }),
    { numRuns: 300 },
  );
});

/** False when refused, by the condition or at once. */
function counted(
  tables: ReturnType<typeof tablesInMemory>,
  amount: number,
  given: OrderLimits,
  at: Date,
): boolean {
  try {
    return tables.apply({ limits: count(amount, given, at) });
  } catch (refusal) {
    expect(refusal).toEqual(exceeded);
    return false;
  }
}
