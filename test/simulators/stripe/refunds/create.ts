import type Stripe from 'stripe';
import { type Context, nowSeconds } from '../account/context.ts';
import { makeId } from '../account/ids.ts';
import { ApiError, invalidParameter, noSuch, refused } from '../api/error.ts';
import { changeMetadata } from '../api/metadata.ts';
import { writeBalance } from '../charges/balance.ts';
import { isChargedBack } from '../disputes/dispute.ts';
import { emit } from '../events/emit.ts';
import { money } from '../intents/amount.ts';
import { findIntent } from '../intents/intent.ts';
import { methodOutcome } from '../methods/method.ts';

export function createRefund(context: Context, params: Stripe.RefundCreateParams): Stripe.Refund {
  const charge = chargeToRefund(context, params);
  const amount = checkRefundable(context, charge, params.amount);
  const refund = openRefund(context, charge, amount, params);
  context.account.refunds.set(refund.id, refund);
  planOutcome(context, refund, charge);
  const previous = { amount_refunded: charge.amount_refunded, refunded: charge.refunded };
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount_captured;
  refund.balance_transaction = writeBalance(context, {
    type: 'refund',
    amount: -amount,
    currency: charge.currency,
    source: refund.id,
  });
  emit(context, 'refund.created', refund);
  emit(context, 'charge.refunded', charge, previous);
  return refund;
}

function chargeToRefund(context: Context, params: Stripe.RefundCreateParams): Stripe.Charge {
  if (params.charge === undefined && params.payment_intent === undefined) {
    const message =
      'One of the following params should be provided for this request: payment_intent or charge.';
    throw new ApiError(400, { type: 'invalid_request_error', message }, false);
  }
  if (params.payment_intent === undefined) {
    const id = params.charge as string;
    const charge = context.account.charges.get(id);
    if (charge === undefined) throw noSuch('charge', id, 'charge', false);
    if (charge.captured) return charge;
    throw refused(`Charge ${id} has not been captured; there is nothing to refund.`);
  }
  const at = { param: 'payment_intent', inPath: false };
  const intent = findIntent(context, params.payment_intent, at);
  const charge = context.account.charges.get((intent.latest_charge as string | null) ?? '');
  if (intent.status === 'succeeded' && charge !== undefined) return charge;
  throw refused(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
    param: 'payment_intent',
  });
}

/** Never more than was captured, however many refunds run side by side. */
function checkRefundable(
  context: Context,
  charge: Stripe.Charge,
  asked: number | undefined,
): number {
  if (asked !== undefined && asked < 1) {
    throw invalidParameter(
      'This value must be greater than or equal to 1.',
      'amount',
      'parameter_invalid_integer',
    );
  }
  const left = charge.amount_captured - charge.amount_refunded;
  if (left === 0) {
    throw refused(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    });
  }
  if (isChargedBack(context, charge)) {
    throw refused(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    });
  }
  const amount = asked ?? left;
  if (amount <= left) return amount;
  const message = `Refund amount (${money(amount, charge.currency)}) is greater than unrefunded amount on charge (${money(left, charge.currency)})`;
  throw refused(message, { param: 'amount' });
}

function openRefund(
  context: Context,
  charge: Stripe.Charge,
  amount: number,
  params: Stripe.RefundCreateParams,
): Stripe.Refund {
  return {
    id: makeId(context.account.random, 're'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: nowSeconds(context),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      type: 'card',
      card: {
        reference_status: 'pending',
        reference_type: 'acquirer_reference_number',
        type: 'refund',
      },
    },
    metadata: changeMetadata({}, params.metadata),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
}

/** The refund test cards decide now what becomes of the refund later. */
function planOutcome(context: Context, refund: Stripe.Refund, charge: Stripe.Charge): void {
  const outcome = methodOutcome(context, charge.payment_method as string);
  const later = outcome.kind === 'succeeds' ? outcome.later : undefined;
  if (later === 'refund-pends') {
    refund.status = 'pending';
    refund.pending_reason = 'processing';
  }
  const { refundSettlementMs } = context.account.settings;
  if (refundSettlementMs === null || (later !== 'refund-pends' && later !== 'refund-fails')) return;
  context.account.scheduled.push({
    atMs: context.nowMs + refundSettlementMs,
    what: later === 'refund-pends' ? 'refund-succeeds' : 'refund-fails',
    id: refund.id,
  });
}
