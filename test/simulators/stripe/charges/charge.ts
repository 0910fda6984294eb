import type Stripe from 'stripe';
import { type Context, nowSeconds } from '../account/context.ts';
import { makeId } from '../account/ids.ts';
import type { Decline } from '../methods/outcomes.ts';
import type { Attempt } from './attempt.ts';
import { methodDetails } from './details.ts';

/** A new charge in the books, not yet captured, paid or failed. */
function openCharge(context: Context, attempt: Attempt): Stripe.Charge {
  const { intent, method, amount } = attempt;
  return {
    id: makeId(context.account.random, 'ch'),
    object: 'charge',
    amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'SIMULATOR',
    captured: false,
    created: nowSeconds(context),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    // A copy: later changes of the intent's metadata do not reach the charge.
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: null,
    paid: false,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: methodDetails(context, attempt),
    radar_options: {},
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: intent.shipping as Stripe.Charge.Shipping | null,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: 'pending',
    transfer_data: null,
    transfer_group: intent.transfer_group,
  };
}

export function failedCharge(context: Context, attempt: Attempt, decline: Decline): Stripe.Charge {
  const charge: Stripe.Charge = {
    ...openCharge(context, attempt),
    failure_code: decline.code,
    failure_message: decline.message,
    outcome: {
      ...outcome,
      network_decline_code: '01',
      network_status: 'declined_by_network',
      reason: decline.decline_code ?? decline.code,
      seller_message: 'The bank did not return any further details with this decline.',
      type: 'issuer_declined',
    },
    status: 'failed',
  };
  context.account.charges.set(charge.id, charge);
  return charge;
}

export function authorisedCharge(context: Context, attempt: Attempt): Stripe.Charge {
  const charge: Stripe.Charge = {
    ...openCharge(context, attempt),
    outcome,
    paid: true,
    status: 'succeeded',
  };
  context.account.charges.set(charge.id, charge);
  return charge;
}

export function pendingCharge(context: Context, attempt: Attempt): Stripe.Charge {
  const charge = openCharge(context, attempt);
  context.account.charges.set(charge.id, charge);
  return charge;
}

const outcome: Stripe.Charge.Outcome = {
  advice_code: null,
  network_advice_code: null,
  network_decline_code: null,
  network_status: 'approved_by_network',
  reason: null,
  risk_level: 'normal',
  risk_score: 32,
  seller_message: 'Payment complete.',
  type: 'authorized',
};
