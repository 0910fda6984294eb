/**
 * Drives every order that has not moved in time to its end, without a person. Undelivered eSIMs of
 * one bundle and quantity are interchangeable: any unclaimed line may serve any waiting order.
 */
import { dueOrderIds, firstOrderIds } from '../orders/due.ts';
import { dueKeys, waitKeys } from '../orders/items.ts';
import type { Order } from '../orders/order.ts';
import { readOrder } from '../orders/read.ts';
import { count, log } from '../platform/observability.ts';
import type { PlacedOrder, Provider } from '../providers/port.ts';
import { clockMarginMs, type FreeLine, isUnnamed, takenBy, unclaimedLines } from './purchases.ts';
import { failForReview, neverDelivered, unknownAtDeadline } from './reviews.ts';
import { bought } from './settle.ts';
import { completeByEsim } from './top-up.ts';
import {
  type At,
  announcedAgain,
  cleared,
  isOverdue,
  isSettled,
  isStartable,
  postponed,
  resendsMax,
  unknown,
} from './transitions.ts';
import { fail, moment, type Provisioning, saved } from './work.ts';

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

const blank = (): ReconcileReport => ({
  ...{ looked: 0, announced: 0, parked: 0, matched: 0, cleared: 0, failed: 0, errors: 0 },
});

export async function reconcile(deps: Provisioning): Promise<ReconcileReport> {
  const report = blank();
  const now = deps.clock();
  // First of all, since what follows may take its time: wake-ups may have got lost. Beside a chain
  // that is still alive this costs one look more.
  if ((await firstOrderIds(waitKeys, 1)).length > 0) await deps.wake(0);
  const ids = await dueOrderIds([...dueKeys, ...waitKeys], now, perShardMax);
  await reconcileOrders(ids, report, { ...deps, provider: askedOnce(deps.provider) });
  if (report.cleared > 0) await deps.wake(0);
  count('OrdersReconciled', report.matched);
  return report;
}

/** Riders of one provider order ask for it once a run. */
function askedOnce(provider: Provider): Provider {
  const answers = new Map<string, ReturnType<Provider['order']>>();
  const order: Provider['order'] = (reference) => {
    const known = answers.get(reference) ?? provider.order(reference);
    answers.set(reference, known);
    known.catch(() => answers.delete(reference));
    return known;
  };
  return { ...provider, order };
}

/** The same for one order, due or not: for operators. */
export async function reconcileOne(
  orderId: string,
  by: string,
  deps: Provisioning,
): Promise<ReconcileReport> {
  log('info', 'an operator has an order reconciled', { orderId, by });
  const report = blank();
  await reconcileOrders([orderId], report, deps, true);
  await deps.wake(0);
  return report;
}

async function reconcileOrders(
  ids: string[],
  report: ReconcileReport,
  deps: Provisioning,
  atOnce = false,
): Promise<void> {
  const now = deps.clock().toISOString();
  const orders = await Promise.all(ids.map((id) => readOrder(id, { consistent: true })));
  // The index lags: the order itself says whether it is still due. The most overdue comes first.
  const due = orders
    .filter((order) => order?.dueAt !== undefined && (atOnce || order.dueAt <= now))
    .map((order) => order as Order)
    .sort((a, b) => ((a.dueAt ?? '') < (b.dueAt ?? '') ? -1 : 1));
  report.looked = due.length;
  const waiting: Order[] = [];
  for (const order of due) {
    const parked = await guarded(order, report, deps, () => wake(order, report, deps));
    if (parked) waiting.push(parked);
  }
  await matchWaiting(waiting, report, deps);
}

/**
 * One stuck order must not keep the others from being looked at. What cannot be looked up for so long
 * that the buyer has waited too long fails, although its outcome is unknown: that is for a person.
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
  const review = await unknownAtDeadline(current);
  if (!(await failForReview(current, 'PROVIDER_UNAVAILABLE', review, deps))) return;
  report.failed += 1;
  count('OrdersGivenUpUnknown');
}

/** Does what needs no look at the provider; returns the order when it does. */
async function wake(
  order: Order,
  report: ReconcileReport,
  deps: Provisioning,
): Promise<Order | undefined> {
  const at = moment(order, deps);
  if (order.status === 'FAILED') {
    report.announced += 1;
    await saved(order, announcedAgain(order, at));
    return undefined;
  }
  if (order.status === 'PENDING_SYNC') return order;
  if (isStartable(order, at.now)) {
    // It waits for the provider and is woken below; here only for so long as a buyer waits.
    if (isOverdue(order, at) && (await fail(order, 'PROVIDER_UNAVAILABLE', deps)))
      report.failed += 1;
    return undefined;
  }
  if (order.status !== 'PROVISIONING' || order.attemptState !== 'OPEN') return undefined;
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
  free: FreeLine[];
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
  return { free: await unclaimedLines({ from, to }, deps.provider), now };
}

/** The provider's order is known and its line claimed: ask how it stands. */
async function follow(order: Order, report: ReconcileReport, deps: Provisioning): Promise<void> {
  const placed = await deps.provider.order(order.providerReference ?? '');
  if (placed && (placed.status === 'FAILED' || placed.lines.length > 0)) {
    await bought(order, placed, order.providerLine ?? 0, deps);
    if (await ended(order, report)) return;
  }
  const current = await readOrder(order.id, { consistent: true });
  if (current?.status !== 'PENDING_SYNC') return;
  const at = moment(current, deps);
  if (!isOverdue(current, at)) {
    await saved(current, postponed(current, 30, at));
    return;
  }
  // Bought but never delivered in full: the buyer's money goes back, the purchase is ours to claim.
  log('error', 'provider order was never delivered', { orderId: order.id });
  const review = neverDelivered(current, placed);
  if (await failForReview(current, 'PROVIDER_UNAVAILABLE', review, deps)) report.failed += 1;
}

async function ended(order: Order, report: ReconcileReport): Promise<boolean> {
  const now = await readOrder(order.id, { consistent: true });
  if (now?.status === 'COMPLETED') report.matched += 1;
  if (now?.status === 'FAILED') report.failed += 1;
  return now?.status === 'COMPLETED' || now?.status === 'FAILED';
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
  const candidate = await takenBy(order, free, deps.provider);
  const at = moment(order, deps);
  const mayWait = !isOverdue(order, at);
  // A purchase that may be this order's own: to send the order again now could buy it twice.
  const isOpen =
    candidate && (isYoung(candidate.placed, { ...at, now }) || (isUnnamed(candidate) && mayWait));
  if (isOpen) {
    await saved(order, postponed(order, 5, at));
    return;
  }
  if (candidate) {
    // The list may lack install data; the order itself has it.
    const placed = await deps.provider.order(candidate.placed.reference);
    const isWhole = placed !== undefined && placed.lines.length > 0;
    const known = isWhole ? placed : { ...candidate.placed, status: 'PENDING' as const };
    await bought(order, known, candidate.line, deps);
    report.matched += 1;
    return;
  }
  if (!isSettled(order, { ...at, now })) {
    await saved(order, postponed(order, 5, at));
    return;
  }
  // What no list shows, the eSIM does.
  if (order.topUp && (await completeByEsim(order, deps))) {
    report.matched += 1;
    return;
  }
  if (order.resends >= resendsMax || !mayWait) {
    if (await fail(order, 'ATTEMPTS_EXHAUSTED', deps)) report.failed += 1;
    return;
  }
  report.cleared += 1;
  await saved(order, cleared(order, at));
}
