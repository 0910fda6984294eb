/**
 * Lost orders: nobody knows whether they were bought. Each is given an unclaimed line of its kind, or
 * sent again once nothing of it, and nothing of whoever was given its purchase, can come to light.
 */
import type { Order } from '../orders/order.ts';
import { log } from '../platform/observability.ts';
import type { PlacedOrder } from '../providers/port.ts';
import {
  clockMarginMs,
  isUnnamed,
  kindOf,
  merged,
  type Sales,
  salesIn,
  takenBy,
} from './purchases.ts';
import { guarded, type ReconcileReport } from './report.ts';
import { bought } from './settle.ts';
import { completeByEsim } from './top-up.ts';
import { type At, cleared, isOverdue, isSettled, postponed, resendsMax } from './transitions.ts';
import { fail, moment, type Provisioning, saved } from './work.ts';

export const startMs = (order: Order): number =>
  Date.parse(order.attemptStartedAt ?? order.createdAt);

/** `lost` as they began, the oldest attempt first. */
export async function matchLost(
  lost: Order[],
  report: ReconcileReport,
  deps: Provisioning,
): Promise<void> {
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

/** Who takes a free line removes it. */
interface Listed extends Sales {
  /** Before the list was asked for: what it does not show is unknown for any later moment. */
  now: Date;
}

/**
 * Made around each lost attempt: its own purchase, and those of the attempts after it that may have
 * been given its purchase (whose claims tell until when theirs may come to light).
 */
async function listedNow(lost: Order[], deps: Provisioning): Promise<Listed> {
  const now = deps.clock();
  const { inFlightSeconds, settleSeconds } = deps.timings;
  const windows = lost.map((order) => {
    const end = startMs(order) + 2 * (inFlightSeconds + settleSeconds) * 1000;
    return {
      from: new Date(startMs(order) - clockMarginMs),
      to: new Date(Math.min(end, now.getTime()) + clockMarginMs),
    };
  });
  return { ...(await salesIn(merged(windows), deps.provider)), now };
}

/** Its worker may still be about to claim it, by the provider's clock, which is not ours. */
const isYoung = ({ createdAt }: PlacedOrder, { now, timings }: At): boolean =>
  new Date(createdAt).getTime() > now.getTime() - timings.inFlightSeconds * 1000;

async function match(
  order: Order,
  { free, openUntil, now }: Listed,
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
  // Somebody was given what may have been this order's purchase: theirs may still come to light.
  const isClear = now.toISOString() >= (openUntil.get(kindOf(order)) ?? '');
  if (!isSettled(order, { ...at, now }) || !isClear) {
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
