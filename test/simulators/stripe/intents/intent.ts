import type Stripe from 'stripe';
import { type Context, nowSeconds } from '../account/context.ts';
import { makeId, randomText } from '../account/ids.ts';
import { noSuch } from '../api/error.ts';
import { changeMetadata } from '../api/metadata.ts';

export function findIntent(
  context: Context,
  id: string,
  at: { param: string; inPath: boolean } = { param: 'intent', inPath: true },
): Stripe.PaymentIntent {
  const intent = context.account.intents.get(id);
  if (intent === undefined) throw noSuch('payment_intent', id, at.param, at.inPath);
  return intent;
}

export function openIntent(
  context: Context,
  params: Stripe.PaymentIntentCreateParams,
  currency: string,
): Stripe.PaymentIntent {
  const id = makeId(context.account.random, 'pi');
  const intent: Stripe.PaymentIntent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount: params.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: automaticMethods(params),
    canceled_at: null,
    cancellation_reason: null,
    capture_method: params.capture_method ?? 'automatic_async',
    client_secret: `${id}_secret_${randomText(context.account.random, 25)}`,
    confirmation_method: params.confirmation_method ?? 'automatic',
    created: nowSeconds(context),
    currency,
    customer: params.customer ?? null,
    customer_account: null,
    description: params.description ?? null,
    excluded_payment_method_types: params.excluded_payment_method_types ?? null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: changeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: methodOptions,
    payment_method_types: methodTypes(params, currency),
    payment_record: null,
    processing: null,
    receipt_email: params.receipt_email ?? null,
    review: null,
    setup_future_usage: params.setup_future_usage ?? null,
    shipping: shippingOf(params.shipping),
    source: null,
    statement_descriptor: params.statement_descriptor ?? null,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: params.transfer_group ?? null,
  };
  return intent;
}

/** Automatic methods are the default unless the caller names the methods itself. */
function automaticMethods(
  params: Stripe.PaymentIntentCreateParams,
): Stripe.PaymentIntent.AutomaticPaymentMethods | null {
  const asked = params.automatic_payment_methods;
  if (asked === undefined && params.allowed_payment_method_types !== undefined) return null;
  if (asked?.enabled === false) return null;
  return { enabled: true, allow_redirects: asked?.allow_redirects ?? 'always' };
}

type MethodChoice = Pick<
  Stripe.PaymentIntentCreateParams,
  'allowed_payment_method_types' | 'excluded_payment_method_types'
>;

export function methodTypes(params: MethodChoice, currency: string): string[] {
  const offered = currency === 'usd' ? ['card', 'link', 'us_bank_account'] : ['card', 'link'];
  const allowed: string[] = params.allowed_payment_method_types ?? offered;
  const excluded: string[] = params.excluded_payment_method_types ?? [];
  return offered.filter((type) => allowed.includes(type) && !excluded.includes(type));
}

const methodOptions: Stripe.PaymentIntent.PaymentMethodOptions = {
  card: {
    installments: null,
    mandate_options: null,
    network: null,
    request_three_d_secure: 'automatic',
  },
};

export function shippingOf(
  asked: Stripe.PaymentIntentCreateParams.Shipping | undefined,
): Stripe.PaymentIntent.Shipping | null {
  if (asked === undefined) return null;
  const none = { city: null, country: null, line1: null, line2: null };
  return {
    carrier: null,
    phone: null,
    tracking_number: null,
    ...asked,
    address: { ...none, postal_code: null, state: null, ...asked.address },
  } as Stripe.PaymentIntent.Shipping;
}
