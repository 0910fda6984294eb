import type Stripe from 'stripe';
import type { Context } from '../account/context.ts';
import { refused } from '../api/error.ts';
import { changeMetadata } from '../api/metadata.ts';
import { findCustomer } from '../customers/customer.ts';
import { useMethod } from '../methods/method.ts';
import { checkAmount, readCurrency } from './amount.ts';
import { checkMethodFits } from './confirm.ts';
import { methodTypes, shippingOf } from './intent.ts';

const changeable = ['requires_payment_method', 'requires_confirmation', 'requires_action'];
/** What the payment itself hangs on; texts and metadata may change at any time. */
const guarded = ['amount', 'currency', 'payment_method', 'capture_method', 'customer'] as const;

export function updateIntent(
  context: Context,
  intent: Stripe.PaymentIntent,
  params: Stripe.PaymentIntentUpdateParams,
): Stripe.PaymentIntent {
  checkStatus(intent, params);
  const currency = params.currency === undefined ? intent.currency : readCurrency(params.currency);
  const amount = params.amount ?? intent.amount;
  if (params.amount !== undefined || params.currency !== undefined) checkAmount(amount, currency);
  if (params.customer !== undefined) findCustomer(context, params.customer);
  const method = params.payment_method && useMethod(context, params.payment_method);
  if (method) checkMethodFits(intent, method);
  const metadata = changeMetadata(intent.metadata, params.metadata);
  Object.assign(intent, { amount, currency, metadata, last_payment_error: null });
  if (method) intent.payment_method = method.id;
  copyTexts(intent, params);
  if (intent.payment_method !== null && changeable.includes(intent.status) && touches(params)) {
    // A challenge that was under way concerned the old terms: confirm again.
    intent.status = 'requires_confirmation';
    intent.next_action = null;
  }
  return intent;
}

function touches(params: Stripe.PaymentIntentUpdateParams): boolean {
  return guarded.some((name) => params[name] !== undefined);
}

function checkStatus(intent: Stripe.PaymentIntent, params: Stripe.PaymentIntentUpdateParams): void {
  if (changeable.includes(intent.status)) return;
  const param = guarded.find((name) => params[name] !== undefined);
  if (param === undefined) return;
  const message = `This PaymentIntent's ${param} could not be updated because it has a status of ${intent.status}. You may only update the ${param} of a PaymentIntent with one of the following statuses: ${changeable.join(', ')}.`;
  throw refused(message, {
    code: 'payment_intent_unexpected_state',
    param,
    payment_intent: structuredClone(intent),
  });
}

function copyTexts(intent: Stripe.PaymentIntent, params: Stripe.PaymentIntentUpdateParams): void {
  const names = [
    'capture_method',
    'customer',
    'description',
    'receipt_email',
    'setup_future_usage',
    'statement_descriptor',
    'statement_descriptor_suffix',
    'transfer_group',
    'allowed_payment_method_types',
    'excluded_payment_method_types',
  ] as const;
  for (const name of names) {
    if (params[name] === undefined) continue;
    Object.assign(intent, { [name]: params[name] === '' ? null : params[name] });
  }
  if (params.shipping) intent.shipping = shippingOf(params.shipping);
  intent.payment_method_types = methodTypes(
    {
      allowed_payment_method_types: intent.allowed_payment_method_types ?? undefined,
      excluded_payment_method_types: intent.excluded_payment_method_types ?? undefined,
    } as Parameters<typeof methodTypes>[0],
    intent.currency,
  );
}
