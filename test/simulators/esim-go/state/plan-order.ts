import type { Bundle } from './bundle.ts';
import { requireBundle } from './catalogue.ts';
import { openAssignments } from './esim.ts';
import { liveEsim } from './esims.ts';
import type { OrderLine, Unit } from './order.ts';
import type { LineRequest, OrderRequest } from './read-order.ts';
import { refuse } from './refusal.ts';
import type { World } from './world.ts';

const BUNDLES_PER_ESIM_MAX = 30;

export interface Plan {
  lines: OrderLine[];
  units: Unit[];
  totalMinor: number;
}

/** All checks and the price of an order, without any effect: serves validate and transaction alike. */
export function planOrder(world: World, request: OrderRequest, now: number): Plan {
  const quantity = request.lines.reduce((sum, line) => sum + line.quantity, 0);
  const maximum = world.settings.maxItemsPerOrder;
  if (maximum > 0 && quantity > maximum) refuse(400, `at most ${maximum} items per order`);
  const planned = request.lines.map((line, index) => planLine(world, line, index, now));
  const units = planned.flatMap((part) => part.units);
  requireRoom(world, units);
  return {
    lines: planned.map((part) => part.line),
    units,
    totalMinor: units.reduce((sum, unit) => sum + unit.paidMinor, 0),
  };
}

function planLine(world: World, request: LineRequest, index: number, now: number) {
  const bundle = requireBundle(world, request.item);
  const targets = Array.from({ length: request.quantity }, (_, at) => request.iccids?.[at] ?? null);
  const line: OrderLine = {
    type: 'bundle',
    item: bundle.name,
    quantity: request.quantity,
    unitMinor: bundle.priceMinor,
    allowReassign: request.allowReassign,
    iccids: [],
  };
  const units = targets.map(
    (target): Unit => ({
      line: index,
      bundle,
      target: target && chooseTarget(world, target, bundle, request.allowReassign, now),
      purchasedAt: now,
      paidMinor: bundle.priceMinor,
    }),
  );
  return { line, units };
}

/** Profiles come from several operators; a bundle for another one needs a new eSIM (null) or is refused. */
export function chooseTarget(
  world: World,
  iccid: string,
  bundle: Bundle,
  allowReassign: boolean,
  now: number,
): string | null {
  const esim = liveEsim(world, iccid, now);
  if (esim.profileName === bundle.profileName) return iccid;
  return allowReassign ? null : refuse(400, `bundle ${bundle.name} does not fit eSIM ${iccid}`);
}

export function requireRoom(world: World, units: Unit[]) {
  const added = new Map<string, number>();
  for (const { target } of units) if (target) added.set(target, (added.get(target) ?? 0) + 1);
  for (const [iccid, count] of added) {
    const esim = world.esims.get(iccid);
    const held = (esim ? openAssignments(esim).length : 0) + onTheWay(world, iccid);
    if (held + count > BUNDLES_PER_ESIM_MAX) {
      refuse(400, `eSIM ${iccid} can hold at most ${BUNDLES_PER_ESIM_MAX} bundles`);
    }
  }
}

function onTheWay(world: World, iccid: string): number {
  const units = world.pendingOrders.flatMap((order) => order.units);
  return units.filter(({ target }) => target === iccid).length;
}
