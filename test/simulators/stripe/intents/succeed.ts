import type Stripe from 'stripe';
import type { Context } from '../account/context.ts';
import { writeBalance } from '../charges/balance.ts';
import { openDispute } from '../disputes/dispute.ts';
import { emit } from '../events/emit.ts';
import type { Outcome } from '../methods/outcomes.ts';

const captureWindowMs = 7 * 86_400_000;

/** Manual capture: the bank has reserved the money, none has moved. */
export function authorise(
  context: Context,
  intent: Stripe.PaymentIntent,
  charge: Stripe.Charge,
): Stripe.PaymentIntent {
  intent.status = 'requires_capture';
  intent.amount_capturable = charge.amount;
  const atMs = context.nowMs + captureWindowMs;
  context.account.scheduled.push({ atMs, what: 'intent-expires', id: intent.id });
  emit(context, 'charge.succeeded', charge);
  emit(context, 'payment_intent.amount_capturable_updated', intent);
  return intent;
}

export function succeed(
  context: Context,
  intent: Stripe.PaymentIntent,
  charge: Stripe.Charge,
  outcome: Outcome,
): Stripe.PaymentIntent {
  charge.status = 'succeeded';
  charge.paid = true;
  charge.captured = true;
  charge.amount_captured = charge.amount;
  emit(context, 'charge.succeeded', charge);
  return closePaid(context, intent, charge, outcome);
}

/** The end of every successful payment, captured at once or later. */
export function closePaid(
  context: Context,
  intent: Stripe.PaymentIntent,
  charge: Stripe.Charge,
  outcome: Outcome,
): Stripe.PaymentIntent {
  intent.status = 'succeeded';
  intent.amount_received = charge.amount_captured;
  intent.amount_capturable = 0;
  emit(context, 'payment_intent.succeeded', intent);
  // The balance entry comes a moment after the charge since capture became asynchronous.
  charge.balance_transaction = writeBalance(context, {
    type: 'charge',
    amount: charge.amount_captured,
    currency: charge.currency,
    source: charge.id,
  });
  charge.receipt_url = `https://pay.stripe.com/receipts/payment/${charge.id}`;
  emit(context, 'charge.updated', charge, { balance_transaction: null, receipt_url: null });
  if (outcome.kind === 'succeeds' && outcome.later === 'dispute') {
    openDispute(context, charge, 'fraudulent');
  }
  return intent;
}
