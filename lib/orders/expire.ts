/** Unpaid orders whose time is up: canceled at Stripe and here, or found to be paid after all. */
import { isUnavailable } from '../payments/faults.ts';
import { inParallel } from '../platform/batch.ts';
import type { Timings } from '../platform/config.ts';
import { transact } from '../platform/dynamodb.ts';
import { count, log } from '../platform/observability.ts';
import { close } from './cancel.ts';
import { dueOrderIds } from './due.ts';
import { changedOrder, unpaidDueKeys } from './items.ts';
import { inSeconds, isUnpaid, moved, type Order, systemStamp } from './order.ts';
import { readOrder } from './read.ts';
import type { At } from './settlement.ts';

const perShardMax = 50;
/** Stripe takes 25 calls a second on one route, from all of us together. */
const parallel = 4;
/** So many refusals of Stripe's end the run: the next one starts with the same orders. */
const unavailableMax = 3;
/** What cannot be closed now must not stand before the others at every run. */
const waitSeconds = { open: 900, failed: 600, unavailable: 60 };

export interface ExpiryReport {
  looked: number;
  canceled: number;
  paid: number;
  open: number;
  unavailable: number;
  errors: number;
}

export async function expireUnpaid(deps: {
  clock: () => Date;
  timings: Timings;
}): Promise<ExpiryReport> {
  const report = { looked: 0, canceled: 0, paid: 0, open: 0, unavailable: 0, errors: 0 };
  const ids = await dueOrderIds(unpaidDueKeys, deps.clock(), perShardMax);
  report.looked = ids.length;
  await inParallel(ids, parallel, async (id) => {
    if (report.unavailable >= unavailableMax) return;
    await expireOne(id, report, deps);
  });
  count('OrdersExpired', report.canceled);
  return report;
}

async function expireOne(
  id: string,
  report: ExpiryReport,
  { clock, timings }: { clock: () => Date; timings: Timings },
): Promise<void> {
  const order = await readOrder(id, { consistent: true });
  const now = clock();
  // The index lags: the order itself says whether it is still due.
  if (!order?.dueAt || !isUnpaid(order.status) || order.dueAt > now.toISOString()) return;
  const at: At = { now, timings, by: systemStamp('expire-unpaid', order.correlationId) };
  try {
    const after = await close(order, 'EXPIRED', at);
    if (after.status === 'CANCELED') report.canceled += 1;
    else if (!isUnpaid(after.status)) report.paid += 1;
    else {
      report.open += 1;
      await postpone(after, waitSeconds.open, at);
    }
  } catch (error) {
    if (isUnavailable(error)) {
      report.unavailable += 1;
      return postpone(order, waitSeconds.unavailable, at).catch(() => undefined);
    }
    report.errors += 1;
    log('error', 'expiring an order failed', { orderId: id, error });
    await postpone(order, waitSeconds.failed, at).catch(() => undefined);
  }
}

async function postpone(order: Order, seconds: number, at: At): Promise<void> {
  const later = moved(order, order.status, at, { dueAt: inSeconds(at.now, seconds) });
  await transact({ order: changedOrder(order, later) });
}
