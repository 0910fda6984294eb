/**
 * The gate in front of a provider, shared by all functions: how fast it may be asked, and whether it
 * may be asked at all. An order without faults costs one write unit here: its slot.
 */
import { get } from '../platform/dynamodb.ts';
import { type Circuit, type CircuitSettings, circuitOf, fault, well } from './gate-circuit.ts';
import { type GateMemory, gateItem, gateKey, memoryOf, numberIn } from './gate-item.ts';
import { giveBack, type Slot, type SlotSettings, takeOrderSlot } from './gate-slots.ts';
import { learn, limitOf, type Told, takeTokens } from './gate-tokens.ts';
import type { ProviderName } from './port.ts';

export type { Circuit } from './gate-circuit.ts';
export { gateKey } from './gate-item.ts';
export type { Slot } from './gate-slots.ts';

export interface GateState {
  circuit: Circuit;
  faults: number;
  /** ISO times; absent when there is nothing to wait for. */
  nextOrderAt?: string;
  blockedUntil?: string;
  probeAt?: string;
  limit: number;
}

export interface Gate {
  /** The right to send one order now. Never waits. */
  takeOrderSlot(now: Date): Promise<Slot>;
  /** The provider refused the slot's order for its limits. */
  giveBack(slot: { holder: string }, waitMs: number, now: Date): Promise<void>;
  /** Tokens for one read; waits a second or two within the budget, else throws ProviderUnavailable. */
  takeTokens(route: string, budgetMs: number): Promise<void>;
  /** Never rejects. Writes only what is new, and that everybody has to stop for a while. */
  learn(route: string, told: Told): Promise<void>;
  /** The provider failed at an order; `probeAt` unless the circuit is closed after that. */
  fault(now: Date): Promise<{ circuit: Circuit; probeAt?: Date }>;
  /** The provider decided something by itself: whatever it was, it is well. */
  well(now: Date): Promise<void>;
  state(): Promise<GateState>;
}

export type GateSettings = SlotSettings & CircuitSettings;

const defaults: GateSettings = {
  orderGapMs: 3_000,
  probeMs: 60_000,
  faultsMax: 5,
  openMs: 15_000,
  openMaxMs: 300_000,
};

/** All gates of a provider in one process share their memory, unless one is given. */
export function gateOf(
  provider: ProviderName,
  settings: Partial<GateSettings> = {},
  memory: GateMemory = memoryOf(provider),
): Gate {
  const item = gateItem(provider, memory);
  const all = { ...defaults, ...settings };
  return {
    takeOrderSlot: (now) => takeOrderSlot(item, all, now),
    giveBack: (slot, waitMs, now) => giveBack(item, slot, waitMs, now),
    takeTokens: (route, budgetMs) => takeTokens(item, route, budgetMs),
    learn: (route, told) => learn(item, route, told),
    fault: (now) => fault(item, all, now),
    well: () => well(item),
    state: () => stateOf(provider),
  };
}

async function stateOf(provider: ProviderName): Promise<GateState> {
  const item = await get('providers', gateKey(provider), { consistent: true });
  const time = (as: string, attribute: string) => {
    const ms = numberIn(item, attribute);
    return ms === undefined ? {} : { [as]: new Date(ms).toISOString() };
  };
  return {
    circuit: circuitOf(item),
    faults: numberIn(item, 'faults') ?? 0,
    limit: limitOf(item),
    ...time('nextOrderAt', 'orderAt'),
    ...time('blockedUntil', 'blockedUntil'),
    ...time('probeAt', 'probeAt'),
  };
}
