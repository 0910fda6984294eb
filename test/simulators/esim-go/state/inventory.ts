import { credit } from './balance.ts';
import type { Bundle } from './bundle.ts';
import type { Batch } from './order.ts';
import { refuse } from './refusal.ts';
import { DAY_MS, timestamp, YEAR_MS } from './wire.ts';
import type { World } from './world.ts';

export const REFUND_WINDOW_MS = 60 * DAY_MS;

export function addBatch(
  world: World,
  bundle: Bundle,
  quantity: number,
  paidMinor: number,
  purchasedAt: number,
): Batch {
  const batch: Batch = {
    id: world.ids.usageId(),
    bundle,
    total: quantity,
    remaining: quantity,
    purchasedAt,
    expiresAt: purchasedAt + YEAR_MS,
    paidMinor,
  };
  world.batches.push(batch);
  return batch;
}

function usable(world: World, now: number): Batch[] {
  return world.batches.filter((batch) => batch.remaining > 0 && now < batch.expiresAt);
}

/** Takes the units that expire first. All or nothing: null when the stock does not reach. */
export function takeFromStock(world: World, names: string[], now: number): Batch[] | null {
  const taken: Batch[] = [];
  for (const name of names) {
    const batch = usable(world, now)
      .sort((a, b) => a.expiresAt - b.expiresAt)
      .find((candidate) => candidate.bundle.name === name);
    if (!batch) break;
    batch.remaining -= 1;
    taken.push(batch);
  }
  if (taken.length === names.length) return taken;
  for (const batch of taken) batch.remaining += 1;
  return null;
}

export function inventoryView(world: World, now: number) {
  const batches = usable(world, now);
  const names = new Set(batches.map((batch) => batch.bundle.name));
  return {
    bundles: [...names].map((name) => stockView(batches.filter((it) => it.bundle.name === name))),
  };
}

function stockView(batches: Batch[]) {
  const bundle = batches[0]?.bundle;
  return {
    name: bundle?.name,
    desc: bundle?.description,
    useDms: false,
    available: batches.map(({ id, total, remaining, expiresAt }) => ({
      id,
      total,
      remaining,
      expiry: timestamp(expiresAt).slice(0, 10),
    })),
    countries: bundle?.countries.map((country) => country.name),
    data: bundle?.dataAmount,
    duration: bundle?.duration,
    durationUnit: 'day',
    autostart: bundle?.autostart,
    unlimited: bundle?.unlimited,
    speed: bundle?.speed.length ? bundle.speed : null,
    allowances: bundle?.allowances,
  };
}

export function refundStock(world: World, usageId: unknown, quantity: unknown, now: number) {
  if (!world.settings.refundsEnabled) refuse(403, 'refunds are not enabled for this organisation');
  const batch = usable(world, now).find(({ id }) => id === usageId);
  if (!batch) refuse(400, 'unknown usageId');
  const count = Number(quantity);
  if (!Number.isSafeInteger(quantity) || count < 1 || count > batch.remaining) {
    refuse(400, 'quantity must be between 1 and the remaining bundles');
  }
  if (now - batch.purchasedAt > REFUND_WINDOW_MS) refuse(400, 'refund period has passed');
  batch.remaining -= count;
  credit(world, count * batch.paidMinor);
  world.tally.refundedMinor += count * batch.paidMinor;
  return { status: 'Successfully refunded bundles to balance' };
}
