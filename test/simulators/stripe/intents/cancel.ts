import type Stripe from 'stripe';
import { type Context, nowSeconds } from '../account/context.ts';
import { unexpectedState } from '../api/error.ts';
import { emit } from '../events/emit.ts';

const cancelable = [
  'requires_payment_method',
  'requires_capture',
  'requires_confirmation',
  'requires_action',
];

/** Either wins the race against the customer or tells, by the error's intent, that he has paid. */
export function cancelIntent(
  context: Context,
  intent: Stripe.PaymentIntent,
  reason: Stripe.PaymentIntent.CancellationReason | null,
): Stripe.PaymentIntent {
  if (!cancelable.includes(intent.status)) {
    const message = `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action, processing.`;
    throw unexpectedState(message, intent);
  }
  if (intent.status === 'requires_capture') releaseCharge(context, intent, reason);
  intent.status = 'canceled';
  intent.amount_capturable = 0;
  intent.canceled_at = nowSeconds(context);
  intent.cancellation_reason = reason;
  intent.next_action = null;
  emit(context, 'payment_intent.canceled', intent);
  return intent;
}

/** Gives the reserved money back: no refund object, since none had been taken. */
function releaseCharge(
  context: Context,
  intent: Stripe.PaymentIntent,
  reason: Stripe.PaymentIntent.CancellationReason | null,
): void {
  const charge = context.account.charges.get(intent.latest_charge as string);
  if (charge === undefined) return;
  charge.amount_refunded = charge.amount;
  charge.refunded = true;
  emit(context, reason === 'automatic' ? 'charge.expired' : 'charge.refunded', charge);
}
