import { assignBundle, issueEsim } from './esims.ts';
import { addBatch } from './inventory.ts';
import type { Order, Unit } from './order.ts';
import { SECOND_MS } from './wire.ts';
import type { World } from './world.ts';

type Accepted = Pick<
  Order,
  'kind' | 'applyReference' | 'assign' | 'profileId' | 'lines' | 'units' | 'totalMinor' | 'sourceIp'
>;

/** Registers an order that passed all checks; above the threshold it is delivered later. */
export function accept(world: World, accepted: Accepted, bundles: number, now: number): Order {
  const { asyncAboveBundles, asyncSeconds, orderVisibilityDelaySeconds } = world.settings;
  const later = bundles > asyncAboveBundles;
  const order: Order = {
    ...accepted,
    reference: world.ids.uuid(),
    sequence: world.orders.length,
    createdAt: now,
    visibleAt: now + orderVisibilityDelaySeconds * SECOND_MS,
    completesAt: later ? now + asyncSeconds * SECOND_MS : now,
    status: 'processing',
    runningBalanceMinor: world.balanceMinor,
  };
  world.orders.push(order);
  world.ordersByReference.set(order.reference, order);
  if (order.applyReference) world.ordersByReference.set(order.applyReference, order);
  if (later) world.pendingOrders.push(order);
  else fulfil(world, order);
  return order;
}

export function settleOrders(world: World, now: number) {
  if (world.pendingOrders.length === 0) return;
  const due = world.pendingOrders.filter((order) => now >= order.completesAt);
  world.pendingOrders = world.pendingOrders.filter((order) => now < order.completesAt);
  for (const order of due) fulfil(world, order);
}

function fulfil(world: World, order: Order) {
  const at = order.completesAt;
  if (order.assign) {
    for (const [index, unit] of order.units.entries()) deliver(world, order, unit, index, at);
  } else {
    for (const index of order.lines.keys()) stock(world, order, index, at);
  }
  order.status = 'completed';
}

function deliver(world: World, order: Order, unit: Unit, index: number, at: number) {
  const { bundle, target, purchasedAt, paidMinor } = unit;
  const known = target === null ? undefined : world.esims.get(target);
  const esim = known ?? issueEsim(world, bundle.profileName, order.profileId, at);
  const reference = `${order.applyReference ?? order.reference}-${index}`;
  assignBundle(world, esim, bundle, { reference, purchasedAt, paidMinor }, at);
  order.lines[unit.line]?.iccids.push(esim.iccid);
}

function stock(world: World, order: Order, line: number, at: number) {
  const units = order.units.filter((unit) => unit.line === line);
  const [first] = units;
  if (first) addBatch(world, first.bundle, units.length, first.paidMinor, at);
}
