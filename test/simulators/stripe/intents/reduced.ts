import type Stripe from 'stripe';
import { refused } from '../api/error.ts';

const visible = [
  'id',
  'object',
  'amount',
  'amount_details',
  'automatic_payment_methods',
  'canceled_at',
  'cancellation_reason',
  'capture_method',
  'client_secret',
  'confirmation_method',
  'created',
  'currency',
  'description',
  'last_payment_error',
  'livemode',
  'next_action',
  'payment_method',
  'payment_method_configuration_details',
  'payment_method_types',
  'processing',
  'receipt_email',
  'setup_future_usage',
  'shipping',
  'source',
  'status',
] as const satisfies (keyof Stripe.PaymentIntent)[];

/** What the holder of the publishable key gets to see: no metadata, no charge, no customer. */
export function reducedIntent(intent: Stripe.PaymentIntent): Partial<Stripe.PaymentIntent> {
  return Object.fromEntries(visible.map((name) => [name, intent[name]]));
}

export function checkClientSecret(intent: Stripe.PaymentIntent, given: string): void {
  if (intent.client_secret === given) return;
  const message =
    'The client_secret provided does not match any associated PaymentIntent on this account. Ensure the client_secret and account are correct.';
  throw refused(message, { param: 'client_secret' });
}
