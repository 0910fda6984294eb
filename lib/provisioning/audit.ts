/**
 * Every line that the provider sold belongs to an order, or to a review: once all deadlines are over,
 * whatever is still unclaimed can serve nobody and is handed to a person.
 */
import { get, transact } from '../platform/dynamodb.ts';
import { count } from '../platform/observability.ts';
import { putIf } from '../platform/put.ts';
import { openReview, openReviewNow, reviewId, reviewOpened } from '../review/review.ts';
import { newClaim } from './items.ts';
import { clockMarginMs, type FreeLine, salesIn, type Window } from './purchases.ts';
import { orphanPurchase, unreadableSales } from './reviews.ts';
import type { Provisioning } from './work.ts';

/** A run looks at no more than this, so that one after a long stop ends in time. */
const spanMaxMs = 6 * 3_600_000;

const cursorKey = (provider: string) => ({ pk: `PROVIDER#${provider}`, sk: 'AUDIT' });

export interface AuditReport {
  from: string;
  to: string;
  orphans: number;
}

export async function auditPurchases(deps: Provisioning): Promise<AuditReport> {
  const { giveUpSeconds, inFlightSeconds, settleSeconds } = deps.timings;
  const now = deps.clock();
  // Later than this an order may still be bound to what it bought.
  const boundMs = (giveUpSeconds + inFlightSeconds + settleSeconds) * 1000 + 2 * clockMarginMs;
  const key = cursorKey(deps.provider.name);
  const cursor = await get('providers', key, { consistent: true });
  const endMs = now.getTime() - boundMs;
  const from = cursor ? Date.parse(String(cursor.auditedTo)) : endMs - spanMaxMs;
  const to = Math.min(endMs, from + spanMaxMs);
  const window = { from: new Date(from - clockMarginMs), to: new Date(to) };
  if (to <= from) return reportOf(window, 0);
  const orphans = await orphansIn(window, deps);
  for (const orphan of orphans) await handOver(orphan, deps);
  await putIf(
    'providers',
    { ...key, auditedTo: new Date(to).toISOString() },
    {
      condition: 'attribute_not_exists(pk) OR auditedTo < :to',
      values: { ':to': new Date(to).toISOString() },
    },
  );
  return reportOf(window, orphans.length);
}

/** A time that cannot be read for a day is left to a person, or nothing after it would be looked at. */
const stuckMs = 24 * 3_600_000;

async function orphansIn(window: Window, deps: Provisioning): Promise<FreeLine[]> {
  try {
    return (await salesIn([window], deps.provider)).free;
  } catch (error) {
    count('PurchaseAuditsFailed');
    const { giveUpSeconds } = deps.timings;
    const ageMs = deps.clock().getTime() - window.to.getTime() - giveUpSeconds * 1000;
    if (ageMs < stuckMs) throw error;
    await openReviewNow(unreadableSales(window, deps.provider.name, error), deps.clock());
    return [];
  }
}

const reportOf = ({ from, to }: { from: Date; to: Date }, orphans: number): AuditReport => ({
  from: from.toISOString(),
  to: to.toISOString(),
  orphans,
});

/** Claimed by its review, so that nothing is ever bound to it behind the reviewer's back. */
async function handOver(orphan: FreeLine, deps: Provisioning): Promise<void> {
  const { placed, line } = orphan;
  const provider = deps.provider.name;
  const found = orphanPurchase(orphan, provider);
  const outcome = await transact({
    review: openReview(found, deps.clock()),
    claim: newClaim({
      ...{ provider, reference: placed.reference, line },
      orderId: reviewId(found.kind, found.subject),
      claimedAt: deps.clock().toISOString(),
    }),
  });
  if (!outcome.ok) return;
  count('OrphanPurchases');
  reviewOpened(found);
}
