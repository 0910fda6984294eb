import { dyingAt } from '../payments/card.ts';
import { expectWhole, openSecret, openWorld, statusOf, type World } from './world.ts';

let world: World;
beforeAll(openSecret);
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const moments = ['before', 'after'] as const;
type When = (typeof moments)[number];

/** Runs `scene` with every call in turn as the last, until one is never reached. */
async function everyCall(
  least: number,
  scene: (die: (work: () => Promise<unknown>) => Promise<void>) => Promise<void>,
  at: readonly When[] = moments,
): Promise<void> {
  for (const when of at) {
    let calls = 0;
    for (let died = true; died; calls += 1) {
      died = false;
      await scene(async (work) => {
        died = (await dyingAt(calls + 1, when as When, work)) === 'died';
      });
    }
    // The last scene was the one that nothing interrupted.
    expect(calls - 1).toBeGreaterThanOrEqual(least);
  }
}

async function twoRounds(): Promise<void> {
  await world.deliver();
  await world.round();
  await world.round();
}

test.each([
  ['delivered at once', 2, 3],
  ['delivered later', 7, 3],
])(
  'provision may die at any call of an order %s',
  async (_, quantity, least) => {
    await everyCall(least, async (die) => {
      await world.simulator.settings({ asyncSeconds: 100 });
      const id = await world.order(quantity);
      await world.lose();
      await die(() => world.provision(id));
      // The queue hands the message out again.
      await world.provision(id);
      await twoRounds();
      expect(await statusOf(id)).toBe('COMPLETED');
    });
    await expectWhole(world);
  },
  60_000,
);

test('a refund may die at any call', async () => {
  await everyCall(2, async (die) => {
    await world.simulator.fault('refuse');
    const id = await world.order();
    await world.provision(id);
    await world.lose();
    expect(await statusOf(id)).toBe('FAILED');
    await die(() => world.refund(id));
    await twoRounds();
    expect(await statusOf(id)).toBe('REFUNDED');
  });
  await expectWhole(world);
}, 60_000);

test('a refund of ten messages at once is made once', async () => {
  await world.simulator.fault('refuse');
  const id = await world.order(3);
  await world.provision(id);
  await Promise.all(Array.from({ length: 10 }, () => world.refund(id)));
  expect(await statusOf(id)).toBe('REFUNDED');
  await expectWhole(world);
});

/** One order in each state that a reconciler can meet. */
async function everyState(): Promise<void> {
  const { simulator } = world;
  const unknown = async (kind: string) => {
    await simulator.fault(kind);
    await world.provision(await world.order());
  };
  await world.order();
  await unknown('drop-after');
  await unknown('drop-before');
  await unknown('refuse');
  await world.provision(await world.order(6));
  const [early, late] = [await world.order(), await world.order()];
  await dyingAt(2, 'after', () => world.provision(early));
  await dyingAt(3, 'before', () => world.provision(late));
  await simulator.fault('status-before', { status: 429, times: 30 });
  await world.provision(await world.order());
  await simulator.control('DELETE', '/faults');
  await world.lose();
}

test('a reconciler may die at any call, whatever it has in hand', async () => {
  await everyCall(
    15,
    async (die) => {
      await world.close();
      world = await openWorld();
      await everyState();
      await world.later(160);
      await die(() => world.reconcile());
      await twoRounds();
      // What is delivered ten minutes later is waited for; all else is final by now.
      await world.round(600);
      await expectWhole(world);
      // Dead after one call is as good as dead before the next.
    },
    ['before'],
  );
}, 240_000);
