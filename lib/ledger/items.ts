/**
 * Table `ledger`.
 *
 * | Access pattern | Key |
 * | --- | --- |
 * | a vendor's balance | pk ACCOUNT#<vendorId>, sk BALANCE |
 * | a vendor's transfers, newest first | pk ACCOUNT#<vendorId>, sk TRANSFER#<id> |
 * | a card order's transfers | pk ORDER#<orderId>, sk TRANSFER#<id> |
 *
 * Balances change by arithmetic in the update, under a condition: never read, compute, write.
 */
import type { Item } from '../platform/dynamodb.ts';
import { create, type Write } from '../platform/writes.ts';
import { type Account, platformAccounts, type Transfer, walletAccount } from './transfer.ts';

export const accountKey = (vendorId: string) => ({ pk: `ACCOUNT#${vendorId}`, sk: 'BALANCE' });
export const accountPartition = (vendorId: string) => `ACCOUNT#${vendorId}`;
export const cardPartition = (orderId: string) => `ORDER#${orderId}`;
const transferKey = (partition: string, id: string) => ({ pk: partition, sk: `TRANSFER#${id}` });

export const toAccount = ({ pk: _pk, sk: _sk, ...account }: Item) => account as unknown as Account;
export const toTransfer = ({ pk: _pk, sk: _sk, ...rest }: Item) => rest as unknown as Transfer;

export const newAccount = (account: Account): Write =>
  create('ledger', { ...accountKey(account.vendorId), ...account });

interface OrderMoney {
  vendorId: string;
  holdId: string;
  orderId: string;
  amount: number;
}

/** Reserves an order's price: `wallet` is refused when closed, of another currency or short. */
export function holdWrites(
  money: OrderMoney & Pick<Transfer, 'currency'>,
  now: Date,
): { wallet: Write; transfer: Write } {
  const transfer: Transfer = {
    id: money.holdId,
    kind: 'ORDER',
    status: 'PENDING',
    debit: walletAccount(money.vendorId),
    credit: platformAccounts.revenue,
    amount: money.amount,
    currency: money.currency,
    orderId: money.orderId,
    createdAt: now.toISOString(),
  };
  return {
    wallet: {
      update: 'ledger',
      key: accountKey(money.vendorId),
      set: 'SET available = available - :amount, held = held + :amount',
      condition: 'available >= :amount AND currency = :currency AND ordering = :open',
      values: { ':amount': money.amount, ':currency': money.currency, ':open': 'OPEN' },
    },
    transfer: create('ledger', {
      ...transferKey(accountPartition(money.vendorId), transfer.id),
      ...transfer,
    }),
  };
}

/** Completion: the held amount is spent. */
export const postWrites = (money: OrderMoney, now: Date) =>
  resolveWrites(money, now, 'POSTED', 'SET held = held - :amount, spent = spent + :amount');

/** Failure: the held amount is free again. */
export const voidWrites = (money: OrderMoney, now: Date) =>
  resolveWrites(money, now, 'VOIDED', 'SET held = held - :amount, available = available + :amount');

function resolveWrites(
  money: OrderMoney,
  now: Date,
  status: 'POSTED' | 'VOIDED',
  set: string,
): { wallet: Write; transfer: Write } {
  return {
    wallet: {
      update: 'ledger',
      key: accountKey(money.vendorId),
      set,
      condition: 'held >= :amount',
      values: { ':amount': money.amount },
    },
    transfer: {
      update: 'ledger',
      key: transferKey(accountPartition(money.vendorId), money.holdId),
      set: 'SET #status = :status, resolvedAt = :now',
      // A hold is resolved once, whatever the order's own state says.
      condition: '#status = :pending AND amount = :amount',
      names: { '#status': 'status' },
      values: {
        ':status': status,
        ':now': now.toISOString(),
        ':pending': 'PENDING',
        ':amount': money.amount,
      },
    },
  };
}

/** Money that enters a wallet at once: a top-up (from cash) or an adjustment (from equity). */
export function creditWrites(credit: { vendorId: string; transfer: Transfer }): {
  wallet: Write;
  transfer: Write;
} {
  return {
    wallet: {
      update: 'ledger',
      key: accountKey(credit.vendorId),
      set: 'SET available = available + :amount, funded = funded + :amount',
      condition: 'currency = :currency',
      values: { ':amount': credit.transfer.amount, ':currency': credit.transfer.currency },
    },
    transfer: create('ledger', {
      ...transferKey(accountPartition(credit.vendorId), credit.transfer.id),
      ...credit.transfer,
    }),
  };
}

/** A transfer of a card order; its id is derived from the order, so it can exist only once. */
export const cardTransfer = (orderId: string, transfer: Transfer): Write =>
  create('ledger', { ...transferKey(cardPartition(orderId), transfer.id), ...transfer });
