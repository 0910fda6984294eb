import type Stripe from 'stripe';
import type { Context } from '../account/context.ts';
import { ApiError } from '../api/error.ts';
import { findCustomer } from '../customers/customer.ts';
import { emit } from '../events/emit.ts';
import { useMethod } from '../methods/method.ts';
import { checkAmount, readCurrency } from './amount.ts';
import { checkMethodFits, checkReturnUrl, confirmIntent } from './confirm.ts';
import { methodTypes, openIntent } from './intent.ts';

export function createIntent(
  context: Context,
  params: Stripe.PaymentIntentCreateParams,
): Stripe.PaymentIntent {
  const currency = readCurrency(params.currency);
  checkAmount(params.amount, currency);
  checkMethodChoice(params, currency);
  if (params.customer !== undefined) findCustomer(context, params.customer);
  const intent = openIntent(context, params, currency);
  // All that may be wrong is found before the intent is recorded: nothing is left behind.
  if (params.payment_method !== undefined) {
    const method = useMethod(context, params.payment_method);
    checkMethodFits(intent, method);
    intent.payment_method = method.id;
    intent.status = 'requires_confirmation';
  }
  if (params.confirm) checkReturnUrl(intent.automatic_payment_methods, params.return_url);
  context.account.intents.set(intent.id, intent);
  emit(context, 'payment_intent.created', intent);
  if (!params.confirm) return intent;
  const { payment_method: _used, ...rest } = params;
  return confirmIntent(context, intent, rest, 'server');
}

function checkMethodChoice(params: Stripe.PaymentIntentCreateParams, currency: string): void {
  const fail = (message: string, param: string) =>
    new ApiError(400, { type: 'invalid_request_error', message, param }, false);
  if (methodTypes(params, currency).length === 0) {
    const message = 'No valid payment method types for this Payment Intent.';
    throw fail(message, 'allowed_payment_method_types');
  }
  if (params.confirm) return;
  for (const param of ['off_session', 'error_on_requires_action', 'return_url'] as const) {
    if (params[param] === undefined) continue;
    throw fail(`You can only pass ${param} when confirm=true.`, param);
  }
}
