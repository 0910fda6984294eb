import type { WireBundle } from '../state/bundle.ts';
import { readCatalogue } from '../state/catalogue.ts';
import { defaultSettings } from '../state/settings.ts';
import { settleWorld } from '../state/settle.ts';
import { SECOND_MS } from '../state/wire.ts';
import { createWorld, type World } from '../state/world.ts';
import { type Courier, createCourier } from './callbacks.ts';
import type { Fault } from './faults.ts';
import { createLimiter, type Limiter } from './limiter.ts';

export interface Origin {
  apiKey: string;
  callbackUrl: string | null;
  seed: string;
  balanceMinor: number;
  catalogue: readonly WireBundle[];
}

/** One running provider: the world and what stands around it at the door. */
export interface Simulation {
  readonly origin: Origin;
  world: World;
  faults: Fault[];
  limiter: Limiter;
  courier: Courier;
}

export function createSimulation(origin: Origin): Simulation {
  return { origin, ...fresh(origin) };
}

export function reset(simulation: Simulation) {
  simulation.courier.close();
  Object.assign(simulation, fresh(simulation.origin));
}

function fresh(origin: Origin) {
  const { apiKey, callbackUrl, balanceMinor, seed } = origin;
  return {
    world: createWorld({
      settings: defaultSettings(apiKey, callbackUrl),
      balanceMinor,
      catalogue: readCatalogue(origin.catalogue),
      seed,
    }),
    faults: [],
    limiter: createLimiter(),
    courier: createCourier(),
  };
}

/** Real time plus the offset set by control: tests leap over days without waiting. */
export function nowOf({ world }: Simulation): number {
  return Date.now() + world.settings.clockOffsetSeconds * SECOND_MS;
}

export function tick(simulation: Simulation) {
  settleWorld(simulation.world, nowOf(simulation));
  simulation.courier.dispatch(simulation.world);
}
