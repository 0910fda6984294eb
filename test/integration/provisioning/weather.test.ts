/** Orders in bad weather: whatever happens meanwhile, when all is quiet the books are whole. */
import { isFinal } from '../../../lib/orders/order.ts';
import { timings } from '../orders/world.ts';
import { dyingAt } from '../payments/card.ts';
import { expectWhole, openSecret, openWorld, orders, type World } from './world.ts';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** mulberry32: the same numbers for the same seed. */
let state = seed;
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const upTo = (most: number) => 1 + Math.floor(random() * most);
const oneOf = <T>(values: readonly T[]): T => values[upTo(values.length) - 1] as T;

const faults: [kind: string, more?: object][] = [
  ['drop-before'],
  ['drop-after'],
  ['status-before'],
  ['status-after'],
  ['status-before', { status: 429 }],
  ['garbage'],
  ['hang'],
  ['short'],
  ['refuse'],
  ['delay', { delayMs: timings.providerCallSeconds * 1000 + 100 }],
];

let world: World;
beforeAll(async () => {
  await openSecret();
  world = await openWorld();
});
afterAll(() => world.close());

async function misfortune(id: string): Promise<void> {
  const when = oneOf(['before', 'after'] as const);
  await oneOf([
    () => world.deliver(),
    () => world.lose(),
    () => Promise.all([world.provision(id), world.provision(id), world.deliver()]),
    () => dyingAt(upTo(4), when, () => world.provision(id)),
    () => dyingAt(upTo(20), when, () => world.reconcile()),
    () => Promise.all([world.reconcile(), world.reconcile(), world.deliver()]),
    () => world.round(upTo(60)),
  ])();
}

test(`thirty orders, a fault for each (SEED=${seed})`, async () => {
  await world.simulator.settings({ asyncSeconds: 30, orderVisibilityDelaySeconds: 20 });
  for (let n = 0; n < 30; n += 1) {
    if (random() < 0.7) await world.simulator.fault(...oneOf(faults));
    const id = await world.order(upTo(7) > 6 ? 6 : upTo(3));
    await misfortune(id);
  }
  await world.simulator.control('DELETE', '/faults');
  await world.deliver();
  for (let rounds = 0; (await orders()).some(({ status }) => !isFinal(status)); rounds += 1) {
    expect(rounds).toBeLessThan(8);
    await world.round();
  }
  expect(await orders()).toHaveLength(30);
  await expectWhole(world);
}, 120_000);
