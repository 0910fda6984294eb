/** Accounts and transfers of one vendor, for the tests of the books. */
import fc from 'fast-check';
import {
  type Account,
  platformAccounts,
  type Transfer,
  walletAccount,
} from '../../../lib/ledger/transfer.ts';

export const wallet = walletAccount('ven_1');
export const now = new Date('2026-11-01T12:00:00Z');

export const account = (more: Partial<Account> = {}): Account => ({
  ...{ vendorId: 'ven_1', terms: 'PREPAID', currency: 'USD', ordering: 'OPEN' },
  ...{ available: 0, held: 0, spent: 0, funded: 0, creditLimit: 0 },
  createdAt: now.toISOString(),
  ...more,
});

export const transfer = (more: Partial<Transfer> = {}): Transfer => ({
  ...{ id: 'trf_1', kind: 'ORDER', status: 'POSTED', currency: 'USD', amount: 100 },
  ...{ debit: wallet, credit: platformAccounts.revenue, createdAt: now.toISOString() },
  ...more,
});

const amount = fc.integer({ min: 1, max: 1_000_000 });
const order = fc
  .record({ status: fc.constantFrom('PENDING', 'POSTED', 'VOIDED'), amount })
  .map((more) => transfer(more));
const credit = fc
  .record({ kind: fc.constantFrom('TOP_UP', 'ADJUSTMENT'), amount })
  .map(({ kind, ...more }) =>
    transfer({
      ...{ kind, ...more, credit: wallet },
      debit: kind === 'TOP_UP' ? platformAccounts.cash : platformAccounts.equity,
    }),
  );

/** What may stand in a vendor's partition, in any order. */
export const history: fc.Arbitrary<Transfer[]> = fc
  .array(fc.oneof(order, credit), { maxLength: 30 })
  .map((all) => all.map((each, index) => ({ ...each, id: `trf_${index}` })));

/** The account that this history makes; its credit limit is as large as it has to be. */
export function accountAfter(transfers: Transfer[]): Account {
  const sum = (which: (transfer: Transfer) => boolean) =>
    transfers.filter(which).reduce((total, each) => total + each.amount, 0);
  const held = sum(({ debit, status }) => debit === wallet && status === 'PENDING');
  const spent = sum(({ debit, status }) => debit === wallet && status === 'POSTED');
  const credited = sum((each) => each.credit === wallet);
  const creditLimit = Math.max(0, held + spent - credited);
  const funded = credited + creditLimit;
  const terms = creditLimit > 0 ? 'POSTPAID' : 'PREPAID';
  return account({ terms, held, spent, creditLimit, funded, available: funded - held - spent });
}
