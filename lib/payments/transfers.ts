/** The two postings of a card payment; their ids come from the order, so each can exist only once. */
import { cardTransfer } from '../ledger/items.ts';
import { platformAccounts } from '../ledger/transfer.ts';
import type { Currency } from '../platform/money.ts';
import type { Write } from '../platform/writes.ts';
import type { Payment } from './payment.ts';

const paymentTransferId = (orderId: string) => `trf_${orderId}_payment`;

/** What the buyer paid is ours to hold, not yet to keep. */
export const depositWrite = (payment: Payment, now: Date): Write =>
  cardTransfer(payment.orderId, {
    id: paymentTransferId(payment.orderId),
    kind: 'PAYMENT',
    status: 'POSTED',
    debit: platformAccounts.cash,
    credit: platformAccounts.deposits,
    amount: payment.amountReceived,
    currency: moneyOf(payment),
    orderId: payment.orderId,
    createdAt: now.toISOString(),
  });

/** All of it went back. */
export const refundWrite = (payment: Payment, now: Date): Write =>
  cardTransfer(payment.orderId, {
    id: `trf_${payment.orderId}_refund`,
    kind: 'REFUND',
    status: 'POSTED',
    debit: platformAccounts.deposits,
    credit: platformAccounts.cash,
    amount: payment.amountReceived,
    currency: moneyOf(payment),
    orderId: payment.orderId,
    relatesTo: paymentTransferId(payment.orderId),
    createdAt: now.toISOString(),
  });

/** The currency that came, even one that we do not sell in: the books say what happened. */
const moneyOf = (payment: Payment) => (payment.receivedCurrency ?? payment.currency) as Currency;
