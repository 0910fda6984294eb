/** Money goes back: at Stripe first, under a key of the order's own, then in our books. */
import type { Stamp } from '../platform/actor.ts';
import { transact } from '../platform/dynamodb.ts';
import { count } from '../platform/observability.ts';
import { openReviewNow } from '../review/review.ts';
import { isRefusal } from './faults.ts';
import { changedPayment, readPayment } from './items.ts';
import { type Payment, refundMade } from './payment.ts';
import { refusedRefund } from './reviews.ts';
import { refundIntent } from './stripe.ts';
import { refundWrite } from './transfers.ts';

/** Gives back at Stripe what has not gone back yet; nothing when a lost run did it before. */
export async function refundRest(payment: Payment, now: Date): Promise<void> {
  const { orderId, intentId, amountReceived, refunded } = payment;
  const rest = amountReceived - refunded;
  if (rest <= 0) return;
  // Staff refunded a part by hand: another amount needs another key.
  const suffix = refunded === 0 ? '' : `-rest-${rest}`;
  try {
    await refundIntent(orderId, intentId, rest, `order-${orderId}-refund-v1${suffix}`);
  } catch (error) {
    // Thrown on all the same: the obstacle, a dispute for example, may go away.
    if (isRefusal(error)) await openReviewNow(refusedRefund(payment, rest, error), now);
    throw error;
  }
}

const triesMax = 5;

/** Money that came for a closed order. */
export async function refundStray(orderId: string, at: { now: Date; by: Stamp }): Promise<void> {
  for (let tried = 1; tried <= triesMax; tried += 1) {
    const payment = await readPayment(orderId);
    if (!payment) throw new Error(`no payment of order ${orderId}`);
    // A duplicate message: it went back already.
    if (!payment.refundDue) return;
    await refundRest(payment, at.now);
    const outcome = await transact({
      payment: changedPayment(payment, refundMade(payment, payment.amountReceived, at)),
      transfer: refundWrite(payment, at.now),
    });
    if (outcome.ok) {
      count('StrayPaymentsRefunded');
      return;
    }
    // Stripe's own news of this refund may have moved the payment: read it again.
    if (!outcome.refused.payment) throw new Error(`order ${orderId} has a refund transfer already`);
  }
  throw new Error(`payment of order ${orderId} keeps changing`);
}
