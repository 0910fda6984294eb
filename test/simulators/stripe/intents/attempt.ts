import type Stripe from 'stripe';
import type { Context } from '../account/context.ts';
import type { Attempt } from '../charges/attempt.ts';

export function makeAttempt(
  context: Context,
  intent: Stripe.PaymentIntent,
  authenticated: boolean,
  amount = intent.amount,
): Attempt {
  const known = context.account.methods.get(intent.payment_method as string);
  if (known === undefined) throw new Error(`intent ${intent.id} holds an unknown method`);
  return { intent, method: known.method, amount, authenticated };
}
