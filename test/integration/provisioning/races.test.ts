import { reconcile } from '../../../lib/provisioning/reconcile.ts';
import { timings } from '../orders/world.ts';
import { expectWhole, openSecret, openWorld, orders, statusOf, type World } from './world.ts';

let world: World;
beforeAll(openSecret);
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** An order whose outcome is unknown after this fault. */
async function unknown(kind: string, quantity = 1): Promise<string> {
  await world.simulator.fault(kind);
  const id = await world.order(quantity);
  await world.deliver();
  expect(await statusOf(id)).toBe('PENDING_SYNC');
  return id;
}

test('ten messages about one order at once buy once', async () => {
  const id = await world.order(2);
  await Promise.all(Array.from({ length: 10 }, () => world.provision(id)));
  await world.provision(id);
  expect(await statusOf(id)).toBe('COMPLETED');
  expect((await world.simulator.statistics()).requests['POST /orders']).toBe(1);
  await expectWhole(world);
});

test('two orders and one purchase: one completes, the other is sent again after settling', async () => {
  const ids = [await unknown('drop-before', 2), await unknown('drop-after', 2)];
  await world.later(timings.inFlightSeconds + 10);
  expect(await world.reconcile()).toMatchObject({ looked: 2, matched: 1, cleared: 0 });
  const statuses = await Promise.all(ids.map(statusOf));
  expect(statuses.sort()).toEqual(['COMPLETED', 'PENDING_SYNC']);
  expect(await world.round(timings.settleSeconds)).toMatchObject({ looked: 1, cleared: 1 });
  await expectWhole(world);
  expect(await world.simulator.statistics()).toMatchObject({ orders: 2 });
});

test('a purchase of another quantity serves nobody else', async () => {
  const [two, three] = [await unknown('drop-before', 2), await unknown('drop-after', 3)];
  expect(await world.round()).toMatchObject({ matched: 1, cleared: 1 });
  expect(await Promise.all([two, three].map(statusOf))).toEqual(['COMPLETED', 'COMPLETED']);
  await expectWhole(world);
});

test('three reconcilers at once give every purchase to one order', async () => {
  for (const kind of ['drop-after', 'drop-before', 'status-after', 'drop-after', 'garbage'])
    await unknown(kind);
  await world.later(timings.inFlightSeconds + timings.settleSeconds + 1);
  await Promise.all([1, 2, 3].map(() => world.reconcile()));
  await world.deliver();
  await world.round();
  await world.round();
  await expectWhole(world);
  expect(await world.simulator.statistics()).toMatchObject({ orders: 5 });
});

test('a worker whose purchase was given to another order ends well, and so does the other', async () => {
  const waiting = await unknown('drop-before');
  const { provider, clock } = world.deps;
  // The older one is served first.
  await world.later(1);
  const early = await world.order();
  // The purchase stands, its worker sleeps, and a reconciler far ahead in time takes it.
  const slow: typeof provider.place = async (...wish) => {
    const outcome = await provider.place(...wish);
    const ahead = () => new Date(clock().getTime() + timings.inFlightSeconds * 1000 + 5_000);
    await reconcile({ ...world.deps, provider, clock: ahead });
    return outcome;
  };
  world.deps.provider = { ...provider, place: slow };
  await world.provision(early);
  world.deps.provider = provider;
  expect(await statusOf(waiting)).toBe('COMPLETED');
  expect(await statusOf(early)).toBe('PENDING_SYNC');
  await world.round();
  await world.round();
  expect(await statusOf(early)).toBe('COMPLETED');
  await expectWhole(world);
  expect(await world.simulator.statistics()).toMatchObject({ orders: 2 });
});

test('a purchase that is listed late is waited for and not made again', async () => {
  await world.simulator.settings({ orderVisibilityDelaySeconds: timings.inFlightSeconds + 40 });
  const id = await unknown('drop-after');
  expect(await world.round(timings.inFlightSeconds + 10)).toMatchObject({ looked: 1, matched: 0 });
  expect(await statusOf(id)).toBe('PENDING_SYNC');
  expect(await world.round(35)).toMatchObject({ matched: 1 });
  await expectWhole(world);
});

test.each([100, -100])('a provider whose clock is %i s off sells once', async (seconds) => {
  await world.skew(seconds);
  const bought = await unknown('drop-after');
  const lost = await unknown('drop-before', 2);
  for (let n = 0; n < 4; n += 1) await world.round();
  expect(await Promise.all([bought, lost].map(statusOf))).toEqual(['COMPLETED', 'COMPLETED']);
  await expectWhole(world);
  expect(await world.simulator.statistics()).toMatchObject({ orders: 2 });
});

describe('an order that the provider delivers later', () => {
  test('is waited for within the run', async () => {
    await world.simulator.settings({ asyncSeconds: 2 });
    const id = await world.order(6);
    await world.deliver();
    expect(await statusOf(id)).toBe('COMPLETED');
    await expectWhole(world);
  });

  test.each(['none', 'drop-after'])(
    'is claimed, and completed by a later run (%s)',
    async (kind) => {
      if (kind !== 'none') await world.simulator.fault(kind);
      const id = await world.order(10);
      await world.deliver();
      await world.round(timings.inFlightSeconds + 10);
      expect(await orders()).toMatchObject([
        { id, status: 'PENDING_SYNC', providerReference: expect.any(String) },
      ]);
      await world.round(600);
      expect(await statusOf(id)).toBe('COMPLETED');
      await expectWhole(world);
    },
  );

  test('and gives up itself is refunded', async () => {
    await world.simulator.settings({ asyncSeconds: 10 ** 6 });
    const id = await world.order(6);
    await world.deliver();
    const { provider } = world.deps;
    const failing: typeof provider.order = async (reference) => {
      const placed = await provider.order(reference);
      return placed && { ...placed, status: 'FAILED' };
    };
    world.deps.provider = { ...provider, order: failing };
    expect(await world.round()).toMatchObject({ failed: 1 });
    expect(await orders()).toMatchObject([{ id, status: 'REFUNDED', failure: 'PROVIDER_REFUSED' }]);
    await expectWhole(world, { lines: 1, esims: 0 });
  });

  test('but never does is given up in the end, and the wallet is whole', async () => {
    await world.simulator.settings({ asyncSeconds: 10 ** 6 });
    const id = await world.order(6);
    await world.deliver();
    await world.round();
    expect(await statusOf(id)).toBe('PENDING_SYNC');
    expect(await world.round(timings.giveUpSeconds)).toMatchObject({ failed: 1 });
    expect(await statusOf(id)).toBe('REFUNDED');
    await expectWhole(world, { lines: 1, esims: 0 });
  });
});

test('a vanished order is sent again a few times, then its money goes back', async () => {
  await world.simulator.fault('drop-before', { times: 100 });
  const id = await world.order();
  await world.deliver();
  for (let n = 0; n < 5; n += 1) await world.round();
  expect(await orders()).toMatchObject([
    { id, status: 'REFUNDED', failure: 'ATTEMPTS_EXHAUSTED', resends: 4 },
  ]);
  await expectWhole(world);
});

test('while the provider cannot be asked, a lost order waits, and is given up in its time', async () => {
  const id = await unknown('drop-before');
  const { provider } = world.deps;
  const silent = () => Promise.reject(new Error('the provider does not answer'));
  world.deps.provider = { ...provider, findOrders: silent };
  expect(await world.round()).toMatchObject({ errors: 1, failed: 0 });
  expect(await statusOf(id)).toBe('PENDING_SYNC');
  expect(await world.round(timings.giveUpSeconds)).toMatchObject({ failed: 1 });
  expect(await statusOf(id)).toBe('REFUNDED');
  await expectWhole(world);
});

test('a list that is older than the settling time clears no order', async () => {
  const id = await unknown('drop-after');
  const { provider, clock } = world.deps;
  // The purchase is not in the list yet, and the run is slow: time passes between list and look.
  const early: typeof provider.findOrders = async () => {
    await world.later(timings.settleSeconds + 60);
    return [];
  };
  world.deps.provider = { ...provider, findOrders: early };
  expect(await world.round(timings.inFlightSeconds + 1)).toMatchObject({ cleared: 0 });
  expect(await statusOf(id)).toBe('PENDING_SYNC');
  world.deps.provider = provider;
  expect(clock().getTime()).toBeGreaterThan(Date.now());
  await world.round();
  await expectWhole(world);
  expect(await world.simulator.statistics()).toMatchObject({ orders: 1 });
});

test('purchases are looked for over hours, in windows that an adapter can walk', async () => {
  const id = await unknown('drop-after');
  const { provider } = world.deps;
  const windows: number[] = [];
  world.deps.provider = {
    ...provider,
    findOrders: (window) => {
      windows.push(window.to.getTime() - window.from.getTime());
      return provider.findOrders(window);
    },
  };
  await world.round(3000);
  expect(await statusOf(id)).toBe('COMPLETED');
  expect(windows.length).toBeGreaterThan(1);
  expect(Math.max(...windows)).toBeLessThanOrEqual(300_000);
  await expectWhole(world);
});
