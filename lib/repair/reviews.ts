/**
 * The reviews that concern an order. A review's id comes from its kind and subject, so those that can
 * exist are tried; a line of the provider's order that was handed to a person names its review.
 */
import type { Order } from '../orders/order.ts';
import type { InboxMessage } from '../payments/inbox.ts';
import type { Payment } from '../payments/payment.ts';
import { batchGet } from '../platform/dynamodb.ts';
import type { Claim } from '../provisioning/items.ts';
import { reviewKey, toReview } from '../review/items.ts';
import { type Review, reviewId, reviewKinds } from '../review/record.ts';

const keysMax = 100;

export async function reviewsOf(
  order: Order,
  payment: Payment | undefined,
  { claims, inbox }: { claims: readonly Claim[]; inbox: readonly InboxMessage[] },
): Promise<Review[]> {
  const refunds = (payment?.refunds ?? []).map(({ id }) => id);
  const subjects = [order.id, order.paymentIntentId, payment?.intentId, ...refunds];
  const possible = subjects
    .filter((subject) => subject !== undefined)
    .flatMap((subject) => reviewKinds.map((kind) => reviewId(kind, subject)));
  const stuck = inbox.map(({ eventId }) => reviewId('PAYMENT_UNMATCHED', eventId));
  const named = claims.map(({ orderId }) => orderId).filter((id) => id.startsWith('rev_'));
  const ids = [...new Set([...named, ...stuck, ...possible])].slice(0, keysMax);
  const items = await batchGet('orders', ids.map(reviewKey), { consistent: true });
  return items.map(toReview);
}
