/**
 * Drives every order that has not moved in time to its end, without a person. Undelivered eSIMs of
 * one bundle and quantity are interchangeable: any unclaimed purchase may serve any waiting order.
 */
import { dueOrderIds } from '../orders/due.ts';
import { dueKeys } from '../orders/items.ts';
import type { Order } from '../orders/order.ts';
import { readOrder } from '../orders/read.ts';
import { count, log } from '../platform/observability.ts';
import type { PlacedOrder } from '../providers/port.ts';
import { bought, fail, moment, type Provisioning, save, saved } from './provision.ts';
import { unclaimedPurchases } from './purchases.ts';
import {
  type At,
  announcedAgain,
  cleared,
  isOverdue,
  isSettled,
  postponed,
  resendsMax,
  unknown,
} from './transitions.ts';

/** The provider's clock and ours may differ by this much. */
const clockMarginMs = 120_000;
const perShardMax = 100;

export interface ReconcileReport {
  looked: number;
  announced: number;
  parked: number;
  matched: number;
  cleared: number;
  failed: number;
  errors: number;
}

export async function reconcile(deps: Provisioning): Promise<ReconcileReport> {
  const report = {
    looked: 0,
    announced: 0,
    parked: 0,
    matched: 0,
    cleared: 0,
    failed: 0,
    errors: 0,
  };
  const due = await dueOrders(deps.clock());
  report.looked = due.length;
  const waiting: Order[] = [];
  for (const order of due) {
    const parked = await guarded(order, report, deps, () => wake(order, report, deps));
    if (parked) waiting.push(parked);
  }
  await matchWaiting(waiting, report, deps);
  count('OrdersReconciled', report.matched);
  return report;
}

/** Overdue orders as they stand now, the most overdue first. */
async function dueOrders(now: Date): Promise<Order[]> {
  const ids = await dueOrderIds(dueKeys, now, perShardMax);
  const orders = await Promise.all(ids.map((id) => readOrder(id, { consistent: true })));
  const due = (order: Order | undefined): order is Order & { dueAt: string } =>
    order?.dueAt !== undefined && order.dueAt <= now.toISOString();
  return orders.filter(due).sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
}

/**
 * One stuck order must not keep the others from being looked at. What cannot be looked up for so long
 * that the buyer has waited too long fails, although its outcome is unknown.
 */
async function guarded<T>(
  order: Order,
  report: ReconcileReport,
  deps: Provisioning,
  run: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    report.errors += 1;
    log('error', 'reconciling an order failed', { orderId: order.id, error });
    await giveUpOverdue(order, report, deps).catch((again: unknown) =>
      log('error', 'giving up an order failed', { orderId: order.id, error: again }),
    );
    return undefined;
  }
}

async function giveUpOverdue(order: Order, report: ReconcileReport, deps: Provisioning) {
  const current = await readOrder(order.id, { consistent: true });
  if (current?.status !== 'PENDING_SYNC' || !isOverdue(current, moment(current, deps))) return;
  report.failed += 1;
  count('OrdersGivenUpUnknown');
  await fail(current, 'PROVIDER_UNAVAILABLE', deps);
}

/** Does what needs no look at the provider; returns the order when it does. */
async function wake(
  order: Order,
  report: ReconcileReport,
  deps: Provisioning,
): Promise<Order | undefined> {
  const at = moment(order, deps);
  if (order.status === 'PAID' || order.status === 'FAILED') {
    report.announced += 1;
    await save(order, announcedAgain(order, at));
    return undefined;
  }
  if (order.status === 'PENDING_SYNC') return order;
  if (order.status !== 'PROVISIONING') return undefined;
  if (order.attemptState === 'NOT_PLACED' || order.attemptState === 'RESEND') {
    report.announced += 1;
    await save(order, announcedAgain(order, at));
    return undefined;
  }
  // Its worker is gone (no worker lives that long): whether it bought is unknown.
  report.parked += 1;
  const parked = unknown(order, at);
  return (await saved(order, parked)) ? parked : undefined;
}

async function matchWaiting(orders: Order[], report: ReconcileReport, deps: Provisioning) {
  for (const order of orders.filter((each) => each.providerReference !== undefined))
    await guarded(order, report, deps, () => follow(order, report, deps));
  const lost = orders.filter((each) => each.providerReference === undefined);
  if (lost.length === 0) return;
  const listed = await listedNow(lost, deps).catch((error: unknown) => {
    log('error', 'the purchases of lost orders cannot be listed', { error });
    return undefined;
  });
  for (const order of lost)
    await guarded(order, report, deps, async () => {
      if (!listed) throw new Error('no list of purchases');
      await match(order, listed, report, deps);
    });
}

interface Listed {
  /** Unclaimed; who takes one removes it. */
  free: PlacedOrder[];
  /** Before the list was asked for: what it does not show is unknown for any later moment. */
  now: Date;
}

/** Made from the oldest lost attempt on until the newest one has surely settled. */
async function listedNow(lost: Order[], deps: Provisioning): Promise<Listed> {
  const now = deps.clock();
  const { inFlightSeconds, settleSeconds } = deps.timings;
  const starts = lost.map((order) => Date.parse(order.attemptStartedAt ?? order.createdAt));
  const settled = Math.max(...starts) + (inFlightSeconds + settleSeconds) * 1000;
  const from = new Date(Math.min(...starts) - clockMarginMs);
  const to = new Date(Math.min(settled, now.getTime()) + clockMarginMs);
  return { free: await unclaimedPurchases({ from, to }, deps.provider), now };
}

/** The provider's order is known and claimed: ask how it stands. */
async function follow(order: Order, report: ReconcileReport, deps: Provisioning): Promise<void> {
  const placed = await deps.provider.order(order.providerReference ?? '');
  if (placed && placed.status !== 'PENDING') {
    await bought(order, placed, deps);
    const now = await readOrder(order.id, { consistent: true });
    if (now?.status === 'COMPLETED') {
      report.matched += 1;
      return;
    }
    if (now?.status === 'FAILED') {
      report.failed += 1;
      return;
    }
  }
  const current = await readOrder(order.id, { consistent: true });
  if (current?.status !== 'PENDING_SYNC') return;
  const at = moment(current, deps);
  if (!isOverdue(current, at)) return save(current, postponed(current, 30, at));
  // Bought but never delivered in full: the buyer's money goes back, the purchase is ours to claim.
  log('error', 'provider order was never delivered', { orderId: order.id });
  report.failed += 1;
  await fail(current, 'PROVIDER_UNAVAILABLE', deps);
}

/** Its worker may still be about to claim it, by the provider's clock, which is not ours. */
const isYoung = ({ createdAt }: PlacedOrder, { now, timings }: At): boolean =>
  new Date(createdAt).getTime() > now.getTime() - timings.inFlightSeconds * 1000;

async function match(
  order: Order,
  { free, now }: Listed,
  report: ReconcileReport,
  deps: Provisioning,
): Promise<void> {
  const index = free.findIndex(
    ({ lines: [line], status }) =>
      status !== 'FAILED' &&
      line?.bundleCode === order.bundleCode &&
      line.quantity === order.quantity,
  );
  const [candidate] = index >= 0 ? free.splice(index, 1) : [];
  const at = moment(order, deps);
  // A purchase that may be this order's own: to send the order again now could buy it twice.
  if (candidate && isYoung(candidate, { ...at, now })) return save(order, postponed(order, 5, at));
  if (candidate) {
    // The list may lack install data; the order itself has it.
    const placed = await deps.provider.order(candidate.reference);
    await bought(order, placed ?? { ...candidate, status: 'PENDING' }, deps);
    report.matched += 1;
    return;
  }
  if (!isSettled(order, { ...at, now })) return save(order, postponed(order, 5, at));
  if (order.resends >= resendsMax || isOverdue(order, at)) {
    report.failed += 1;
    return fail(order, 'ATTEMPTS_EXHAUSTED', deps);
  }
  report.cleared += 1;
  await save(order, cleared(order, at));
}
