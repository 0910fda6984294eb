/**
 * The ledger proof: every transfer balances, every balance equals the sum of its transfers. Pure;
 * the job reads the table and hands each account's items in.
 */
import { type Account, platformAccounts, type Transfer, walletAccount } from './transfer.ts';

export interface Finding {
  account: string;
  what: string;
  expected: number;
  found: number;
}

export function proveAccount(account: Account, transfers: Transfer[]): Finding[] {
  const wallet = walletAccount(account.vendorId);
  const sums = { held: 0, spent: 0, funded: account.creditLimit };
  const findings = transfers.flatMap(proveTransfer);
  for (const transfer of transfers) {
    if (transfer.credit === wallet) sums.funded += posted(transfer);
    if (transfer.debit !== wallet) continue;
    if (transfer.status === 'PENDING') sums.held += transfer.amount;
    sums.spent += posted(transfer);
  }
  const expected = { ...sums, available: sums.funded - sums.held - sums.spent };
  for (const part of ['available', 'held', 'spent', 'funded'] as const)
    if (account[part] !== expected[part])
      findings.push({
        account: wallet,
        what: part,
        expected: expected[part],
        found: account[part],
      });
  if (account.available < 0)
    findings.push({ account: wallet, what: 'below zero', expected: 0, found: account.available });
  return findings;
}

/** A card order's deposit never goes below zero: no more leaves than the customer paid. */
export function proveCardOrder(orderId: string, transfers: Transfer[]): Finding[] {
  const findings = transfers.flatMap(proveTransfer);
  const balance = balancesOf(transfers).get(platformAccounts.deposits) ?? 0;
  if (balance < 0)
    findings.push({ account: `order:${orderId}`, what: 'deposit', expected: 0, found: balance });
  return findings;
}

function proveTransfer(transfer: Transfer): Finding[] {
  const { id, amount, debit, credit } = transfer;
  if (Number.isSafeInteger(amount) && amount > 0 && debit !== credit && debit && credit) return [];
  return [{ account: id, what: 'transfer does not balance', expected: 1, found: amount }];
}

const posted = (transfer: Transfer): number => (transfer.status === 'POSTED' ? transfer.amount : 0);

/** Balance of every account over posted transfers: credits less debits; they add up to zero. */
export function balancesOf(transfers: Transfer[]): Map<string, number> {
  const balances = new Map<string, number>();
  for (const transfer of transfers) {
    const amount = posted(transfer);
    balances.set(transfer.debit, (balances.get(transfer.debit) ?? 0) - amount);
    balances.set(transfer.credit, (balances.get(transfer.credit) ?? 0) + amount);
  }
  return balances;
}
