/** What comes to light late, in other places or behind others, and must not cost anybody anything. */

import { transact } from '../../../lib/platform/dynamodb.ts';
import { drain } from '../../../lib/provisioning/drain.ts';
import { follow } from '../../../lib/provisioning/follow.ts';
import { reconcile } from '../../../lib/provisioning/reconcile.ts';
import { all, timings } from '../orders/world.ts';
import { expectWhole, openSecret, openWorld, orders, statusOf, type World } from './world.ts';

let world: World;
beforeAll(openSecret);
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** An order whose answer gets lost after the sale. */
async function lost(): Promise<string> {
  await world.simulator.fault('drop-after');
  const id = await world.order();
  await world.deliver();
  expect(await statusOf(id)).toBe('PENDING_SYNC');
  return id;
}

test('an order that was given an older one’s purchase keeps the older one from being sent again', async () => {
  world.deps.timings = { ...timings, settleSeconds: 600, giveUpSeconds: 14_400 };
  const { provider } = world.deps;
  // Each is listed within the settling time: the first after 500 s, the second after 595.
  const lagSeconds = [500, 595];
  const seen: string[] = [];
  const findOrders: typeof provider.findOrders = async (window) => {
    const found = await provider.findOrders(window);
    for (const { reference } of found) if (!seen.includes(reference)) seen.push(reference);
    return found.filter(({ reference, createdAt }) => {
      const lag = lagSeconds[seen.indexOf(reference)] ?? 0;
      return world.clock().getTime() >= Date.parse(createdAt) + lag * 1000;
    });
  };
  world.deps.provider = { ...provider, findOrders };
  const start = world.clock().getTime();
  const until = (second: number) =>
    world.later(Math.max(0, second - (world.clock().getTime() - start) / 1000));
  const ids = [await lost()];
  for (let second = 60; second <= 1_500; second += 60) {
    if (second === 420) {
      await until(393);
      ids.push(await lost());
    }
    await until(second);
    await reconcile(world.deps);
    await world.deliver();
  }
  expect(await Promise.all(ids.map(statusOf))).toEqual(['COMPLETED', 'COMPLETED']);
  expect(await world.simulator.statistics()).toMatchObject({ linesSold: 2 });
  await expectWhole(world);
});

test('two readings of one order with their lines in other places give each eSIM once', async () => {
  for (let n = 0; n < 6; n += 1) await world.order();
  await world.lose();
  await drain([], world.deps);
  const waiting = (await orders()).sort((a, b) => (a.providerLine ?? 0) - (b.providerLine ?? 0));
  expect(waiting.map(({ status }) => status)).toEqual(Array(6).fill('PENDING_SYNC'));
  const reference = waiting[0]?.providerReference ?? '';
  const data = { reference, orderIds: waiting.map(({ id }) => id), asked: 9 };
  await world.later(700);
  const { provider } = world.deps;
  const whole = await provider.order(reference);
  if (!whole) throw new Error('the provider lost its order');
  const lines = whole.lines.map((line, n) => (n === 0 ? line : { ...line, esims: [] }));
  const first = { ...whole, status: 'PENDING' as const, lines };
  world.deps.provider = { ...provider, order: async () => first };
  await follow(data, world.deps);
  const second = { ...whole, lines: [...whole.lines].reverse() };
  world.deps.provider = { ...provider, order: async () => second };
  await follow(data, world.deps);
  await expectWhole(world);
});

test('a worker’s lost riders are found behind hundreds that wait', async () => {
  for (let n = 0; n < 460; n += 1) await world.order();
  await world.lose();
  await world.later(200);
  const { provider } = world.deps;
  const dying = { ...provider, place: () => Promise.reject(new Error('the worker dies')) };
  await drain([], { ...world.deps, provider: dying }).catch(() => undefined);
  const open = (await orders()).filter(({ attemptState }) => attemptState === 'OPEN');
  expect(open).toHaveLength(10);
  await world.later(timings.inFlightSeconds + timings.settleSeconds);
  expect(await reconcile(world.deps)).toMatchObject({ parked: 10, cleared: 10 });
}, 60_000);

test('a worker whose clock is behind waits for its slot, and the chain goes on', async () => {
  for (let n = 0; n < 30; n += 1) await world.order();
  await world.lose();
  await drain([], world.deps);
  await world.later(3);
  world.messages.length = 0;
  const slow = { ...world.deps, clock: () => new Date(world.clock().getTime() - 1_500) };
  await drain([], slow);
  expect(world.messages.length).toBeGreaterThan(0);
  const left = (await orders()).filter(({ status }) => status === 'PAID');
  expect(left).toHaveLength(10);
});

test('a waiting order that stands among those to look at is put where it is found', async () => {
  const id = await world.order();
  await world.lose();
  const item = (await all('orders')).find(({ pk }) => pk === `ORDER#${id}`);
  if (!item) throw new Error('no order');
  const dueKey = String(item.dueKey).replace('WAIT', 'DUE');
  await transact({ order: { put: 'orders', item: { ...item, dueKey } } });
  await world.round(300);
  await world.round(60);
  expect(await statusOf(id)).toBe('COMPLETED');
  await expectWhole(world);
});
