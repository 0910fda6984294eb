/** Sends what is due again. Endpoints run side by side, each in its own lane; a run is bounded. */
import { inParallel } from '../platform/batch.ts';
import type { Key } from '../platform/dynamodb.ts';
import { log } from '../platform/observability.ts';
import type { WebhookEndpoint } from '../vendors/vendor.ts';
import { attempt, postTimeoutMs, type Sending } from './attempt.ts';
import { abandoned, type Delivery, leased } from './delivery.ts';
import { dueByEndpoint, stillDue } from './due.ts';
import { readEndpoint } from './endpoints.ts';
import { endpointIdOf, putNext, vendorIdOf } from './items.ts';
import { messageBody } from './message.ts';

const lanesAtOnce = 20;
const perLaneAtOnce = 5;
/** No attempt starts later in a run, so that the last ends before the function's time-out. */
const startsWithinMs = 35_000;
/** Longer than any attempt: a delivery whose worker died is due again after this. */
const leaseMs = 8 * postTimeoutMs;

export interface RetryReport {
  delivered: number;
  retrying: number;
  failed: number;
  errors: number;
}

export async function retryDue(deps: Sending): Promise<RetryReport> {
  const report = { delivered: 0, retrying: 0, failed: 0, errors: 0 };
  const now = deps.clock();
  const until = new Date(now.getTime() + startsWithinMs);
  await inParallel(await dueByEndpoint(now), lanesAtOnce, (keys) =>
    lane(keys, until, report, deps).catch((error) => failed(error, report)),
  );
  return report;
}

async function lane(keys: Key[], until: Date, report: RetryReport, deps: Sending): Promise<void> {
  const [first] = keys;
  if (!first || deps.clock() >= until) return;
  const due = await stillDue(keys, deps.clock());
  const endpoint = await readEndpoint(vendorIdOf(first), endpointIdOf(first));
  await inParallel(due, perLaneAtOnce, async (delivery) => {
    if (deps.clock() >= until) return;
    try {
      const after = await retry(delivery, endpoint, deps);
      if (after) report[counted[after.status]] += 1;
    } catch (error) {
      failed(error, report);
    }
  });
}

const counted = { DELIVERED: 'delivered', RETRYING: 'retrying', FAILED: 'failed' } as const;

/** Undefined when another run has it. */
async function retry(
  delivery: Delivery,
  endpoint: WebhookEndpoint | undefined,
  deps: Sending,
): Promise<Delivery | undefined> {
  if (endpoint?.status !== 'ENABLED') {
    const after = abandoned(delivery, deps.clock());
    return (await putNext(delivery, after)) ? after : undefined;
  }
  const taken = leased(delivery, new Date(deps.clock().getTime() + leaseMs));
  if (!(await putNext(delivery, taken))) return undefined;
  const body = await messageBody(delivery);
  const after = await attempt(delivery, delivery, endpoint, body, deps);
  return (await putNext(taken, after)) ? after : undefined;
}

function failed(error: unknown, report: RetryReport): void {
  report.errors += 1;
  log('error', 'webhook retry failed', { error });
}
