import type Stripe from 'stripe';
import type { Context } from '../account/context.ts';
import { refused, unexpectedState } from '../api/error.ts';
import { changeMetadata } from '../api/metadata.ts';
import { emit } from '../events/emit.ts';
import { methodOutcome } from '../methods/method.ts';
import { money } from './amount.ts';
import { closePaid } from './succeed.ts';

export function captureIntent(
  context: Context,
  intent: Stripe.PaymentIntent,
  params: Stripe.PaymentIntentCaptureParams,
): Stripe.PaymentIntent {
  if (intent.status !== 'requires_capture') {
    const message = `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`;
    throw unexpectedState(message, intent);
  }
  const amount = params.amount_to_capture ?? intent.amount_capturable;
  if (amount < 1 || amount > intent.amount_capturable) {
    const message = `The specified capture amount (${money(amount, intent.currency)}) is not between 1 and the capturable amount (${money(intent.amount_capturable, intent.currency)}).`;
    throw refused(message, { param: 'amount_to_capture' });
  }
  if (params.final_capture === false) {
    throw refused('Multicapture is not available on this charge.', { param: 'final_capture' });
  }
  const charge = context.account.charges.get(intent.latest_charge as string);
  if (charge === undefined) throw new Error(`intent ${intent.id} has no charge to capture`);
  intent.metadata = changeMetadata(intent.metadata, params.metadata);
  charge.captured = true;
  charge.amount_captured = amount;
  emit(context, 'charge.captured', charge);
  return closePaid(
    context,
    intent,
    charge,
    methodOutcome(context, intent.payment_method as string),
  );
}
