/** Waiting orders ride together in one provider order, and none of them sinks another. */
import { attemptKey, toAttempt } from '../../../lib/provisioning/items.ts';
import { all, putBundle, timings } from '../orders/world.ts';
import { dyingAt } from '../payments/card.ts';
import { expectWhole, openSecret, openWorld, orders, statusOf, type World } from './world.ts';

const other = 'esim_UL_7D_NL_V2';

let world: World;
beforeAll(openSecret);
beforeEach(async () => {
  world = await openWorld();
  await world.simulator.settings({ asyncSeconds: 2 });
  await putBundle({ code: other, name: 'Unlimited', prices: { RETAIL: 1500, STANDARD: 1200 } });
});
afterEach(() => world.close());

const sales = async () => (await world.simulator.statistics()).requests['POST /orders'] ?? 0;
const place = async (...quantities: number[]) => {
  const ids: string[] = [];
  for (const quantity of quantities) ids.push(await world.order(quantity));
  return ids;
};
const statuses = (ids: string[]) => Promise.all(ids.map(statusOf));
const every = (status: string, ids: string[]) => ids.map(() => status);

test('twelve orders that wait ride in two provider orders, three seconds apart', async () => {
  const ids = await place(...Array.from({ length: 12 }, () => 1));
  const before = world.clock().getTime();
  await world.deliver();
  expect(await statuses(ids)).toEqual(every('COMPLETED', ids));
  expect(await sales()).toBe(2);
  expect(world.clock().getTime() - before).toBeGreaterThanOrEqual(3_000);
  await expectWhole(world);
});

test('an order alone is not kept waiting for company', async () => {
  const [id] = await place(1);
  const before = world.clock().getTime();
  await world.provision(id as string);
  expect(await statusOf(id as string)).toBe('COMPLETED');
  expect(world.clock().getTime() - before).toBeLessThan(6_000);
});

test('each rider names the attempt, and the attempt names its riders', async () => {
  const ids = await place(1, 2, 1);
  await world.deliver();
  const known = await orders();
  const attempts = new Set(known.flatMap(({ attemptIds }) => attemptIds ?? []));
  expect(attempts.size).toBe(1);
  const key = attemptKey([...attempts][0] as string);
  const item = (await all('orders')).find(({ pk }) => pk === key.pk);
  const { lines } = toAttempt(item as never);
  expect(lines.map(({ orderId }) => orderId).sort()).toEqual([...ids].sort());
  for (const { id, providerLine } of known) expect(lines[providerLine ?? -1]?.orderId).toBe(id);
});

test('a refused line fails alone; its company is sold together', async () => {
  await world.simulator.control('POST', `/bundles/${other}`, { retired: true });
  const good = await place(1, 2);
  const bad = await world.order(1, other);
  const more = await place(3);
  await world.deliver();
  expect(await statuses([...good, ...more])).toEqual(every('COMPLETED', [...good, ...more]));
  expect(await orders()).toContainEqual(
    expect.objectContaining({ id: bad, status: 'REFUNDED', failure: 'BUNDLE_UNAVAILABLE' }),
  );
  // All together, the good ones together, the bad one alone.
  expect((await world.simulator.statistics()).orders).toBe(1);
  await expectWhole(world);
});

test('when no line stands out, all are sent apart, and only the offender fails', async () => {
  const ids = await place(1, 1, 1);
  // The quotes know nothing of it: the first two refusals hit the company, then whoever comes first.
  await world.simulator.fault('refuse', { times: 2 });
  await world.deliver();
  const [first, ...others] = (await orders()).sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(first).toMatchObject({ id: ids[0], status: 'REFUNDED', failure: 'PROVIDER_REFUSED' });
  expect(others.map(({ status }) => status)).toEqual(['COMPLETED', 'COMPLETED']);
  await expectWhole(world);
});

test.each([
  ['drop-after', true],
  ['drop-before', false],
  ['garbage', true],
  ['status-after', true],
])('after %s all riders are unknown, then each gets one line', async (kind, wasSold) => {
  await world.simulator.fault(kind);
  const ids = await place(1, 2, 1, 3);
  await world.deliver();
  expect(await statuses(ids)).toEqual(every('PENDING_SYNC', ids));
  await world.later(timings.inFlightSeconds + 5);
  expect(await world.reconcile()).toMatchObject({ looked: 4, matched: wasSold ? 4 : 0 });
  await world.round(timings.settleSeconds + 10);
  expect(await statuses(ids)).toEqual(every('COMPLETED', ids));
  await expectWhole(world);
});

test('ten eSIMs of four orders come later and are delivered by follow-ups within seconds', async () => {
  await world.simulator.settings({ asyncSeconds: 5 });
  const ids = await place(4, 3, 2, 1);
  const before = world.clock().getTime();
  await world.deliver();
  expect(await statuses(ids)).toEqual(every('COMPLETED', ids));
  expect(world.clock().getTime() - before).toBeLessThan(30_000);
  expect(await sales()).toBe(1);
  await expectWhole(world);
});

test('a line that stays short keeps nobody else waiting', async () => {
  await world.simulator.fault('short', { by: 1, persist: true });
  const ids = await place(1, 1, 2);
  await world.deliver();
  expect(await statuses(ids)).toEqual(['COMPLETED', 'COMPLETED', 'PENDING_SYNC']);
  await world.round(timings.giveUpSeconds);
  expect(await statusOf(ids[2] as string)).toBe('REFUNDED');
  const review = (await all('orders')).find(({ pk }) => pk.startsWith('REVIEW#'));
  expect(review).toMatchObject({ kind: 'NEVER_DELIVERED', orderId: ids[2], status: 'OPEN' });
  await expectWhole(world, { lines: 1, esims: 1 });
});

test('a worker that dies with riders in hand loses none of them', async () => {
  const ids = await place(1, 2, 3);
  await world.lose();
  // Dead after the attempt was written and the provider was called: at the first completion.
  let calls = 0;
  for (let n = 1; n < 20 && (await world.simulator.statistics()).orders === 0; n += 1) {
    await world.later(timings.inFlightSeconds + timings.settleSeconds + 10);
    await world.reconcile();
    calls = n;
    await dyingAt(n, 'before', () => world.provision(ids[0] as string));
    await world.lose();
  }
  expect(calls).toBeGreaterThan(1);
  await world.round();
  await world.round();
  expect(await statuses(ids)).toEqual(every('COMPLETED', ids));
  await expectWhole(world);
});

test('a waiting order that the reconciler gives another line of the same kind ends well', async () => {
  await world.simulator.fault('drop-after');
  const first = await place(1, 1);
  await world.deliver();
  await world.simulator.fault('drop-before');
  const second = await place(1);
  await world.deliver();
  await world.round();
  await world.round();
  expect(await statuses([...first, ...second])).toEqual(every('COMPLETED', [...first, ...second]));
  await expectWhole(world);
  expect((await world.simulator.statistics()).linesSold).toBe(3);
});
