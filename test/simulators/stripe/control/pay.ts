import type Stripe from 'stripe';
import type { z } from 'zod';
import type { Account } from '../account/account.ts';
import { automatic, type Context } from '../account/context.ts';
import { ApiError } from '../api/error.ts';
import { completeAction } from '../intents/action.ts';
import { confirmIntent } from '../intents/confirm.ts';
import { findIntent } from '../intents/intent.ts';
import type { completeSchema, paySchema } from './schemas.ts';

/** What control calls and the list of intents show of one. */
export function briefIntent(intent: Stripe.PaymentIntent): object {
  const { id, status, amount, amount_received, currency, metadata, client_secret } = intent;
  const { last_payment_error, next_action, latest_charge } = intent;
  return {
    id,
    status,
    amount,
    amount_received,
    currency,
    metadata,
    client_secret,
    latest_charge,
    decline: last_payment_error?.decline_code ?? last_payment_error?.code ?? null,
    next_action:
      next_action?.redirect_to_url?.url ?? next_action?.use_stripe_sdk?.stripe_js ?? null,
  };
}

/** The customer's browser confirms: the same as confirm with the publishable key. */
export function pay(
  account: Account,
  id: string,
  order: z.infer<typeof paySchema>,
  nowMs: number,
): object {
  const context = automatic(account, nowMs);
  const { payment_method, return_url, amount_received } = order;
  const params = return_url === undefined ? { payment_method } : { payment_method, return_url };
  return attempt(context, id, (intent) =>
    confirmIntent(context, intent, params, 'client', amount_received),
  );
}

export function complete(
  account: Account,
  id: string,
  order: z.infer<typeof completeSchema>,
  nowMs: number,
): object {
  const context = automatic(account, nowMs);
  return attempt(context, id, (intent) => completeAction(context, intent, order.outcome));
}

/** A decline is an expected outcome here: it shows in the intent, not as a failed call. */
function attempt(
  context: Context,
  id: string,
  act: (intent: Stripe.PaymentIntent) => void,
): object {
  const intent = findIntent(context, id);
  try {
    act(intent);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 402) throw error;
  }
  return briefIntent(intent);
}
