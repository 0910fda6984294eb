import type { Bundle } from './bundle.ts';
import { accept } from './fulfil-order.ts';
import { takeFromStock } from './inventory.ts';
import { isObject, type Json } from './json.ts';
import type { Order, Unit } from './order.ts';
import { chooseTarget, requireRoom } from './plan-order.ts';
import { refuse } from './refusal.ts';
import type { World } from './world.ts';

interface ApplyEntry {
  name: string;
  iccid: string | null;
  repeat: number;
  allowReassign: boolean;
}

/** Puts pre-bought bundles on eSIMs. Not idempotent: a second call takes a second unit from stock. */
export function applyBundles(world: World, body: unknown, sourceIp: string, now: number): Order {
  const wanted = readApply(body).flatMap((entry) =>
    Array.from({ length: entry.repeat }, () => entry),
  );
  const names = wanted.map(({ name }) => name);
  const batches = takeFromStock(world, names, now) ?? refuse(403, 'no bundles left in inventory');
  try {
    const units = wanted.map((entry, index): Unit => {
      const { bundle, purchasedAt, paidMinor } = batches[index] ?? refuse(403, 'no bundles left');
      return {
        line: 0,
        bundle,
        target: targetOf(world, entry, bundle, now),
        purchasedAt,
        paidMinor,
      };
    });
    requireRoom(world, units);
    return accept(world, applied(world, units, sourceIp), units.length, now);
  } catch (error) {
    for (const batch of batches) batch.remaining += 1;
    throw error;
  }
}

function targetOf(world: World, entry: ApplyEntry, bundle: Bundle, now: number): string | null {
  return entry.iccid && chooseTarget(world, entry.iccid, bundle, entry.allowReassign, now);
}

/** In the order list an apply shows as a `bundleAssignment` without quantity and price. */
function applied(world: World, units: Unit[], sourceIp: string) {
  const applyReference = world.ids.uuid();
  const line = { item: applyReference, quantity: 0, unitMinor: 0, allowReassign: false };
  return {
    kind: 'apply' as const,
    applyReference,
    assign: true,
    profileId: null,
    lines: [{ ...line, type: 'bundleAssignment' as const, iccids: [] }],
    units,
    totalMinor: 0,
    sourceIp,
  };
}

export function applyView(order: Order) {
  const iccids = order.lines[0]?.iccids ?? [];
  return {
    esims: iccids.map((iccid, index) => ({
      iccid,
      status: 'Successfully Applied Bundle',
      bundle: order.units[index]?.bundle.name,
    })),
    applyReference: order.applyReference,
  };
}

function readApply(body: unknown): ApplyEntry[] {
  if (!isObject(body)) refuse(400, 'body must be a JSON object');
  if (body.bundles === undefined) return [readEntry(body)];
  if (!Array.isArray(body.bundles) || body.bundles.length === 0) {
    refuse(400, 'bundles must be a non-empty array');
  }
  return body.bundles.map((entry) =>
    isObject(entry) && entry.iccid === undefined
      ? readEntry(entry)
      : refuse(400, 'bundles must be objects without iccid'),
  );
}

function readEntry({ name, iccid = null, repeat, allowReassign = false }: Json): ApplyEntry {
  if (typeof name !== 'string' || name === '') refuse(400, 'name must be a bundle name');
  if (iccid !== null && typeof iccid !== 'string') refuse(400, 'iccid must be a string');
  if (iccid !== null && repeat !== undefined) refuse(400, 'repeat cannot be combined with iccid');
  const times = Number(repeat ?? 1);
  if (!Number.isSafeInteger(times) || times < 1) refuse(400, 'repeat must be a positive integer');
  if (typeof allowReassign !== 'boolean') refuse(400, 'allowReassign must be a boolean');
  return { name, iccid, repeat: times, allowReassign };
}
