import { jest } from '@jest/globals';
import { metrics } from '../../../lib/platform/observability.ts';
import { bundleCode, timings } from '../orders/world.ts';
import { expectWhole, openSecret, openWorld, orders, statusOf, type World } from './world.ts';

let world: World;
beforeAll(openSecret);
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const late = timings.providerCallSeconds * 1000 + 300;
const retire = (retired: boolean) =>
  world.simulator.control('POST', `/bundles/${bundleCode}`, { retired });

test('an order is bought once and delivered at once', async () => {
  const id = await world.order(3);
  await world.deliver();
  expect(await statusOf(id)).toBe('COMPLETED');
  await expectWhole(world);
});

test.each<[kind: string, more: object, bought: boolean]>([
  ['drop-before', {}, false],
  ['drop-after', {}, true],
  ['status-before', {}, false],
  ['status-after', {}, true],
  ['status-before', { status: 500 }, false],
  ['garbage', {}, true],
  ['hang', {}, true],
  ['delay', { delayMs: late }, true],
  ['delay-before', { delayMs: late }, true],
])('after %s %j the outcome is unknown, then settled: one sale', async (kind, more, bought) => {
  await world.simulator.fault(kind, more);
  const id = await world.order(2);
  await world.deliver();
  expect(await statusOf(id)).toBe('PENDING_SYNC');
  if (kind === 'delay-before') await new Promise((resolve) => setTimeout(resolve, 600));
  expect(await world.simulator.statistics()).toMatchObject({
    ...{ orders: bought ? 1 : 0, faultsInjected: { [kind]: 1 } },
  });
  // Before a worker surely is gone nothing is matched, and nothing is sent again.
  await world.round(timings.inFlightSeconds - 20);
  expect(await statusOf(id)).toBe('PENDING_SYNC');
  expect(await world.round()).toMatchObject(bought ? { matched: 1 } : { cleared: 1 });
  expect(await statusOf(id)).toBe('COMPLETED');
  await expectWhole(world);
});

test('an answer that is short of an eSIM is asked for again until it is whole', async () => {
  await world.simulator.fault('short', { by: 1 });
  const id = await world.order(3);
  await world.deliver();
  expect(await statusOf(id)).toBe('COMPLETED');
  await expectWhole(world);
});

test('a purchase that stays short for good ends in a refund, and is never bought twice', async () => {
  await world.simulator.fault('short', { by: 1, persist: true });
  const id = await world.order(3);
  await world.deliver();
  expect(await statusOf(id)).toBe('PENDING_SYNC');
  await world.round();
  expect(await statusOf(id)).toBe('PENDING_SYNC');
  await world.round(timings.giveUpSeconds);
  expect(await statusOf(id)).toBe('REFUNDED');
  await expectWhole(world, { lines: 1, esims: 2 });
});

test('one 429 is waited for', async () => {
  await world.simulator.fault('status-before', { status: 429 });
  const id = await world.order();
  await world.deliver();
  expect(await statusOf(id)).toBe('COMPLETED');
  await expectWhole(world);
});

test('a provider that keeps refusing for its limits is asked again when it says, not sooner', async () => {
  await world.simulator.fault('status-before', { status: 429, times: 10 });
  const id = await world.order();
  const before = world.clock().getTime();
  await world.deliver();
  expect(await statusOf(id)).toBe('COMPLETED');
  // Retry-After is a second; nothing was placed, so the slot of three was not used up.
  expect(world.clock().getTime() - before).toBeGreaterThanOrEqual(10 * 1_000);
  expect((await world.simulator.statistics()).requests['POST /orders']).toBe(11);
  await expectWhole(world);
});

test('a provider that cannot be reached has sold nothing and is asked again later', async () => {
  const url = String(process.env.ESIM_GO_URL);
  process.env.ESIM_GO_URL = 'http://127.0.0.1:1/v2.5';
  const id = await world.order();
  await world.deliver();
  expect(await statusOf(id)).toBe('PROVISIONING');
  process.env.ESIM_GO_URL = url;
  await world.round();
  expect(await statusOf(id)).toBe('COMPLETED');
  await expectWhole(world);
});

test('a key that the provider refuses is waited for', async () => {
  await world.simulator.settings({ apiKey: 'another' });
  const id = await world.order();
  await world.deliver();
  expect(await statusOf(id)).toBe('PROVISIONING');
  await world.simulator.settings({ apiKey: 'simulated-key' });
  await world.round();
  expect(await statusOf(id)).toBe('COMPLETED');
  await expectWhole(world);
});

test('our own empty balance at the provider is waited for', async () => {
  await world.simulator.settings({ balanceMinor: 0 });
  const id = await world.order();
  await world.deliver();
  expect(await statusOf(id)).toBe('PROVISIONING');
  await world.simulator.settings({ balanceMinor: 10_000 });
  await world.round();
  expect(await statusOf(id)).toBe('COMPLETED');
  await expectWhole(world);
});

test('an order that waited too long is given up, and the wallet is whole', async () => {
  await world.simulator.settings({ balanceMinor: 0 });
  const id = await world.order(4);
  await world.deliver();
  for (let n = 0; n < 3; n += 1) await world.round();
  expect(await statusOf(id)).toBe('PROVISIONING');
  await world.round(timings.giveUpSeconds);
  expect(await statusOf(id)).toBe('REFUNDED');
  await expectWhole(world);
});

test.each([
  ['refuses the order', 'PROVIDER_REFUSED', () => world.simulator.fault('refuse')],
  ['no longer knows the bundle', 'BUNDLE_UNAVAILABLE', () => retire(true)],
])('when the provider %s the money goes back at once', async (_, failure, prepare) => {
  await prepare();
  const id = await world.order(2);
  await world.deliver();
  const [order] = await orders();
  expect(order).toMatchObject({ id, status: 'REFUNDED', failure });
  await expectWhole(world);
});

test('while the provider is down an unknown order waits, and completes afterwards', async () => {
  await world.simulator.fault('drop-after');
  const id = await world.order();
  await world.deliver();
  await world.simulator.fault('outage');
  expect(await world.round()).toMatchObject({ errors: 1, failed: 0 });
  expect(await statusOf(id)).toBe('PENDING_SYNC');
  await world.simulator.control('DELETE', '/faults');
  await world.round();
  expect(await statusOf(id)).toBe('COMPLETED');
  await expectWhole(world);
}, 60_000);

test('a price that rose at the provider since the last sync is sold as agreed, and noticed', async () => {
  const counted = jest.spyOn(metrics, 'addMetric');
  await world.simulator.control('POST', `/bundles/${bundleCode}`, { price: 50 });
  const id = await world.order();
  await world.deliver();
  expect(await statusOf(id)).toBe('COMPLETED');
  expect(counted.mock.calls.map(([name]) => name)).toContain('OrdersSoldBelowCost');
  counted.mockRestore();
});
