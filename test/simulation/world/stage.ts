/** A seed's machine with everything on it: shop, scripts on their way, faults, and whoever watches. */
import { type Machine, openMachine } from '../runtime/machine.ts';
import { buyByCard } from './card-buyer.ts';
import type { Street } from './client.ts';
import { scheduleLife } from './events-of-life.ts';
import { type SeedFaults, type Selection, seedFaults } from './faults.ts';
import { gather } from './gather.ts';
import type { Evidence, Received, Violation } from './invariants/evidence.ts';
import { receivedViolations } from './invariants/told.ts';
import type { Scene } from './scene.ts';
import type { Script } from './script.ts';
import { openShop, type Shop } from './shop.ts';
import { timings } from './timings.ts';
import { openTracing, type Tracing } from './tracing.ts';
import { buyAsVendor } from './vendor-buyer.ts';
import { type Watch, watchChanges } from './watch.ts';
import type { Weather } from './weather.ts';
import { openWitness, type Witness } from './witness.ts';

export interface Stage {
  machine: Machine;
  faults: SeedFaults;
  shop: Shop;
  witness: Witness;
  watch: Watch;
  tracing: Tracing;
  received: Received[];
  violations: Violation[];
  /** When the orders began. */
  startMs: number;
}

/** The same for every machine: nothing of one outlives it, and a run repeated alone is the same run. */
const bornMs = Date.UTC(2027, 0, 2, 6);

export async function openStage(
  plan: {
    seed: number;
    scene: Scene;
    weather: Weather;
    scripts: readonly Script[];
    /** There and back to the provider; without, a harsh network's. */
    providerLatencyMs?: readonly [number, number] | undefined;
  },
  selection: Selection = {},
): Promise<Stage> {
  const { seed, scene, weather, scripts } = plan;
  const tracing = openTracing();
  let now = () => bornMs;
  const faults = seedFaults(seed, weather, () => now(), selection);
  const { trace } = tracing;
  const { providerLatencyMs } = plan;
  const machine = await openMachine({
    ...{ seed, faults, trace, timings, startMs: bornMs, providerLatencyMs },
  });
  now = machine.now;
  const watch = watchChanges(machine);
  const shop = await inMachine(machine, () => openShop(machine, scene));
  const stage: Stage = {
    ...{ machine, faults, shop, watch, tracing, witness: openWitness() },
    ...{ received: [], violations: [], startMs: machine.now() },
  };
  machine.receivers.onDelivery((delivery) => {
    stage.received.push(delivery);
    stage.violations.push(...receivedViolations(delivery, shop.secrets.get(delivery.url)));
  });
  faults.start();
  trace(machine.now(), 'world', `${weather.profile}, ${scene.vendors.length} vendors`);
  const street: Street = { machine, faults };
  for (const script of scripts) scheduleBuyer(street, script, stage);
  scheduleLife(street, seed, scene, shop);
  return stage;
}

/** Work of somebody inside the machine: its chance is the seed's, and time passes for it. */
async function inMachine<T>(machine: Machine, work: () => Promise<T>): Promise<T> {
  let done: T | undefined;
  machine.at(machine.now(), async () => {
    done = await work();
  });
  while (done === undefined) await machine.runUntil(machine.now() + 1_000);
  return done;
}

function scheduleBuyer(street: Street, script: Script, { machine, shop, witness }: Stage): void {
  const buy = script.channel === 'VENDOR' ? buyAsVendor : buyByCard;
  machine.at(machine.now() + script.atMs, () => buy(street, script, shop, witness));
}

export const evidenceOf = ({ machine, witness, received }: Stage): Evidence =>
  gather(machine, witness, received);
