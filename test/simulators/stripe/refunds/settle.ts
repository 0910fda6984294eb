import type Stripe from 'stripe';
import type { Context } from '../account/context.ts';
import { noSuch, refused } from '../api/error.ts';
import { changeMetadata } from '../api/metadata.ts';
import { writeBalance } from '../charges/balance.ts';
import { emit } from '../events/emit.ts';

export function findRefund(context: Context, id: string): Stripe.Refund {
  const refund = context.account.refunds.get(id);
  if (refund === undefined) throw noSuch('refund', id, 'refund', true);
  return refund;
}

export function updateRefund(
  context: Context,
  refund: Stripe.Refund,
  params: Stripe.RefundUpdateParams,
): Stripe.Refund {
  const previous = { metadata: refund.metadata };
  refund.metadata = changeMetadata(refund.metadata ?? {}, params.metadata);
  emit(context, 'refund.updated', refund, previous);
  return refund;
}

export function cancelRefund(context: Context, refund: Stripe.Refund): Stripe.Refund {
  if (refund.status !== 'requires_action') {
    const message = `You cannot cancel this refund because it has a status of ${refund.status}. Only a refund with the status requires_action may be canceled.`;
    throw refused(message);
  }
  giveBack(context, refund);
  move(context, refund, 'canceled');
  return refund;
}

export type Settlement = 'succeeded' | 'failed' | 'pending' | 'requires_action';

/** What the bank does on its own: even a refund that succeeded may fail days later. */
export function settleRefund(
  context: Context,
  id: string,
  to: Settlement,
  failureReason = 'expired_or_canceled_card',
): Stripe.Refund {
  const refund = findRefund(context, id);
  if (refund.status === to || refund.status === 'failed' || refund.status === 'canceled') {
    // A control call may have overtaken what was planned; what is final stays.
    return refund;
  }
  delete refund.pending_reason;
  if (to === 'pending') refund.pending_reason = 'processing';
  if (to === 'failed') {
    giveBack(context, refund);
    refund.failure_reason = failureReason;
  }
  move(context, refund, to);
  if (to === 'failed') emit(context, 'refund.failed', refund);
  return refund;
}

function move(context: Context, refund: Stripe.Refund, to: Settlement | 'canceled'): void {
  const previous = { status: refund.status };
  refund.status = to;
  emit(context, 'refund.updated', refund, previous);
}

/** The money is back on our balance, and the charge can be refunded again. */
function giveBack(context: Context, refund: Stripe.Refund): void {
  refund.failure_balance_transaction = writeBalance(context, {
    type: 'refund_failure',
    amount: refund.amount,
    currency: refund.currency,
    source: refund.id,
  });
  const charge = context.account.charges.get(refund.charge as string);
  if (charge === undefined) return;
  charge.amount_refunded -= refund.amount;
  charge.refunded = false;
}
