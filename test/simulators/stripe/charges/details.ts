import type Stripe from 'stripe';
import { type Context, nowSeconds } from '../account/context.ts';
import { cardExpiry, cardFace } from '../methods/method.ts';
import type { Attempt } from './attempt.ts';

const captureWindowSeconds = 7 * 86_400;

export function methodDetails(
  context: Context,
  attempt: Attempt,
): Stripe.Charge.PaymentMethodDetails {
  const { intent, method, amount, authenticated } = attempt;
  if (method.type === 'us_bank_account') {
    return { type: 'us_bank_account', us_bank_account: bankAccount };
  }
  const face = cardFace(context.account.methods.get(method.id)?.testName ?? '');
  const card: Stripe.Charge.PaymentMethodDetails.Card = {
    ...face,
    ...cardExpiry,
    amount_authorized: amount,
    authorization_code: '123456',
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: 'US',
    electronic_commerce_indicator: authenticated ? '05' : null,
    extended_authorization: { status: 'disabled' },
    fingerprint: 'Xt5EWLLDS7FJjR1c',
    incremental_authorization: { status: 'unavailable' },
    installments: null,
    mandate: null,
    multicapture: { status: 'unavailable' },
    network: face.brand,
    network_token: { used: false },
    network_transaction_id: '104102978678771',
    overcapture: { maximum_amount_capturable: amount, status: 'unavailable' },
    regulated_status: 'unregulated',
    three_d_secure: authenticated ? threeDSecure : null,
    transaction_link_id: null,
    wallet: null,
  };
  if (intent.capture_method === 'manual') {
    card.capture_before = nowSeconds(context) + captureWindowSeconds;
  }
  return { type: 'card', card };
}

const threeDSecure: Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure = {
  authentication_flow: 'challenge',
  electronic_commerce_indicator: '05',
  exemption_indicator: null,
  result: 'authenticated',
  result_reason: null,
  transaction_id: null,
  version: '2.2.0',
};

const bankAccount: Stripe.Charge.PaymentMethodDetails.UsBankAccount = {
  account_holder_type: 'individual',
  account_type: 'checking',
  bank_name: 'STRIPE TEST BANK',
  fingerprint: 'FFDMA0xfhBjWSZLu',
  last4: '6789',
  payment_reference: null,
  routing_number: '110000000',
};
