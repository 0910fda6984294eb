/**
 * Double entry: a transfer debits one account and credits another by one amount in one currency.
 * It is PENDING and then POSTED or VOIDED, or posted at once; amounts are never edited, a
 * correction is a new transfer that names the old one.
 */
import type { Currency } from '../platform/money.ts';

export const transferKinds = ['TOP_UP', 'ADJUSTMENT', 'ORDER', 'PAYMENT', 'REFUND'] as const;
export type TransferKind = (typeof transferKinds)[number];
export type TransferStatus = 'PENDING' | 'POSTED' | 'VOIDED';

/** The platform's own accounts; their balances are sums over transfers, never an item. */
export const platformAccounts = {
  cash: 'platform:cash',
  revenue: 'platform:revenue',
  deposits: 'platform:customer_deposits',
  equity: 'platform:adjustments',
} as const;

export const walletAccount = (vendorId: string) => `vendor:${vendorId}:wallet`;

export interface Transfer {
  id: string;
  kind: TransferKind;
  status: TransferStatus;
  /** Account whose value goes down / up, e.g. 'vendor:ven_…:wallet' -> 'platform:revenue'. */
  debit: string;
  credit: string;
  /** Minor units, above zero. */
  amount: number;
  currency: Currency;
  orderId?: string;
  /** The transfer that this one corrects or follows. */
  relatesTo?: string;
  reason?: string;
  createdAt: string;
  resolvedAt?: string;
}

/**
 * A vendor's money. Always: available + held + spent = funded. POSTPAID counts the credit limit as
 * funds, so the same condition (`available >= amount`) guards both terms, and what the vendor owes
 * is spent - (funded - creditLimit).
 */
export interface Account {
  vendorId: string;
  terms: 'PREPAID' | 'POSTPAID';
  currency: Currency;
  /** May still be spent; minor units like all below. */
  available: number;
  /** Reserved by open orders. */
  held: number;
  /** Posted orders, in all. */
  spent: number;
  /** Top-ups, adjustments and payments, in all, plus the credit limit. */
  funded: number;
  creditLimit: number;
  /** CLOSED refuses new holds: a suspension takes effect inside the order's transaction. */
  ordering: 'OPEN' | 'CLOSED';
  createdAt: string;
}

export const outstandingOf = (account: Account): number =>
  account.terms === 'POSTPAID' ? account.spent - (account.funded - account.creditLimit) : 0;
