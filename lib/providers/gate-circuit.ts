/**
 * The circuit: faults in a row open it, for longer each time; then single probes go, until one of
 * them finds the provider well. Faults that lie far apart are no row.
 */
import type { Item } from '../platform/dynamodb.ts';
import { count, log } from '../platform/observability.ts';
import { type GateItem, numberIn } from './gate-item.ts';

export type Circuit = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

export interface CircuitSettings {
  /** So many faults in a row open it. */
  faultsMax: number;
  /** It stays open for so long, then twice as long each time, at most `openMaxMs`. */
  openMs: number;
  openMaxMs: number;
}

/** A fault older than this does not help to open the circuit. */
const faultWindowMs = 60_000;

export const circuitOf = (item: Item | undefined): Circuit =>
  (item?.circuit as Circuit | undefined) ?? 'CLOSED';

export async function fault(
  gate: GateItem,
  { faultsMax, openMs, openMaxMs }: CircuitSettings,
  now: Date,
): Promise<{ circuit: Circuit; probeAt?: Date }> {
  const counted = await countFault(gate, now.getTime());
  const circuit = circuitOf(counted);
  const isRow = (numberIn(counted, 'faults') ?? 0) >= faultsMax;
  if (circuit === 'OPEN' || (circuit === 'CLOSED' && !isRow)) return stateIn(counted);
  const opens = (numberIn(counted, 'opens') ?? 0) + 1;
  const openForMs = Math.min(openMaxMs, openMs * 2 ** Math.min(opens - 1, 20));
  const opened = await gate.change({
    set: 'SET circuit = :open, opens = :opens, probeAt = :probeAt',
    ...(circuit === 'CLOSED'
      ? { condition: 'attribute_not_exists(circuit) AND faults >= :max' }
      : { condition: 'circuit = :half AND probeAt = :seen' }),
    values: {
      ...{ ':open': 'OPEN', ':opens': opens, ':probeAt': now.getTime() + openForMs },
      ...(circuit === 'CLOSED'
        ? { ':max': faultsMax }
        : { ':half': 'HALF_OPEN', ':seen': counted?.probeAt }),
    },
  });
  if (opened.done) {
    count('ProviderCircuitOpened');
    log('error', 'the circuit is open', { provider: gate.provider, opens, openForMs });
  }
  return stateIn(opened.item);
}

async function countFault(gate: GateItem, nowMs: number): Promise<Item | undefined> {
  const values = { ':now': nowMs, ':one': 1, ':old': nowMs - faultWindowMs };
  const further = () =>
    gate.change({
      set: 'SET faults = faults + :one, faultAt = :now',
      condition: 'faultAt > :old',
      values,
    });
  const counted = await further();
  if (counted.done) return counted.item;
  const first = await gate.change({
    set: 'SET faults = :one, faultAt = :now',
    condition: 'attribute_not_exists(faultAt) OR faultAt <= :old',
    values,
  });
  // Another was the first in between.
  return first.done ? first.item : (await further()).item;
}

/**
 * The provider is well. Nothing is written when this process saw no trouble at its last look, which
 * is the slot of this very order: a fault counted since then by another is ended by the next order's.
 */
export async function well(gate: GateItem): Promise<void> {
  const { seen } = gate.memory;
  if (seen && seen.faults === undefined && circuitOf(seen) === 'CLOSED') return;
  const { done } = await gate.change({
    set: 'REMOVE faults, faultAt, circuit, opens, probeAt',
    condition: 'attribute_exists(faults) OR attribute_exists(circuit)',
  });
  if (done && circuitOf(seen) !== 'CLOSED')
    log('info', 'the circuit is closed', { provider: gate.provider });
}

function stateIn(item: Item | undefined): { circuit: Circuit; probeAt?: Date } {
  const circuit = circuitOf(item);
  const probeAt = numberIn(item, 'probeAt');
  return circuit === 'CLOSED' || probeAt === undefined
    ? { circuit }
    : { circuit, probeAt: new Date(probeAt) };
}
