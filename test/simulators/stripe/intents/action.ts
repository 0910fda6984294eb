import type Stripe from 'stripe';
import type { Context } from '../account/context.ts';
import { unexpectedState } from '../api/error.ts';
import { emit } from '../events/emit.ts';
import { methodOutcome } from '../methods/method.ts';
import { authenticationFailed } from '../methods/outcomes.ts';
import { makeAttempt } from './attempt.ts';
import { bookFailure, failAttempt } from './fail.ts';
import { proceed } from './proceed.ts';
import { succeed } from './succeed.ts';

/** The customer answers his bank's challenge, or the bank settles a debit that was under way. */
export function completeAction(
  context: Context,
  intent: Stripe.PaymentIntent,
  outcome: 'succeed' | 'fail',
): Stripe.PaymentIntent {
  if (intent.status === 'processing') return settleDebit(context, intent, outcome);
  if (intent.status !== 'requires_action') {
    const message = `There is no action to complete: the status is ${intent.status}.`;
    throw unexpectedState(message, intent);
  }
  const returnUrl = intent.next_action?.redirect_to_url?.return_url ?? null;
  intent.next_action = null;
  if (outcome === 'fail') failAttempt(context, intent, authenticationFailed, false);
  if (intent.confirmation_method === 'manual') {
    // The server keeps the last word: it has to confirm once more.
    intent.status = 'requires_confirmation';
    context.account.authenticated.add(intent.id);
    return intent;
  }
  return proceed(context, intent, { authenticated: true, unattended: false, returnUrl });
}

function settleDebit(
  context: Context,
  intent: Stripe.PaymentIntent,
  outcome: 'succeed' | 'fail',
): Stripe.PaymentIntent {
  const charge = context.account.charges.get(intent.latest_charge as string);
  if (charge === undefined) throw new Error(`intent ${intent.id} is processing without a charge`);
  const expected = methodOutcome(context, intent.payment_method as string);
  const declined = expected.kind === 'processes' ? expected.decline : undefined;
  if (outcome === 'succeed' && declined === undefined) {
    return succeed(context, intent, charge, expected);
  }
  const decline = declined ?? {
    code: 'payment_intent_payment_attempt_failed',
    message: 'The payment failed.',
  };
  charge.status = 'failed';
  charge.failure_code = decline.code;
  charge.failure_message = decline.message;
  emit(context, 'charge.failed', charge);
  const { method } = makeAttempt(context, intent, false);
  bookFailure(context, intent, decline, method, charge);
  return intent;
}
