import { randomUUID } from 'node:crypto';
import { acceptVendorOrder } from '../../../lib/orders/accept.ts';
import type { OrderLimits } from '../../../lib/platform/actor.ts';
import { setUp, tearDown } from '../dynamo.ts';
import { keyOf } from '../gateway.ts';
import { all, bundleCode, putBundle, timings, unitPrice, vendorWith } from '../orders/world.ts';

beforeAll(async () => {
  await setUp();
  await putBundle();
});
afterAll(tearDown);

async function vendorLimitedTo(limits: Partial<OrderLimits>) {
  const { vendor } = await vendorWith(100_000, { limits });
  const orderAt = (time: string, quantity = 1) =>
    acceptVendorOrder({
      ...{ vendor: keyOf(vendor), bundleCode, quantity, now: new Date(time), timings },
      idempotency: { owner: vendor.id, route: 'test', key: randomUUID(), fingerprint: '' },
      ...{ stamp: { kind: 'SYSTEM', id: 'test', requestId: 'test' }, correlationId: 'corr' },
    });
  return { vendor, orderAt };
}
const limit = expect.objectContaining({ problem: 'ORDER_LIMIT_EXCEEDED' });

test('a daily limit starts anew at midnight UTC, a monthly one with the month', async () => {
  const { orderAt } = await vendorLimitedTo({ ordersDaily: 1, ordersMonthly: 2 });
  await orderAt('2026-01-30T00:00:00.000Z');
  await expect(orderAt('2026-01-30T23:59:59.999Z')).rejects.toEqual(limit);
  await orderAt('2026-01-31T00:00:00.000Z');
  await expect(orderAt('2026-01-29T12:00:00.000Z')).rejects.toEqual(limit);
  await orderAt('2026-02-01T00:00:00.000Z');
});

test('spend is counted in minor units, to the last one', async () => {
  const { orderAt } = await vendorLimitedTo({ spendDaily: 3 * unitPrice });
  await orderAt('2026-01-30T00:00:00Z', 2);
  await expect(orderAt('2026-01-30T01:00:00Z', 2)).rejects.toEqual(limit);
  await orderAt('2026-01-30T02:00:00Z', 1);
  await expect(orderAt('2026-01-30T03:00:00Z', 1)).rejects.toEqual(limit);
});

test('a refused order counts for nothing, and months share no item', async () => {
  const { vendor, orderAt } = await vendorLimitedTo({ ordersDaily: 1 });
  await orderAt('2026-01-05T00:00:00Z', 3);
  await expect(orderAt('2026-01-05T01:00:00Z')).rejects.toEqual(limit);
  await orderAt('2026-02-05T00:00:00Z');
  const counters = (await all('vendors'))
    .filter(({ pk, sk }) => pk === `VENDOR#${vendor.id}` && sk.startsWith('COUNT#'))
    .map(({ pk: _, ...counter }) => counter)
    .sort((a, b) => (a.sk < b.sk ? -1 : 1));
  expect(counters).toEqual([
    { sk: 'COUNT#2026-01', o: 1, s: 3 * unitPrice, o05: 1, s05: 3 * unitPrice },
    { sk: 'COUNT#2026-02', o: 1, s: unitPrice, o05: 1, s05: unitPrice },
  ]);
});
