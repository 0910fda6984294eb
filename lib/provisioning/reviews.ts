/** What provisioning cannot decide by rule, with what it knows, for the review queue. */
import type { FailureCode, Order } from '../orders/order.ts';
import { batchGet } from '../platform/dynamodb.ts';
import type { PlacedOrder } from '../providers/port.ts';
import type { NewReview } from '../review/record.ts';
import { openReview, reviewOpened } from '../review/review.ts';
import { attemptKey, toAttempt } from './items.ts';
import type { FreeLine } from './purchases.ts';
import { fail, type Provisioning } from './work.ts';

/** The order fails, its money goes back, and in the same transaction a person is asked to look. */
export async function failForReview(
  order: Order,
  failure: FailureCode,
  found: NewReview,
  deps: Provisioning,
): Promise<boolean> {
  const review = openReview(found, deps.clock());
  const done = await fail(order, failure, deps, { review });
  if (done) reviewOpened(found);
  return done;
}

/** The provider could not be asked until the deadline: it may have sold what nobody got. */
export async function unknownAtDeadline(order: Order): Promise<NewReview> {
  const keys = (order.attemptIds ?? []).map(attemptKey);
  const attempts = keys.length === 0 ? [] : (await batchGet('orders', keys)).map(toAttempt);
  return {
    kind: 'UNKNOWN_AT_DEADLINE',
    subject: order.id,
    orderId: order.id,
    summary: 'Given up and refunded while the outcome at the provider was unknown',
    evidence: { ...facts(order), attempts },
    correlationId: order.correlationId,
  };
}

/** The provider took our order and never delivered it in full. */
export const neverDelivered = (order: Order, placed: PlacedOrder | undefined): NewReview => ({
  kind: 'NEVER_DELIVERED',
  subject: order.id,
  orderId: order.id,
  summary: 'Bought at the provider, never delivered in full, and refunded to the buyer',
  evidence: { ...facts(order), ...(placed ? { provider: saidOf(placed) } : {}) },
  correlationId: order.correlationId,
});

/** The provider sold a line that no order of ours waits for any more. */
export const orphanPurchase = ({ placed, line }: FreeLine, provider: string): NewReview => ({
  kind: 'ORPHAN_PURCHASE',
  subject: `${provider}-${placed.reference}-${line}`,
  summary: 'Sold by the provider, and no order waits for it',
  evidence: { line, provider: saidOf(placed) },
  correlationId: 'purchase-audit',
});

/** What was sold in this time could not be read for a day: the audit has gone on without it. */
export const unreadableSales = (
  { from, to }: { from: Date; to: Date },
  provider: string,
  error: unknown,
): NewReview => ({
  kind: 'SALES_UNREADABLE',
  subject: `${provider}-${from.toISOString()}`,
  summary: 'The provider does not tell what it sold in this time',
  evidence: { from: from.toISOString(), to: to.toISOString(), says: String(error) },
  correlationId: 'purchase-audit',
});

const facts = ({ by: _by, email: _email, ...order }: Order) => ({ order });

/** Without install data: a review is read by people, and eSIMs are bearer secrets. */
const saidOf = ({ reference, createdAt, status, lines, total }: PlacedOrder) => ({
  ...{ reference, createdAt, status, total },
  lines: lines.map(({ bundleCode, quantity, esims }) => ({
    ...{ bundleCode, quantity },
    delivered: esims.length,
  })),
});
