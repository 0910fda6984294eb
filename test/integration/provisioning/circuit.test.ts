/** While the provider fails, orders queue behind the circuit; a probe closes it, and they drain paced. */
import { isFinal } from '../../../lib/orders/order.ts';
import { auditPurchases } from '../../../lib/provisioning/audit.ts';
import { all, timings } from '../orders/world.ts';
import { expectWhole, openSecret, openWorld, orders, statusOf, type World } from './world.ts';

let world: World;
beforeAll(openSecret);
beforeEach(async () => {
  world = await openWorld();
  await world.simulator.settings({ asyncSeconds: 2 });
});
afterEach(() => world.close());

const calls = async () => (await world.simulator.statistics()).requests['POST /orders'] ?? 0;
const circuit = async () => (await world.deps.gate.state()).circuit;

/** Faults until the circuit is open; each costs one order its certainty. */
async function openCircuit(): Promise<void> {
  await world.simulator.fault('outage');
  for (let n = 0; n < 10 && (await circuit()) === 'CLOSED'; n += 1)
    await world.provision(await world.order());
  expect(await circuit()).toBe('OPEN');
}

test('an outage opens the circuit, and orders wait without a call', async () => {
  await openCircuit();
  const known = await calls();
  const waiting = [await world.order(), await world.order(2)];
  for (const id of waiting) await world.deps.gate.state().then(() => statusOf(id));
  await world.lose();
  await world.provision(waiting[0] as string);
  expect(await calls()).toBe(known);
  expect(await statusOf(waiting[0] as string)).toBe('PAID');
});

test('one probe goes alone; while it fails nobody else does', async () => {
  await openCircuit();
  const known = await calls();
  await world.order();
  await world.order();
  await world.lose();
  await world.later(60);
  await world.provision((await orders())[0]?.id as string);
  expect(await calls()).toBe(known + 1);
  expect(await circuit()).toBe('OPEN');
  await world.provision((await orders())[0]?.id as string);
  expect(await calls()).toBe(known + 1);
});

test('after the outage everything becomes final, and the books are whole', async () => {
  await openCircuit();
  for (let n = 0; n < 25; n += 1) await world.order();
  await world.lose();
  await world.later(3600 / 2);
  await world.simulator.control('DELETE', '/faults');
  for (let n = 0; (await orders()).some(({ status }) => !isFinal(status)); n += 1) {
    expect(n).toBeLessThan(8);
    await world.round(60);
  }
  expect(await circuit()).toBe('CLOSED');
  expect((await orders()).every(({ status }) => status === 'COMPLETED')).toBe(true);
  await expectWhole(world);
});

test('refusals, limits and an unknown bundle leave the circuit closed', async () => {
  await world.simulator.fault('refuse', { times: 4 });
  for (let n = 0; n < 4; n += 1) await world.provision(await world.order());
  await world.simulator.fault('status-before', { status: 429, times: 4 });
  for (let n = 0; n < 4; n += 1) await world.provision(await world.order());
  await world.simulator.settings({ apiKey: 'another' });
  for (let n = 0; n < 6; n += 1) await world.provision(await world.order());
  expect(await circuit()).toBe('CLOSED');
});

test('what the provider sold and nobody waits for is handed to a person, once', async () => {
  // Bought, answer lost, and the provider cannot be asked until the order is given up.
  await world.simulator.fault('drop-after');
  const id = await world.order(2);
  await world.deliver();
  const { provider } = world.deps;
  const silent = () => Promise.reject(new Error('the provider does not answer'));
  world.deps.provider = { ...provider, findOrders: silent };
  await world.round(timings.giveUpSeconds + 60);
  expect(await statusOf(id)).toBe('REFUNDED');
  world.deps.provider = provider;
  expect(await auditPurchases(world.deps)).toMatchObject({ orphans: 0 });
  await world.later(3600);
  expect(await auditPurchases(world.deps)).toMatchObject({ orphans: 1 });
  await world.later(3600);
  expect(await auditPurchases(world.deps)).toMatchObject({ orphans: 0 });
  const reviews = (await all('orders')).filter(({ pk }) => pk.startsWith('REVIEW#'));
  expect(reviews.map(({ kind }) => kind).sort()).toEqual([
    'ORPHAN_PURCHASE',
    'UNKNOWN_AT_DEADLINE',
  ]);
  await expectWhole(world, { lines: 1, esims: 2 });
});
