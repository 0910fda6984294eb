import type Stripe from 'stripe';
import { type Context, nowSeconds } from '../account/context.ts';
import { makeId } from '../account/ids.ts';

type Movement = 'charge' | 'refund' | 'refund_failure' | 'adjustment';

const feeShare = 0.029;
const feeFixed = 30;
const payoutDelaySeconds = 2 * 86_400;

/** Writes a movement of our balance; only a charge costs a fee, and a refund does not return it. */
export function writeBalance(
  context: Context,
  movement: { type: Movement; amount: number; currency: string; source: string },
): string {
  const { type, amount, currency, source } = movement;
  const fee = type === 'charge' ? Math.min(amount, Math.round(amount * feeShare) + feeFixed) : 0;
  const transaction: Stripe.BalanceTransaction = {
    id: makeId(context.account.random, 'txn'),
    object: 'balance_transaction',
    amount,
    available_on: nowSeconds(context) + payoutDelaySeconds,
    balance_type: 'payments',
    created: nowSeconds(context),
    currency,
    description: null,
    exchange_rate: null,
    fee,
    fee_details: fee === 0 ? [] : [{ ...feeDetail, amount: fee, currency }],
    net: amount - fee,
    reporting_category: type === 'adjustment' ? 'dispute' : type,
    source,
    status: 'pending',
    type,
  };
  context.account.balanceTransactions.set(transaction.id, transaction);
  return transaction.id;
}

const feeDetail = {
  application: null,
  description: 'Stripe processing fees',
  type: 'stripe_fee',
};
