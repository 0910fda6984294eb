/**
 * Figures of the engine on a provider at its documented limits (an order in three seconds, ten eSIMs
 * an order, ten requests a second), in virtual time.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Command } from './command.ts';
import { diceOf } from './dice.ts';
import { catalogue, type Scene } from './scene.ts';
import type { Script } from './script.ts';
import { openStage, type Stage } from './stage.ts';
import type { Weather } from './weather.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
type Print = (text: string) => void;

export async function printFigure(name: string, command: Command, print: Print): Promise<void> {
  const figure = figures[name];
  if (!figure) throw new Error(`no figure ${name}; there are ${Object.keys(figures).join(', ')}`);
  await figure(command, print);
}

const figures: Record<string, (command: Command, print: Print) => Promise<void>> = {
  throughput: printThroughput,
  latency: printLatency,
  recovery: printRecovery,
  cost: printCost,
};

const scene = (spanMs: number): Scene => ({
  ...{ spanMs, tailMs: 0, bursts: [{ atMs: 0, widthMs: 1, weight: 1 }], cardShare: 0, singles: 1 },
  vendors: [
    {
      ...{ name: 'Vendor', tier: 'GOLD', terms: 'PREPAID', funds: 90_000_000, topUp: 0 },
      ...{ ordersDaily: null, endpoints: 1, weight: 1 },
    },
  ],
  ...{ customers: 1, retired: undefined },
  bundles: catalogue.map(({ name }, index) => ({ code: name, weight: 1 / (index + 1) })),
  settings: { orderGapSeconds: 3, maxItemsPerOrder: 10, rateLimitPerSecond: 10, asyncSeconds: 3 },
});

const fair: Weather = { profile: 'calm', probability: {}, spells: [] };

/** Orders at chance moments; `quantities` are drawn evenly. */
function arrivals(seed: number, count: number, spanMs: number, quantities: number[]): Script[] {
  const dice = diceOf(seed, 'figure');
  const { bundles } = scene(spanMs);
  return Array.from({ length: count }, (_, n) => ({
    ...{ n, atMs: dice.within(0, spanMs), channel: 'VENDOR' as const, who: 0 },
    bundleCode: dice.weighted(bundles.map(({ code, weight }) => [code, weight] as const)),
    quantity: dice.oneOf(quantities),
    ...{ pay: { kind: 'never' as const }, cancelAfterMs: undefined },
    ...{ otherBody: undefined, readAfterMs: undefined, topUp: undefined },
  }));
}

/** There and back to the provider, in milliseconds. */
const networks = { steady: [200, 320], harsh: [120, 900] } as const;

const open = (
  seed: number,
  spanMs: number,
  scripts: Script[],
  weather: Weather = fair,
  providerLatencyMs: readonly [number, number] = networks.steady,
) => openStage({ seed, scene: scene(spanMs), weather, scripts, providerLatencyMs });

async function untilDone({ machine, watch }: Stage, orders: number): Promise<void> {
  const deadlineMs = machine.now() + 12 * 60 * minuteMs;
  while (watch.completions.length < orders && machine.now() < deadlineMs)
    await machine.runUntil(machine.now() + 10 * secondMs);
  if (watch.completions.length < orders)
    throw new Error(`${orders - watch.completions.length} of ${orders} orders are not complete`);
}

/** eSIMs a minute between the first and the last tenth of the orders. */
function steadyRate({ watch }: Stage): number {
  const done = [...watch.completions].sort((a, b) => a.atMs - b.atMs);
  const [from, to] = [Math.floor(done.length * 0.1), Math.floor(done.length * 0.9)];
  const esims = done.slice(from, to).reduce((sum, each) => sum + each.esims, 0);
  return esims / (((done[to]?.atMs ?? 0) - (done[from]?.atMs ?? 0)) / minuteMs);
}

const withoutCoalescing = 'without-coalescing';

async function printThroughput({ seed, mutant }: Command, print: Print): Promise<void> {
  const isAlone = mutant === withoutCoalescing;
  const kinds: [string, number[]][] = [
    ['one eSIM an order', [1]],
    ['1 to 5 eSIMs an order', [1, 1, 2, 3, 5]],
  ];
  for (const [network, latencyMs] of Object.entries(networks))
    for (const [what, quantities] of kinds) {
      const orders = isAlone ? 150 : 1_500;
      const scripts = arrivals(seed, orders, minuteMs, quantities);
      const stage = await open(seed, minuteMs, scripts, fair, latencyMs);
      await untilDone(stage, orders);
      const rate = steadyRate(stage).toFixed(1);
      const how = isAlone ? 'one order a provider order' : 'coalesced';
      print(
        `${rate.padStart(7)} eSIMs a minute, ${network} network, ${how}, ${what} (ceiling 200)`,
      );
      await stage.machine.close();
    }
  if (!isAlone) print(runVariant(seed).trimEnd());
}

/** The same figure on the engine as it would be if every order went alone. */
function runVariant(seed: number): string {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const wish = ['--figure', 'throughput', '--seed', String(seed), '--mutant', withoutCoalescing];
  const child = spawnSync(process.execPath, [main, ...wish], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(child.stderr);
  return child.stdout;
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
const seconds = (ms: number): string => `${(ms / secondMs).toFixed(1)} s`;

async function printLatency({ seed }: Command, print: Print): Promise<void> {
  for (const perMinute of [10, 100, 190]) {
    const minutes = perMinute === 10 ? 60 : 15;
    const orders = perMinute * minutes;
    const spanMs = minutes * minuteMs;
    const stage = await open(seed, spanMs, arrivals(seed, orders, spanMs, [1]));
    await untilDone(stage, orders);
    const sorted = stage.watch.completions.map(({ ms }) => ms).sort((a, b) => a - b);
    print(
      `${String(perMinute).padStart(4)} eSIMs a minute: paid to completed p50 ${seconds(percentile(sorted, 0.5))}, ` +
        `p99 ${seconds(percentile(sorted, 0.99))}, longest ${seconds(sorted.at(-1) ?? 0)} (${orders} orders)`,
    );
    await stage.machine.close();
  }
}

async function printRecovery({ seed }: Command, print: Print): Promise<void> {
  const [orders, outageMs] = [2_000, 60 * minuteMs];
  const outage: Weather = {
    ...fair,
    spells: [{ kind: 'provider-outage', fromMs: 0, toMs: outageMs, probability: 1 }],
  };
  const stage = await open(seed, outageMs, arrivals(seed, orders, outageMs, [1]), outage);
  const { machine, watch, startMs } = stage;
  await machine.runUntil(startMs + outageMs);
  const waiting = orders - watch.completions.length;
  await untilDone(stage, orders);
  const sorted = watch.completions
    .map(({ atMs }) => atMs - startMs - outageMs)
    .sort((a, b) => a - b);
  print(
    `${waiting} orders waited after an outage of one hour: the first was complete ${seconds(sorted[orders - waiting] ?? 0)} ` +
      `after its end, half of them after ${seconds(percentile(sorted, 0.5))}, the last after ` +
      `${((sorted.at(-1) ?? 0) / minuteMs).toFixed(1)} minutes (at 200 eSIMs a minute: ${(waiting / 200).toFixed(1)})`,
  );
  await machine.close();
}

/** What an order costs that meets no fault, by table; background jobs run beside and are taken off. */
async function printCost({ seed }: Command, print: Print): Promise<void> {
  const measure = async (orders: number) => {
    const spanMs = 20 * minuteMs;
    const stage = await open(seed, spanMs, arrivals(seed, orders, spanMs, [1]));
    await stage.machine.runUntil(stage.startMs + spanMs + 5 * minuteMs);
    const consumed = stage.machine.store.consumed();
    await stage.machine.close();
    return consumed;
  };
  const [many, none, orders] = [await measure(400), await measure(0), 400];
  let total = 0;
  for (const [table, { writeUnits }] of Object.entries(many)) {
    const each = (writeUnits - (none[table]?.writeUnits ?? 0)) / orders;
    total += each;
    if (each > 0) print(`${each.toFixed(2).padStart(7)} write units an order on ${table}`);
  }
  print(`${total.toFixed(2).padStart(7)} write units an order in all`);
}
