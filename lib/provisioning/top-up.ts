/**
 * A top-up is bought exactly once by comparing: before its first attempt the eSIM is locked for it,
 * and the assignments of its bundle to the eSIM are written down. What is there later and was not
 * there then, this order has bought, whatever became of the answer.
 */
import type { Esim } from '../esims/esim.ts';
import { sameEsim, topUpLock } from '../esims/items.ts';
import { readEsim } from '../esims/read.ts';
import { changedOrder } from '../orders/items.ts';
import { moved, type Order, type TopUp } from '../orders/order.ts';
import { readOrder } from '../orders/read.ts';
import { transact } from '../platform/dynamodb.ts';
import { log } from '../platform/observability.ts';
import { type EsimReading, ProviderUnavailable } from '../providers/port.ts';
import { complete } from './complete.ts';
import { notPlaced } from './transitions.ts';
import { fail, moment, type Provisioning, saved } from './work.ts';

/** May its attempt begin? */
export const isPrepared = ({ topUp }: Order): boolean =>
  topUp === undefined || topUp.before !== undefined;

const waitsMs = { unreadable: 15_000, locked: 30_000, changed: 5_000 };

/** The order with what its eSIM holds, ready for its first attempt; undefined when it has to wait. */
export async function prepared(order: Order, deps: Provisioning): Promise<Order | undefined> {
  const topUp = topUpOf(order);
  // First: a top-up that is completed while the provider is asked shows in the eSIM's version.
  const esim = await readEsim(topUp.esimId);
  if (!esim) throw new Error(`the eSIM of ${order.id} is gone`);
  const held = await heldNow(order, deps).catch(unreadable);
  if (held === 'GONE') {
    log('warn', 'the eSIM of a top-up is no longer ours', { orderId: order.id });
    await fail(order, 'PROVIDER_REFUSED', deps);
    return undefined;
  }
  if (held === 'UNREADABLE' || !(await showsLastSale(held, esim, order, deps)))
    return putOff(order, waitsMs.unreadable, deps);
  const ready = moved(order, order.status, moment(order, deps), {
    topUp: { ...topUp, before: held },
  });
  const outcome = await transact({
    order: changedOrder(order, ready),
    lock: topUpLock(topUp.esimId, order.id),
    esim: sameEsim(esim),
  });
  if (outcome.ok) return ready;
  const { lock, esim: changed } = outcome.refused;
  // Another top-up of this eSIM is not done yet, or was done just now.
  if (lock) return putOff(order, waitsMs.locked, deps);
  if (changed) return putOff(order, waitsMs.changed, deps);
  return undefined;
}

function unreadable(error: unknown): 'UNREADABLE' {
  if (error instanceof ProviderUnavailable) return 'UNREADABLE';
  throw error;
}

/**
 * What was sold to the eSIM a moment ago has to be among what it holds: seen for the first time later,
 * it would be taken for what this order bought.
 */
async function showsLastSale(
  held: string[],
  { orderId, bundleCode, createdAt, topUps = [] }: Esim,
  order: Order,
  { clock, timings }: Provisioning,
): Promise<boolean> {
  const sales = [{ orderId, bundleCode, addedAt: createdAt }, ...topUps];
  const last = sales.findLast((sale) => sale.bundleCode === order.bundleCode);
  const isOld = (soldAt: string) =>
    Date.parse(soldAt) + timings.settleSeconds * 1000 < clock().getTime();
  if (!last || isOld(last.addedAt)) return true;
  const before = (await readOrder(last.orderId, { consistent: true }))?.topUp?.before ?? [];
  return held.some((id) => !before.includes(id));
}

/** Not yet begun, so nothing is bought: it waits apart from those that may ride now. */
async function putOff(order: Order, retryAfterMs: number, deps: Provisioning): Promise<undefined> {
  const wait = { retryAfterMs, backOff: false };
  if (await saved(order, notPlaced(order, wait, moment(order, deps))))
    await deps.wake(retryAfterMs / 1000);
}

/**
 * True when the eSIM shows that the order was bought, although no list of the provider's does: it is
 * completed then, and the new assignment claimed in place of a line. Throws when nobody can tell.
 */
export async function completeByEsim(order: Order, deps: Provisioning): Promise<boolean> {
  const { before } = topUpOf(order);
  const held = await heldNow(order, deps);
  if (held === 'GONE' || !before)
    throw new Error(`the assignments of ${order.id} cannot be compared`);
  for (const id of held.filter((each) => !before.includes(each))) {
    const line = { provider: deps.provider.name, reference: `assignment-${id}`, line: 0 };
    const done = await complete(order, { ...line, esims: [] }, moment(order, deps));
    if (done !== 'CLAIMED_BY_ANOTHER') return true;
  }
  return false;
}

/** Ids of what its eSIM holds of its bundle. */
async function heldNow(order: Order, { provider }: Provisioning): Promise<string[] | 'GONE'> {
  const reading = await provider.esim(topUpOf(order).iccid);
  return reading ? assignmentsOf(reading, order.bundleCode) : 'GONE';
}

function assignmentsOf({ bundles }: EsimReading, code: string): string[] {
  const ids = bundles
    .filter(({ bundleCode }) => bundleCode === code)
    .map(({ assignmentId }) => assignmentId);
  if (ids.includes('')) throw new ProviderUnavailable('assignments without ids tell nothing');
  return ids;
}

function topUpOf({ id, topUp }: Order): TopUp {
  if (!topUp) throw new Error(`order ${id} tops nothing up`);
  return topUp;
}
