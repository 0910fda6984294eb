import type Stripe from 'stripe';
import type { Context } from '../account/context.ts';
import { authorisedCharge, pendingCharge } from '../charges/charge.ts';
import { emit } from '../events/emit.ts';
import { methodOutcome } from '../methods/method.ts';
import { authenticationRequired, type Outcome } from '../methods/outcomes.ts';
import { makeAttempt } from './attempt.ts';
import { failAttempt } from './fail.ts';
import { authorise, succeed } from './succeed.ts';

export interface Step {
  authenticated: boolean;
  unattended: boolean;
  returnUrl: string | null;
  /** What arrives when it is not the whole amount. */
  amountReceived?: number;
}

/** Takes a confirmed intent as far as its method allows. A decline throws after its effects. */
export function proceed(
  context: Context,
  intent: Stripe.PaymentIntent,
  step: Step,
): Stripe.PaymentIntent {
  const methodId = intent.payment_method as string;
  const outcome = methodOutcome(context, methodId);
  if (outcome.kind === 'authenticates' && !step.authenticated) {
    if (step.unattended) failAttempt(context, intent, authenticationRequired, true);
    return askForAction(context, intent, step.returnUrl);
  }
  if (outcome.kind === 'declines') failAttempt(context, intent, outcome.decline, true);
  if (outcome.kind === 'processes') return startProcessing(context, intent);
  return takeMoney(context, intent, step, outcome);
}

function takeMoney(
  context: Context,
  intent: Stripe.PaymentIntent,
  step: Step,
  outcome: Outcome,
): Stripe.PaymentIntent {
  const attempt = makeAttempt(context, intent, step.authenticated, step.amountReceived);
  const charge = authorisedCharge(context, attempt);
  intent.latest_charge = charge.id;
  intent.next_action = null;
  if (intent.capture_method === 'manual') return authorise(context, intent, charge);
  return succeed(context, intent, charge, outcome);
}

function askForAction(
  context: Context,
  intent: Stripe.PaymentIntent,
  returnUrl: string | null,
): Stripe.PaymentIntent {
  const url = `${context.account.publicUrl}/redirect/authenticate/${intent.id}?client_secret=${intent.client_secret}`;
  intent.status = 'requires_action';
  intent.next_action =
    returnUrl === null
      ? {
          type: 'use_stripe_sdk',
          use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url },
        }
      : { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } };
  emit(context, 'payment_intent.requires_action', intent);
  return intent;
}

function startProcessing(context: Context, intent: Stripe.PaymentIntent): Stripe.PaymentIntent {
  const charge = pendingCharge(context, makeAttempt(context, intent, false));
  intent.latest_charge = charge.id;
  intent.status = 'processing';
  emit(context, 'charge.pending', charge);
  emit(context, 'payment_intent.processing', intent);
  return intent;
}
