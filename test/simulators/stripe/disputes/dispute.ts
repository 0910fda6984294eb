import type Stripe from 'stripe';
import { type Context, nowSeconds } from '../account/context.ts';
import { makeId } from '../account/ids.ts';
import { noSuch, refused } from '../api/error.ts';
import { writeBalance } from '../charges/balance.ts';
import { emit } from '../events/emit.ts';
import { noEvidence } from './evidence.ts';

const evidenceDueSeconds = 9 * 86_400;
/** What the bank's complaint costs on top of the amount. */
const disputeFee = 1500;

/** The cardholder's bank takes the money back; charges are refundable no more while it lasts. */
export function openDispute(
  context: Context,
  charge: Stripe.Charge,
  reason: string,
): Stripe.Dispute {
  if (charge.disputed || !charge.captured) {
    throw refused(`Charge ${charge.id} cannot be disputed.`);
  }
  const dispute: Stripe.Dispute = {
    id: makeId(context.account.random, 'dp'),
    object: 'dispute',
    amount: charge.amount_captured - charge.amount_refunded,
    balance_transactions: [],
    charge: charge.id,
    created: nowSeconds(context),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence,
    evidence_details: {
      due_by: nowSeconds(context) + evidenceDueSeconds,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      type: 'card',
      card: {
        brand: 'visa',
        case_type: 'chargeback',
        network: 'visa',
        network_reason_code: '10.4',
      },
    },
    reason,
    status: 'needs_response',
  };
  context.account.disputes.set(dispute.id, dispute);
  charge.disputed = true;
  emit(context, 'charge.updated', charge, { disputed: false });
  emit(context, 'charge.dispute.created', dispute);
  moveFunds(context, dispute, -dispute.amount - disputeFee);
  emit(context, 'charge.dispute.funds_withdrawn', dispute, { balance_transactions: [] });
  return dispute;
}

export function closeDispute(
  context: Context,
  id: string,
  outcome: 'won' | 'lost',
): Stripe.Dispute {
  const dispute = context.account.disputes.get(id);
  if (dispute === undefined) throw noSuch('dispute', id, 'dispute', true);
  if (dispute.status === 'won' || dispute.status === 'lost') {
    throw refused(`This dispute is already closed: ${dispute.status}.`);
  }
  const previous = { status: dispute.status };
  dispute.status = outcome;
  if (outcome === 'won') moveFunds(context, dispute, dispute.amount);
  emit(context, 'charge.dispute.closed', dispute, previous);
  if (outcome === 'won') emit(context, 'charge.dispute.funds_reinstated', dispute);
  return dispute;
}

/** A dispute that we won leaves its mark on the charge but no longer stands against a refund. */
export function isChargedBack(context: Context, charge: Stripe.Charge): boolean {
  if (!charge.disputed) return false;
  const disputes = [...context.account.disputes.values()];
  return disputes.some((dispute) => dispute.charge === charge.id && dispute.status !== 'won');
}

function moveFunds(context: Context, dispute: Stripe.Dispute, amount: number): void {
  const { currency, id } = dispute;
  const written = writeBalance(context, { type: 'adjustment', amount, currency, source: id });
  const transaction = context.account.balanceTransactions.get(written);
  if (transaction !== undefined) dispute.balance_transactions.push(transaction);
}
