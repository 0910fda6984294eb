import type Stripe from 'stripe';
import { type Context, nowSeconds } from '../account/context.ts';
import { makeId } from '../account/ids.ts';
import { noSuch } from '../api/error.ts';
import { type Outcome, outcomeOf } from './outcomes.ts';

/**
 * A test name stands for a fresh method at every use, as at Stripe; an id made so earlier is
 * found again.
 */
export function useMethod(context: Context, given: string): Stripe.PaymentMethod {
  const known = context.account.methods.get(given);
  if (known !== undefined) return known.method;
  if (outcomeOf(given) === undefined) throw noSuch('PaymentMethod', given, 'payment_method', false);
  const method = makeMethod(context, given);
  context.account.methods.set(method.id, { method, testName: given });
  return method;
}

export function methodOutcome(context: Context, methodId: string): Outcome {
  const known = context.account.methods.get(methodId);
  const outcome = known && outcomeOf(known.testName);
  if (outcome === undefined) throw noSuch('PaymentMethod', methodId, 'payment_method', false);
  return outcome;
}

function makeMethod(context: Context, testName: string): Stripe.PaymentMethod {
  const base: Omit<Stripe.PaymentMethod, 'type'> = {
    id: makeId(context.account.random, 'pm'),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    created: nowSeconds(context),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
  };
  if (testName.startsWith('pm_usBankAccount')) {
    return { ...base, type: 'us_bank_account', us_bank_account: bankAccount };
  }
  return { ...base, type: 'card', card: card(cardFace(testName)) };
}

export interface CardFace {
  brand: string;
  last4: string;
  funding: string;
}

export function cardFace(testName: string): CardFace {
  if (testName === 'pm_card_mastercard') {
    return { brand: 'mastercard', last4: '4444', funding: 'credit' };
  }
  if (testName === 'pm_card_amex') return { brand: 'amex', last4: '8431', funding: 'credit' };
  if (testName === 'pm_card_visa_debit') return { brand: 'visa', last4: '5556', funding: 'debit' };
  return { brand: 'visa', last4: '4242', funding: 'credit' };
}

export const cardExpiry = { exp_month: 12, exp_year: 2034 };

function card(face: CardFace): Stripe.PaymentMethod.Card {
  return {
    ...face,
    ...cardExpiry,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: null },
    country: 'US',
    display_brand: face.brand,
    fingerprint: 'Xt5EWLLDS7FJjR1c',
    generated_from: null,
    networks: { available: [face.brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  };
}

const bankAccount: Stripe.PaymentMethod.UsBankAccount = {
  account_holder_type: 'individual',
  account_type: 'checking',
  bank_name: 'STRIPE TEST BANK',
  financial_connections_account: null,
  fingerprint: 'FFDMA0xfhBjWSZLu',
  last4: '6789',
  networks: { preferred: 'ach', supported: ['ach'] },
  routing_number: '110000000',
  status_details: {},
};
