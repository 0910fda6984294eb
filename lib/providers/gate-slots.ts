/** Slots for orders: one in each gap, to one worker; while the circuit is not closed, only to a probe. */
import { randomUUID } from 'node:crypto';
import type { Item } from '../platform/dynamodb.ts';
import { log } from '../platform/observability.ts';
import { circuitOf } from './gate-circuit.ts';
import { clockErrorMs, type GateItem, isPast, numberIn } from './gate-item.ts';

export type Slot =
  | { granted: true; probe: boolean; nextInMs: number; holder: string }
  | { granted: false; because: 'GAP' | 'BLOCKED' | 'OPEN'; waitMs: number };

export interface SlotSettings {
  orderGapMs: number;
  /** A probe whose worker died frees its place after this. */
  probeMs: number;
}

const isFree = `(attribute_not_exists(orderAt) OR orderAt <= :now OR orderAt > :wrong) AND ${isPast('blockedUntil')}`;

export async function takeOrderSlot(
  gate: GateItem,
  { orderGapMs, probeMs }: SlotSettings,
  now: Date,
): Promise<Slot> {
  const nowMs = now.getTime();
  const holder = randomUUID();
  const next = nowMs + orderGapMs;
  const values = { ':now': nowMs, ':next': next, ':wrong': next + clockErrorMs, ':holder': holder };
  const granted = (probe: boolean): Slot => ({
    ...{ granted: true, probe, nextInMs: orderGapMs, holder },
  });

  const slot = await gate.change({
    set: 'SET orderAt = :next, holder = :holder',
    condition: `${isFree} AND attribute_not_exists(circuit)`,
    values,
  });
  // The client repeats a call whose answer got lost: our own first try may have taken the slot.
  if (slot.done || slot.item?.holder === holder) return granted(false);
  if (circuitOf(slot.item) === 'CLOSED' || (numberIn(slot.item, 'probeAt') ?? 0) > nowMs)
    return refusal(slot.item, nowMs);

  const probe = await gate.change({
    set: 'SET orderAt = :next, holder = :holder, circuit = :half, probeAt = :lease',
    condition: `${isFree} AND attribute_exists(circuit) AND ${isPast('probeAt')}`,
    values: { ...values, ':half': 'HALF_OPEN', ':lease': nowMs + probeMs },
  });
  if (!probe.done && probe.item?.holder !== holder) return refusal(probe.item, nowMs);
  log('info', 'a probe order goes to the provider', { provider: gate.provider });
  return granted(true);
}

/** The slot was not used up after all: the next order may go in `waitMs`, unless somebody went since. */
export async function giveBack(
  gate: GateItem,
  { holder }: { holder: string },
  waitMs: number,
  now: Date,
): Promise<void> {
  await gate.change({
    set: 'SET orderAt = :next',
    condition: 'holder = :holder AND orderAt > :next',
    values: { ':holder': holder, ':next': now.getTime() + waitMs },
  });
}

function refusal(item: Item | undefined, nowMs: number): Slot {
  const wait = (name: string) => Math.max(0, (numberIn(item, name) ?? 0) - nowMs);
  const blockedMs = wait('blockedUntil');
  const freeMs = Math.max(wait('orderAt'), blockedMs);
  if (circuitOf(item) !== 'CLOSED')
    return { granted: false, because: 'OPEN', waitMs: Math.max(wait('probeAt'), freeMs) };
  return { granted: false, because: blockedMs > 0 ? 'BLOCKED' : 'GAP', waitMs: freeMs };
}
