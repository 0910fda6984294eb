/**
 * One order at the provider: attempt record, call, outcome. The provider keeps no reference of
 * ours, so the call is made only when no earlier one can have bought, and is never repeated blindly.
 */
import { changedOrder } from '../orders/items.ts';
import { type FailureCode, type Order, systemStamp } from '../orders/order.ts';
import { readOrder } from '../orders/read.ts';
import type { Timings } from '../platform/config.ts';
import { transact } from '../platform/dynamodb.ts';
import { count, log } from '../platform/observability.ts';
import type { PlacedOrder, PlaceOutcome, Provider } from '../providers/port.ts';
import { complete, deliveredEsims } from './complete.ts';
import { newAttempt, newClaim } from './items.ts';
import {
  type At,
  failed,
  isOverdue,
  isStartable,
  notPlaced,
  pending,
  started,
  unknown,
} from './transitions.ts';

export interface Provisioning {
  provider: Provider;
  timings: Timings;
  clock: () => Date;
  pause: (ms: number) => Promise<unknown>;
}

/** Moments after which a call that surely bought nothing is still repeated within this run. */
const patienceMs = 6_000;

export async function provision(orderId: string, deps: Provisioning): Promise<void> {
  const order = await readOrder(orderId, { consistent: true });
  if (!order) throw new Error(`no order ${orderId}`);
  // A duplicate or late message: somebody else has this order in hand, or it is done.
  if (!isStartable(order)) return;
  const at = moment(order, deps);
  if (isOverdue(order, at)) return fail(order, 'PROVIDER_UNAVAILABLE', deps);
  const open = started(order, at);
  const begun = await transact({
    order: changedOrder(order, open),
    attempt: newAttempt({
      orderId,
      number: open.attempt,
      provider: deps.provider.name,
      bundleCode: order.bundleCode,
      quantity: order.quantity,
      startedAt: at.now.toISOString(),
    }),
  });
  if (!begun.ok) return;
  await settle(open, await place(open, deps), deps);
}

/** Repeats only what the port calls NOT_PLACED: the provider refused before it did anything. */
async function place(order: Order, deps: Provisioning): Promise<PlaceOutcome> {
  const lines = [{ bundleCode: order.bundleCode, quantity: order.quantity }];
  const giveUpAt = deps.clock().getTime() + patienceMs;
  for (;;) {
    const outcome = await deps.provider.place(
      `${order.id}-${order.attempt}`,
      lines,
      deps.timings.providerCallSeconds * 1000,
    );
    count(`ProviderOrder${outcome.outcome}`);
    if (outcome.outcome !== 'NOT_PLACED' || outcome.cause === 'UNAUTHORISED') return outcome;
    const waitMs = outcome.retryAfterMs * (1 + Math.random() / 2);
    if (deps.clock().getTime() + waitMs > giveUpAt) return outcome;
    await deps.pause(waitMs);
  }
}

async function settle(order: Order, outcome: PlaceOutcome, deps: Provisioning): Promise<void> {
  switch (outcome.outcome) {
    case 'PLACED':
      return bought(order, outcome.order, deps);
    case 'UNKNOWN':
      log('warn', 'outcome of a provider order is unknown', {
        orderId: order.id,
        cause: outcome.cause,
      });
      return save(order, unknown(order, moment(order, deps)));
    case 'NOT_PLACED':
      return save(order, notPlaced(order, outcome.retryAfterMs, moment(order, deps)));
    case 'REFUSED':
      // Our own balance at the provider is no fault of the buyer: wait for it to be filled.
      if (outcome.reason === 'INSUFFICIENT_FUNDS')
        return save(order, notPlaced(order, 60_000, moment(order, deps)));
      return fail(
        order,
        outcome.reason === 'BUNDLE_UNKNOWN' ? 'BUNDLE_UNAVAILABLE' : 'PROVIDER_REFUSED',
        deps,
      );
  }
}

/** The provider has our order: deliver it, or claim it and look again until it is ready. */
export async function bought(order: Order, placed: PlacedOrder, deps: Provisioning): Promise<void> {
  if (placed.status === 'FAILED') return fail(order, 'PROVIDER_REFUSED', deps);
  noticeLoss(order, placed);
  const esims = deliveredEsims(order, placed);
  if (!esims) return claimPending(order, placed.reference, deps);
  const done = await complete(
    order,
    { provider: deps.provider.name, reference: placed.reference, esims },
    moment(order, deps),
  );
  if (done === 'COMPLETED') return;
  await lostRace(order, done, placed, deps);
}

/** The provider's price rose since the last sync: the sale stands, but somebody has to know. */
function noticeLoss(order: Order, { total }: PlacedOrder): void {
  if (total?.currency !== order.currency || total.amount <= order.total) return;
  count('OrdersSoldBelowCost');
  log('error', 'sold below cost', { orderId: order.id, cost: total.amount, price: order.total });
}

/**
 * Our own write lost: the reconciler moved the order on, or gave this purchase to another waiting
 * order. In the second case this order's outcome is unknown again and is settled like any other.
 */
async function lostRace(
  order: Order,
  done: 'MOVED_MEANWHILE' | 'CLAIMED_BY_ANOTHER',
  placed: PlacedOrder,
  deps: Provisioning,
): Promise<void> {
  if (done === 'CLAIMED_BY_ANOTHER') return save(order, unknown(order, moment(order, deps)));
  const current = await readOrder(order.id, { consistent: true });
  const waits = current?.status === 'PENDING_SYNC' || current?.status === 'PROVISIONING';
  // Only the same attempt: a newer one may have its own purchase.
  if (current && waits && current.attempt === order.attempt && current.version !== order.version)
    return bought(current, placed, deps);
  log('warn', 'order moved while it was provisioned', { orderId: order.id });
}

async function claimPending(order: Order, reference: string, deps: Provisioning): Promise<void> {
  // Claimed before and still not ready: the reconciler decides when to look again.
  if (order.providerReference === reference) return;
  const at = moment(order, deps);
  const outcome = await transact({
    order: changedOrder(order, pending(order, reference, at)),
    claim: newClaim({
      provider: deps.provider.name,
      reference,
      orderId: order.id,
      claimedAt: at.now.toISOString(),
    }),
  });
  if (outcome.ok) return pollUntilReady(order.id, reference, deps);
  if (outcome.refused.claim) await save(order, unknown(order, at));
}

/** Most asynchronous orders are ready within seconds; the reconciler takes the slow ones. */
async function pollUntilReady(orderId: string, reference: string, deps: Provisioning) {
  for (const waitMs of [1_000, 2_000, 4_000]) {
    await deps.pause(waitMs);
    const placed = await deps.provider.order(reference).catch(() => undefined);
    if (!placed || placed.status === 'PENDING') continue;
    const order = await readOrder(orderId, { consistent: true });
    if (order?.status !== 'PENDING_SYNC' || order.providerReference !== reference) return;
    return bought(order, placed, deps);
  }
}

export async function fail(order: Order, failure: FailureCode, deps: Provisioning): Promise<void> {
  await save(order, failed(order, failure, moment(order, deps)));
  count('OrdersFailed');
}

/** False when somebody else moved the order meanwhile. */
export async function saved(before: Order, after: Order): Promise<boolean> {
  const outcome = await transact({ order: changedOrder(before, after) });
  if (!outcome.ok) log('info', 'order moved meanwhile', { orderId: before.id });
  return outcome.ok;
}

export async function save(before: Order, after: Order): Promise<void> {
  await saved(before, after);
}

export const moment = (order: Order, deps: Provisioning): At => ({
  now: deps.clock(),
  by: systemStamp('provisioning', order.correlationId),
  timings: deps.timings,
});
