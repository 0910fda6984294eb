import type Stripe from 'stripe';
import type { Context } from '../account/context.ts';
import { ApiError, invalidParameter, refused, unexpectedState } from '../api/error.ts';
import { useMethod } from '../methods/method.ts';
import { proceed } from './proceed.ts';

/** Who confirms: our server with the secret key, or the customer's browser. */
export type Leg = 'server' | 'client';

export type ConfirmParams = Pick<
  Stripe.PaymentIntentConfirmParams,
  'payment_method' | 'return_url' | 'off_session' | 'error_on_requires_action' | 'receipt_email'
> & { capture_method?: Stripe.PaymentIntent.CaptureMethod };

const confirmable = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

export function confirmIntent(
  context: Context,
  intent: Stripe.PaymentIntent,
  params: ConfirmParams,
  leg: Leg,
  amountReceived?: number,
): Stripe.PaymentIntent {
  checkStatus(intent);
  if (leg === 'client' && intent.confirmation_method === 'manual') {
    const message =
      'This PaymentIntent cannot be confirmed using your publishable key because its `confirmation_method` is set to `manual`. Please use your secret key instead, or create a PaymentIntent with `confirmation_method` set to `automatic`.';
    throw refused(message, { code: 'payment_intent_invalid_parameter' });
  }
  if (leg === 'server') checkReturnUrl(intent.automatic_payment_methods, params.return_url);
  const given = params.payment_method && useMethod(context, params.payment_method);
  if (given) checkMethodFits(intent, given);
  const authenticated = !given && context.account.authenticated.delete(intent.id);
  if (given) intent.payment_method = given.id;
  if (intent.payment_method === null) {
    const message =
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.";
    throw unexpectedState(message, intent);
  }
  if (params.capture_method !== undefined) intent.capture_method = params.capture_method;
  if (params.receipt_email) intent.receipt_email = params.receipt_email;
  intent.last_payment_error = null;
  intent.next_action = null;
  return proceed(context, intent, {
    authenticated,
    // Nobody is there to authenticate: the bank's demand for it is a decline.
    unattended: params.off_session === true || params.error_on_requires_action === true,
    returnUrl: params.return_url ?? null,
    ...(amountReceived === undefined ? {} : { amountReceived }),
  });
}

function checkStatus(intent: Stripe.PaymentIntent): void {
  if (intent.status === 'succeeded') {
    const message =
      'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.';
    throw unexpectedState(message, intent);
  }
  if (confirmable.includes(intent.status)) return;
  const message = `You cannot confirm this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be confirmed: requires_confirmation, requires_action.`;
  throw unexpectedState(message, intent);
}

/** A method might send the customer away, so Stripe wants to know where to send him back. */
export function checkReturnUrl(
  automatic: Stripe.PaymentIntent.AutomaticPaymentMethods | null,
  returnUrl: string | undefined,
): void {
  if (automatic?.allow_redirects !== 'always' || returnUrl !== undefined) return;
  const message =
    "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.";
  throw new ApiError(400, { type: 'invalid_request_error', message }, false);
}

export function checkMethodFits(intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): void {
  if (!intent.payment_method_types.includes(method.type)) {
    const message = `The PaymentMethod provided (${method.type}) is not allowed for this PaymentIntent. Please attach a PaymentMethod of one of the following types: ${intent.payment_method_types.join(', ')}.`;
    throw invalidParameter(message, 'payment_method');
  }
  if (method.type !== 'us_bank_account' || intent.capture_method !== 'manual') return;
  const message = 'The payment method type us_bank_account does not support manual capture.';
  throw invalidParameter(message, 'capture_method');
}
