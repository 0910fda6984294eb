/**
 * Drives every order that has not moved in time to its end, without a person. Undelivered eSIMs of
 * one bundle and quantity are interchangeable: any unclaimed line may serve any waiting order.
 */
import { dueOrderIds, firstOrderIds } from '../orders/due.ts';
import { dueKeys, orderKey, toOrder, waitKeys } from '../orders/items.ts';
import type { Order } from '../orders/order.ts';
import { readOrder } from '../orders/read.ts';
import { chunked } from '../platform/batch.ts';
import { batchGet } from '../platform/dynamodb.ts';
import { count, log } from '../platform/observability.ts';
import type { Provider } from '../providers/port.ts';
import { matchLost, startMs } from './lost.ts';
import { blankReport, guarded, type ReconcileReport } from './report.ts';
import { failForReview, neverDelivered } from './reviews.ts';
import { bought } from './settle.ts';
import { announcedAgain, isOverdue, isStartable, postponed, unknown } from './transitions.ts';
import { fail, moment, type Provisioning, saved } from './work.ts';

const perShardMax = 100;
/** An outage of hours leaves thousands waiting. */
const waitingPerShardMax = 1_000;
/** Below the function's time-out, with room for one more question. */
const runMaxMs = 240_000;

export async function reconcile(deps: Provisioning): Promise<ReconcileReport> {
  const report = blankReport();
  const now = deps.clock();
  // First of all, since what follows may take its time: wake-ups may have got lost. Beside a chain
  // that is still alive this costs one look more.
  if ((await firstOrderIds(waitKeys, 1)).length > 0) await deps.wake(0);
  const due = await dueOrderIds(dueKeys, now, perShardMax);
  const waiting = await unableToStart(now, report, deps);
  const run = { ...deps, provider: askedOnce(deps.provider) };
  await reconcileOrders([...due, ...waiting], report, run);
  if (report.cleared > 0) await deps.wake(0);
  count('OrdersReconciled', report.matched);
  return report;
}

/**
 * Among those that wait, attempts that lost their worker: however many may start stand before them.
 * Who waits for longer than a buyer does fails here; the others are drain's.
 */
async function unableToStart(
  now: Date,
  report: ReconcileReport,
  deps: Provisioning,
): Promise<string[]> {
  const ids = await dueOrderIds(waitKeys, now, waitingPerShardMax);
  const orders: Order[] = [];
  for (const some of chunked(ids.map(orderKey), 100))
    orders.push(...(await batchGet('orders', some)).map(toOrder));
  const [startable, others] = [true, false].map((can) =>
    orders.filter((order) => isStartable(order, now) === can),
  ) as [Order[], Order[]];
  const late = startable.filter((order) => isOverdue(order, moment(order, deps)));
  for (const order of late)
    await guarded(order, report, deps, async () => {
      if (await fail(order, 'PROVIDER_UNAVAILABLE', deps)) report.failed += 1;
    });
  return others.map(({ id }) => id);
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
  const report = blankReport();
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
  const endMs = deps.clock().getTime() + runMaxMs;
  for (const order of due) {
    const parked = await guarded(order, report, deps, () => wake(order, report, deps));
    if (parked) waiting.push(parked);
  }
  await matchWaiting(waiting, report, endMs, deps);
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
    // Only one that stands among those to look at: it is put where drain looks for it.
    await saved(order, postponed(order, 0, at));
    return undefined;
  }
  if (order.status !== 'PROVISIONING' || order.attemptState !== 'OPEN') return undefined;
  // Its worker is gone (no worker lives that long): whether it bought is unknown.
  report.parked += 1;
  const parked = unknown(order, at);
  return (await saved(order, parked)) ? parked : undefined;
}

async function matchWaiting(
  orders: Order[],
  report: ReconcileReport,
  endMs: number,
  deps: Provisioning,
): Promise<void> {
  // The oldest attempts first, so that purchases go to those whose they most likely are.
  const lost = orders
    .filter((each) => each.providerReference === undefined)
    .sort((a, b) => startMs(a) - startMs(b));
  if (lost.length > 0) await matchLost(lost, report, deps);
  for (const order of orders.filter((each) => each.providerReference !== undefined)) {
    // What is left is due in the next run.
    if (deps.clock().getTime() > endMs) return;
    await guarded(order, report, deps, () => follow(order, report, deps));
  }
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
