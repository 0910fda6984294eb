import fc from 'fast-check';
import {
  accountKey,
  creditWrites,
  holdWrites,
  newAccount,
  postWrites,
  toAccount,
  toTransfer,
  voidWrites,
} from '../../../lib/ledger/items.ts';
import { proveAccount } from '../../../lib/ledger/proof.ts';
import { type Account, platformAccounts, type Transfer } from '../../../lib/ledger/transfer.ts';
import type { Item } from '../../../lib/platform/dynamodb.ts';
import { tablesInMemory } from '../platform/tables-in-memory.ts';
import { account, now, transfer, wallet } from './accounts.ts';

type Step =
  | { what: 'hold'; amount: number }
  | { what: 'post' | 'void'; of: number; amount?: number }
  | { what: 'credit'; amount: number };

const amount = fc.integer({ min: 1, max: 400 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ what: fc.constant('hold' as const), amount }),
  fc.record({ what: fc.constantFrom('post' as const, 'void' as const), of: fc.nat(12) }),
  fc.record({ what: fc.constant('credit' as const), amount }),
);

/** One vendor's books in memory; every step is the very transaction of items.ts. */
function books(more: Partial<Account> = {}) {
  const tables = tablesInMemory();
  const holds: number[] = [];
  let credits = 0;
  tables.apply({ account: newAccount(account(more)) });
  const order = (index: number, amount: number) => ({
    ...{ vendorId: 'ven_1', holdId: `trf_${index}`, orderId: `ord_${index}`, amount },
  });

  function take(step: Step, currency: 'USD' | 'EUR' = 'USD'): boolean {
    if (step.what === 'hold') {
      const taken = tables.apply(
        holdWrites({ ...order(holds.length, step.amount), currency }, now),
      );
      if (taken) holds.push(step.amount);
      return taken;
    }
    if (step.what === 'credit') {
      credits += 1;
      const [debit, kind] = [platformAccounts.cash, 'TOP_UP' as const];
      const money = { debit, kind, credit: wallet, amount: step.amount, currency };
      const credit = { vendorId: 'ven_1', transfer: transfer({ ...money, id: `top_${credits}` }) };
      return tables.apply(creditWrites(credit));
    }
    const money = order(step.of, step.amount ?? holds[step.of] ?? 1);
    return tables.apply(step.what === 'post' ? postWrites(money, now) : voidWrites(money, now));
  }

  const state = () => toAccount(tables.get('ledger', accountKey('ven_1')) as Item);
  const transfers = (): Transfer[] =>
    tables
      .all('ledger')
      .filter(({ sk }) => sk !== 'BALANCE')
      .map((item) => toTransfer(item as Item));
  return { take, state, transfers };
}

test('whatever happens to a wallet, its books are clean and it never goes below zero', () => {
  const limit = fc.constantFrom(0, 500);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), limit, (steps, creditLimit) => {
      const { take, state, transfers } = books({
        ...{ creditLimit, available: creditLimit, funded: creditLimit },
        terms: creditLimit > 0 ? 'POSTPAID' : 'PREPAID',
      });
      for (const each of steps) {
        const [before, had] = [state(), transfers().length];
        const taken = take(each);
        const after = state();
        if (!taken) expect([after, transfers().length]).toEqual([before, had]);
        expect(after.available + after.held + after.spent).toBe(after.funded);
        expect(Math.min(after.available, after.held, after.spent)).toBeGreaterThanOrEqual(0);
        expect(proveAccount(after, transfers())).toEqual([]);
      }
    }),
  );
});

test('a hold is taken exactly when the wallet covers it', () => {
  fc.assert(
    fc.property(amount, amount, (funds, price) => {
      const { take } = books({ available: funds, funded: funds });
      expect(take({ what: 'hold', amount: price })).toBe(price <= funds);
    }),
  );
});

test('a hold ends once: posted or voided, and never twice', () => {
  const end = fc.constantFrom('post' as const, 'void' as const);
  fc.assert(
    fc.property(fc.array(end, { minLength: 1, maxLength: 5 }), (ends) => {
      const { take, state, transfers } = books({ available: 900, funded: 900 });
      take({ what: 'hold', amount: 300 });
      take({ what: 'hold', amount: 300 });
      const taken = ends.map((what) => take({ what, of: 0 }));
      expect(taken).toEqual(ends.map((_, index) => index === 0));
      const isPosted = ends[0] === 'post';
      expect(state()).toMatchObject({ held: 300, spent: isPosted ? 300 : 0 });
      expect(transfers()[0]).toMatchObject({
        ...{ status: isPosted ? 'POSTED' : 'VOIDED', resolvedAt: now.toISOString(), amount: 300 },
      });
    }),
  );
});

test.each([
  ['of another amount', { what: 'post', of: 0, amount: 299 }],
  ['that nobody made', { what: 'void', of: 7 }],
] as const)('the end of a hold %s is refused', (_what, end) => {
  const { take, state } = books({ available: 900, funded: 900 });
  take({ what: 'hold', amount: 300 });
  expect(take(end)).toBe(false);
  expect(state()).toMatchObject({ available: 600, held: 300, spent: 0 });
});

test.each([
  ['a closed account', { ordering: 'CLOSED' }, 'USD'],
  ['a currency that is not its own', {}, 'EUR'],
] as const)('%s takes no hold', (_what, more, currency) => {
  const { take } = books({ available: 900, funded: 900, ...more });
  expect(take({ what: 'hold', amount: 1 }, currency)).toBe(false);
});

test('a closed account still takes money, of its own currency', () => {
  const { take, state } = books({ ordering: 'CLOSED' });
  expect(take({ what: 'credit', amount: 50 })).toBe(true);
  expect(take({ what: 'credit', amount: 50 }, 'EUR')).toBe(false);
  expect(state()).toMatchObject({ available: 50, funded: 50 });
});

test('an account exists once', () => {
  const tables = tablesInMemory();
  expect(tables.apply({ account: newAccount(account()) })).toBe(true);
  expect(tables.apply({ account: newAccount(account({ available: 1 })) })).toBe(false);
});
