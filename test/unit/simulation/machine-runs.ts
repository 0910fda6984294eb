/**
 * Runs of the virtual machine in a process of their own, which it takes over: vendors' orders under
 * chosen faults. Prints what became of each as one line of JSON.
 */
import { createHash } from 'node:crypto';
import type { VendorActor } from '../../../lib/platform/actor.ts';
import { type Machine, openMachine } from '../../simulation/runtime/machine.ts';
import type { FaultKind, Faults } from '../../simulation/runtime/types.ts';
import { drawScene } from '../../simulation/world/scene.ts';
import { openShop } from '../../simulation/world/shop.ts';
import { timings } from '../../simulation/world/timings.ts';

interface Wish {
  seed: number;
  orders: number;
  /** Every how many opportunities each kind strikes, in the first half of the time. */
  strikes?: Partial<Record<FaultKind, number>>;
  /** Of this function alone. */
  at?: string;
  minutes: number;
}

const startMs = Date.UTC(2027, 0, 1);

function faultsOf({ strikes = {}, at = '' }: Wish): Faults & { start(): void; stop(): void } {
  const asked = new Map<FaultKind, number>();
  let isOn = false;
  return {
    start: () => {
      isOn = true;
    },
    stop: () => {
      isOn = false;
    },
    strikes(kind, site) {
      const every = isOn && site.endsWith(at) ? strikes[kind] : undefined;
      if (every === undefined) return false;
      const n = (asked.get(kind) ?? 0) + 1;
      asked.set(kind, n);
      return n % every === 0;
    },
    between: (_kind, _site, from, to) => (from + to) / 2,
  };
}

async function run(wish: Wish) {
  const { seed, orders, minutes } = wish;
  const hash = createHash('sha256');
  const faults = faultsOf(wish);
  const trace = (atMs: number, actor: string, what: string) =>
    void hash.update(`${atMs} ${actor} ${what}\n`);
  const machine = await openMachine({ seed, faults, trace, timings, startMs });
  // One vendor in good standing with one endpoint: what is counted here must not hang on a draw.
  const scene = drawScene(seed, orders);
  const vendor: (typeof scene.vendors)[number] = {
    ...{ name: 'Vendor', tier: 'GOLD', terms: 'PREPAID', funds: 90_000_000, topUp: 0 },
    ...{ ordersDaily: null, endpoints: 1, weight: 1 },
  };
  const settings = { ...scene.settings, asyncSeconds: 3, orderVisibilityDelaySeconds: 0 };
  const plain = { ...scene, vendors: [vendor], retired: undefined, settings };
  const { vendors } = await openShop(machine, plain);
  const statuses: number[] = [];
  const failures: number[] = [];
  const actor = vendors[0]?.actor as VendorActor;
  let delivered = 0;
  machine.receivers.onDelivery(({ status }) => {
    if (status === 200) delivered += 1;
  });
  faults.start();
  for (let n = 0; n < orders; n += 1)
    machine.at(machine.now() + n * 2_000, async () => {
      statuses.push(await buy(machine, actor, n, (status) => failures.push(status)));
    });
  await machine.runUntil(machine.now() + minutes * 30_000);
  faults.stop();
  await machine.runUntil(machine.now() + minutes * 30_000);
  const result = {
    ...{ hash: hash.digest('hex'), statuses, failures, delivered, quiet: machine.quiet() },
    ends: endsOf(machine),
    sold: machine.provider.simulation.world.orders.flatMap(({ lines }) => lines).length,
    letters: machine.queues.deadLetters().map(({ isPoison }) => isPoison),
    elapsedMs: machine.now() - startMs,
  };
  await machine.close();
  return result;
}

/** As a client does: again, under the same key, until there is an answer. */
async function buy(
  machine: Machine,
  actor: VendorActor,
  n: number,
  failed: (status: number) => void,
): Promise<number> {
  for (let tried = 1; ; tried += 1) {
    const { status } = await machine.callRoute('orders/vendor-create', {
      actor,
      headers: { 'Idempotency-Key': `key-${n}` },
      body: { bundleCode: 'esim_1GB_7D_NL_V2', quantity: 1 },
    });
    if (status < 500 || tried >= 10) return status;
    failed(status);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

function endsOf(machine: Machine): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { sk, status } of machine.store.items(machine.tableName('orders')))
    if (sk?.S === 'ORDER' && status?.S) counts[status.S] = (counts[status.S] ?? 0) + 1;
  return counts;
}

for (const wish of JSON.parse(process.argv[2] ?? '[]') as Wish[])
  process.stdout.write(`${JSON.stringify(await run(wish))}\n`);
