/** What the provider's answer makes of the orders that rode in one attempt. */
import type { Order } from '../orders/order.ts';
import { readOrder } from '../orders/read.ts';
import { count, log } from '../platform/observability.ts';
import type { PlacedOrder, PlaceOutcome, RefusalReason } from '../providers/port.ts';
import { type Completion, complete, deliveredEsims, isLineOf } from './complete.ts';
import { newClaim } from './items.ts';
import { usedIccids } from './purchases.ts';
import { notPlaced, openUntil, pending, setApart, unknown } from './transitions.ts';
import { each, fail, lineOf, moment, type Provisioning, saved } from './work.ts';

/** Our own balance at the provider is no fault of the buyer: wait for it to be filled. */
const fundsWaitMs = 60_000;

/** An attempt under way: its orders stand in the same places as the lines of the call. */
export interface OpenAttempt {
  id: string;
  orders: Order[];
}

export async function settle(
  attempt: OpenAttempt,
  outcome: PlaceOutcome,
  deps: Provisioning,
): Promise<void> {
  try {
    await settleOrders(attempt, outcome, deps);
  } finally {
    // The orders first: a gate that is not told costs at most a call.
    await tellGate(outcome, deps);
  }
}

async function settleOrders(
  { id, orders }: OpenAttempt,
  outcome: PlaceOutcome,
  deps: Provisioning,
): Promise<void> {
  switch (outcome.outcome) {
    case 'PLACED':
      await delivered(orders, outcome.order, deps);
      return;
    case 'UNKNOWN':
      log('warn', 'outcome of a provider order is unknown', { attempt: id, cause: outcome.cause });
      await each(orders, (order) => saved(order, unknown(order, moment(order, deps))));
      return;
    case 'NOT_PLACED':
      await backToWaiting(orders, outcome, deps);
      return;
    case 'REFUSED':
      await refused(orders, outcome.reason, deps);
  }
}

/** Faults of the provider count towards its circuit; whatever it decided by itself shows it well. */
async function tellGate(outcome: PlaceOutcome, { gate, clock, wake }: Provisioning): Promise<void> {
  const isFault =
    outcome.outcome === 'UNKNOWN' ||
    (outcome.outcome === 'NOT_PLACED' && outcome.cause === 'UNREACHABLE');
  // A bad key says nothing of how orders fare.
  if (outcome.outcome === 'NOT_PLACED' && outcome.cause === 'UNAUTHORISED') return;
  if (!isFault) return gate.well(clock());
  const { probeAt } = await gate.fault(clock());
  if (probeAt) await wake((probeAt.getTime() - clock().getTime()) / 1000);
}

async function delivered(orders: Order[], placed: PlacedOrder, deps: Provisioning): Promise<void> {
  noticeLoss(orders, placed);
  const lines = linesOf(orders, placed);
  await each(orders, (order, index) => bought(order, placed, lines[index] ?? index, deps));
  if (placed.status === 'PENDING')
    await deps.followUp(
      { reference: placed.reference, orderIds: orders.map(({ id }) => id), asked: 0 },
      1,
    );
}

/** The answer keeps the places of the call; one that does not is matched by bundle and quantity. */
function linesOf(orders: Order[], { lines }: PlacedOrder): number[] {
  if (lines.every((line, index) => !orders[index] || isLineOf(orders[index], line)))
    return orders.map((_, index) => index);
  const free = new Set(lines.keys());
  return orders.map((order, index) => {
    const found = [...free].find((line) => isLineOf(order, lines[line]));
    if (found !== undefined) free.delete(found);
    return found ?? lines.length + index;
  });
}

/** The provider's price rose since the last sync: the sale stands, but somebody has to know. */
function noticeLoss(orders: Order[], { total, reference }: PlacedOrder): void {
  const price = orders.reduce((sum, order) => sum + order.total, 0);
  const isOurs = orders.every(({ currency }) => currency === total?.currency);
  if (!total || !isOurs || total.amount <= price) return;
  count('OrdersSoldBelowCost');
  log('error', 'sold below cost', { reference, cost: total.amount, price });
}

/** The provider has sold this line: deliver it, or claim it and look again until it is ready. */
export async function bought(
  order: Order,
  placed: PlacedOrder,
  line: number,
  deps: Provisioning,
): Promise<void> {
  const { reference } = placed;
  if (placed.status === 'FAILED') {
    await fail(order, 'PROVIDER_REFUSED', deps);
    return;
  }
  const ref = { provider: deps.provider.name, reference, line };
  // Lines keep their places, as far as we know; what was read before decides where they do not.
  const reread = order.status === 'PENDING_SYNC' && placed.lines.length > 1;
  const used = reread ? await usedIccids(ref, order.id) : undefined;
  const esims = deliveredEsims(order, placed, line, used);
  if (!esims) return claimPending(order, { reference, line }, deps);
  const done = await complete(order, { ...ref, esims, reread }, moment(order, deps));
  if (done === 'COMPLETED') return;
  if (done === 'ESIM_TAKEN') {
    // Two readings at once: the next one finds what is left.
    log('warn', 'an eSIM went to another order meanwhile', { orderId: order.id });
    return;
  }
  await lostRace(order, done, placed, line, deps);
}

/**
 * Our own write lost: the reconciler moved the order on, or gave this purchase to another waiting
 * order. In the second case this order's outcome is unknown again and is settled like any other.
 */
async function lostRace(
  order: Order,
  done: Exclude<Completion, 'COMPLETED' | 'ESIM_TAKEN'>,
  placed: PlacedOrder,
  line: number,
  deps: Provisioning,
): Promise<void> {
  if (done === 'CLAIMED_BY_ANOTHER') {
    await saved(order, unknown(order, moment(order, deps)));
    return;
  }
  const current = await readOrder(order.id, { consistent: true });
  const waits = current?.status === 'PENDING_SYNC' || current?.status === 'PROVISIONING';
  // Only the same attempt: a newer one may have its own purchase.
  if (current && waits && current.attempt === order.attempt && current.version !== order.version)
    return bought(current, placed, line, deps);
  log('warn', 'order moved while it was provisioned', { orderId: order.id });
}

async function claimPending(
  order: Order,
  ref: { reference: string; line: number },
  deps: Provisioning,
): Promise<void> {
  // Claimed before and still not ready: whoever follows it decides when to look again.
  if (order.providerReference === ref.reference && order.providerLine === ref.line) return;
  const at = moment(order, deps);
  const claim = { ...ref, provider: deps.provider.name, orderId: order.id };
  const isOurs = await saved(order, pending(order, ref, at), {
    claim: newClaim({
      ...claim,
      claimedAt: at.now.toISOString(),
      openUntil: openUntil(order, at),
    }),
  });
  // The purchase belongs to another, or the order moved: as long as it is here, it is unknown.
  if (!isOurs) await saved(order, unknown(order, at));
}

async function backToWaiting(
  orders: Order[],
  { retryAfterMs, cause }: { retryAfterMs: number; cause: string },
  deps: Provisioning,
): Promise<void> {
  // The gate keeps everybody away from a busy provider: its orders need not wait any longer.
  const backOff = cause !== 'RATE_LIMITED';
  const now = deps.clock();
  const after = orders.map((order) =>
    notPlaced(order, { retryAfterMs, backOff }, moment(order, deps)),
  );
  await each(orders, (order, index) => saved(order, after[index] as Order));
  const next = Math.min(...after.map(({ dueAt }) => Date.parse(dueAt ?? now.toISOString())));
  await deps.wake((next - now.getTime()) / 1000);
}

/**
 * One bad line makes the provider refuse a whole order. Alone, a refusal is final; of several, those
 * that a quote refuses go on alone, and the others wait for the next slot together.
 */
async function refused(orders: Order[], reason: RefusalReason, deps: Provisioning): Promise<void> {
  const [only, ...others] = orders;
  if (only && others.length === 0) {
    if (reason === 'INSUFFICIENT_FUNDS')
      return backToWaiting([only], { retryAfterMs: fundsWaitMs, cause: reason }, deps);
    await fail(only, reason === 'BUNDLE_UNKNOWN' ? 'BUNDLE_UNAVAILABLE' : 'PROVIDER_REFUSED', deps);
    return;
  }
  const suspects = reason === 'INSUFFICIENT_FUNDS' ? [] : await suspected(orders, deps);
  // Nobody stands out: it may be any of them, or what they cost together.
  const apart = suspects.length > 0 ? suspects : orders;
  await each(orders, (order) =>
    saved(order, setApart(order, apart.includes(order), moment(order, deps))),
  );
}

/** The function has to end in time: what cannot be asked within this is suspected, too. */
const quotesMs = 8_000;

/** Orders whose line the provider would not sell; a quote buys nothing. */
async function suspected(orders: Order[], { provider, clock }: Provisioning): Promise<Order[]> {
  const answers = new Map<string, boolean>();
  const endMs = clock().getTime() + quotesMs;
  for (const order of orders) {
    const line = lineOf(order);
    const key = JSON.stringify(line);
    if (answers.has(key)) continue;
    if (clock().getTime() > endMs) {
      answers.set(key, true);
      continue;
    }
    const quote = await provider.quote([line]);
    answers.set(key, quote.outcome === 'REFUSED');
  }
  return orders.filter((order) => answers.get(JSON.stringify(lineOf(order))));
}
