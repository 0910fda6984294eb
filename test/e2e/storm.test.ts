/**
 * Worker processes are killed at random while orders run, so that any line may be the last, and the
 * provider is in bad weather: answers lost before and after the sale, 503, nonsense, 429.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Emulator } from '../../infra/local/emulator.ts';
import { functionName } from '../../infra/local/invoke.ts';
import { localFolder } from '../../infra/local/paths.ts';
import { killWorkers } from '../../infra/local/workers.ts';
import { creditWallet } from '../../lib/vendors/create.ts';
import { claims, eventsTaken, expectBooksToAgree, soldByProvider } from './books.ts';
import { control, placeVendorOrder, stack, until, untilFinal, wallet } from './client.ts';
import { openInside } from './inside.ts';
import { stackName } from './names.ts';

const orders = 300;
const kills = 240;
/** Chance of each at every order call. */
const weather = [
  { kind: 'drop-before', probability: 0.04 },
  { kind: 'drop-after', probability: 0.04 },
  { kind: 'status-before', probability: 0.03 },
  { kind: 'status-after', probability: 0.03 },
  { kind: 'status-before', probability: 0.04, status: 429 },
  { kind: 'garbage', probability: 0.03 },
  { kind: 'delay', probability: 0.02, delayMs: 9_000 },
];
const victims = [
  'provisioning/provision',
  'provisioning/follow',
  'ops/relay',
  'webhooks/deliver',
  'provisioning/reconcile',
];

const emulator = JSON.parse(
  readFileSync(join(localFolder, `${stackName}-emulator.json`), 'utf8'),
) as Emulator;

test(`${orders} orders under ${kills} kills: each final, sold once, told once`, async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  console.log(`storm: SEED=${seed}`);
  const random = randomFrom(seed);
  openInside();
  const vendor = { id: stack().vendor.id, currency: 'USD' as const };
  const reason = { kind: 'ADJUSTMENT' as const, reason: 'For a storm' };
  await creditWallet(vendor, 200_000, reason, new Date());
  const before = { sold: await soldByProvider(), wallet: await wallet() };
  for (const fault of weather)
    await control('esimGo', 'POST', '/faults', { route: 'POST /orders', ...fault });
  let killed = 0;
  const storm = (async () => {
    for (let at = 0; at < kills; at += 1) {
      await sleep(30 + random() * 250);
      const victim = victims[Math.floor(random() * victims.length)] ?? '';
      killed += killWorkers(emulator, functionName(victim));
    }
  })();
  const ids: string[] = [];
  for (let at = 0; at < orders; at += 1) {
    const quantity = random() < 0.7 ? 1 : 1 + Math.floor(random() * 4);
    const { status, body } = await placeVendorOrder({ quantity });
    expect(status).toBe(201);
    ids.push(body.id);
    await sleep(random() * 150);
  }
  await storm;
  await control('esimGo', 'DELETE', '/faults');
  expect(killed).toBeGreaterThan(0);

  const ended = await Promise.all(ids.map((id) => untilFinal(id, 560)));
  expect(ended.map(({ status }) => status)).toEqual(Array(orders).fill('COMPLETED'));
  const delivered = ended.reduce((sum, order) => sum + order.esims.length, 0);
  const spent = ended.reduce((sum, order) => sum + order.total.amount, 0);
  expect((await soldByProvider()) - before.sold).toBe(delivered);
  expect((await wallet()).available.amount).toBe(before.wallet.available.amount - spent);
  expect((await wallet()).held.amount).toBe(0);
  const claimed = await claims();
  for (const id of ids) expect(claimed.get(id)).toHaveLength(1);
  await expectBooksToAgree();

  // A killed deliverer's message is visible again after six times the function's time-out.
  const taken = await until(
    eventsTaken,
    (events) => ids.every((id) => events.some(({ orderId }) => orderId === id)),
    240,
  );
  for (const id of ids)
    expect(
      new Set(taken.filter(({ orderId }) => orderId === id).map((event) => event.id)).size,
    ).toBe(1);
}, 900_000);

/** Mulberry32: small, seeded, good enough to choose victims. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
