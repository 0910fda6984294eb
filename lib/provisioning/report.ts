/** What a run of the reconciler did, and what becomes of an order that it stumbles over. */
import type { Order } from '../orders/order.ts';
import { readOrder } from '../orders/read.ts';
import { count, log } from '../platform/observability.ts';
import { failForReview, unknownAtDeadline } from './reviews.ts';
import { isOverdue, postponed } from './transitions.ts';
import { moment, type Provisioning, saved } from './work.ts';

export interface ReconcileReport {
  looked: number;
  announced: number;
  parked: number;
  matched: number;
  cleared: number;
  failed: number;
  errors: number;
}

export const blankReport = (): ReconcileReport => ({
  ...{ looked: 0, announced: 0, parked: 0, matched: 0, cleared: 0, failed: 0, errors: 0 },
});

/**
 * One stuck order must not keep the others from being looked at. What cannot be looked up for so long
 * that the buyer has waited too long fails, although its outcome is unknown: that is for a person.
 */
export async function guarded<T>(
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
    await laterOrNever(order, report, deps).catch((again: unknown) =>
      log('error', 'putting an order off failed', { orderId: order.id, error: again }),
    );
    return undefined;
  }
}

async function laterOrNever(order: Order, report: ReconcileReport, deps: Provisioning) {
  const current = await readOrder(order.id, { consistent: true });
  if (current?.status !== 'PENDING_SYNC') return;
  const at = moment(current, deps);
  if (!isOverdue(current, at)) {
    // Behind those that can be looked up.
    await saved(current, postponed(current, 50, at));
    return;
  }
  const review = await unknownAtDeadline(current);
  if (!(await failForReview(current, 'PROVIDER_UNAVAILABLE', review, deps))) return;
  report.failed += 1;
  count('OrdersGivenUpUnknown');
}
