import type Stripe from 'stripe';
import type { Context } from '../account/context.ts';
import { ApiError } from '../api/error.ts';
import { failedCharge } from '../charges/charge.ts';
import { emit } from '../events/emit.ts';
import type { Decline } from '../methods/outcomes.ts';
import { makeAttempt } from './attempt.ts';

/** Books a failed attempt and throws what a server-side confirm answers: 402 with the intent. */
export function failAttempt(
  context: Context,
  intent: Stripe.PaymentIntent,
  decline: Decline,
  withCharge: boolean,
): never {
  const attempt = makeAttempt(context, intent, false);
  const charge = withCharge ? failedCharge(context, attempt, decline) : null;
  if (charge !== null) {
    intent.latest_charge = charge.id;
    emit(context, 'charge.failed', charge);
  }
  bookFailure(context, intent, decline, attempt.method, charge);
  throw new ApiError(
    402,
    {
      type: 'card_error',
      ...decline,
      ...(charge === null ? {} : { charge: charge.id }),
      payment_intent: structuredClone(intent),
      payment_method: structuredClone(attempt.method),
    },
    true,
  );
}

/** A decline is not final: the intent waits for another method. */
export function bookFailure(
  context: Context,
  intent: Stripe.PaymentIntent,
  decline: Decline,
  method: Stripe.PaymentMethod,
  charge: Stripe.Charge | null,
): void {
  const error: Stripe.PaymentIntent.LastPaymentError = {
    type: 'card_error',
    code: decline.code as Stripe.PaymentIntent.LastPaymentError.Code,
    message: decline.message,
    doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll('_', '-')}`,
    payment_method: structuredClone(method),
  };
  if (decline.decline_code !== undefined) error.decline_code = decline.decline_code;
  if (charge !== null) error.charge = charge.id;
  intent.status = 'requires_payment_method';
  intent.payment_method = null;
  intent.next_action = null;
  intent.last_payment_error = error;
  emit(context, 'payment_intent.payment_failed', intent);
}
