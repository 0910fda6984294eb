import fc from 'fast-check';
import { effectOf } from '../../../lib/ledger/read.ts';
import { outstandingOf, platformAccounts } from '../../../lib/ledger/transfer.ts';
import {
  LedgerLineView,
  ledgerLineView,
  WalletView,
  walletView,
} from '../../../lib/ledger/view.ts';
import { newId } from '../../../lib/platform/ids.ts';
import { account, accountAfter, history, now, transfer, wallet } from './accounts.ts';

const postpaid = account({
  ...{ terms: 'POSTPAID', creditLimit: 1000, funded: 1200, spent: 700, held: 100 },
  available: 400,
});

test('a postpaid vendor owes what it spent beyond what it paid', () => {
  expect(outstandingOf(postpaid)).toBe(500);
  expect(outstandingOf({ ...postpaid, funded: 1700 })).toBe(0);
});

test('a prepaid vendor never owes', () => {
  expect(outstandingOf({ ...postpaid, terms: 'PREPAID' })).toBe(0);
});

test('the wallet shows every sum in the currency of the account, and no more', () => {
  const money = (amount: number) => ({ amount, currency: 'EUR' });
  const view = walletView({ ...postpaid, currency: 'EUR' });
  expect(WalletView.parse(view)).toStrictEqual({
    ...{ object: 'wallet', terms: 'POSTPAID', currency: 'EUR', ordering: 'OPEN' },
    ...{ available: money(400), held: money(100), spent: money(700) },
    ...{ creditLimit: money(1000), outstanding: money(500) },
  });
});

test.each([
  ['a held order', {}, 'PENDING', -100],
  ['a delivered order', {}, 'POSTED', -100],
  ['a failed order', {}, 'VOIDED', 0],
  ['a top-up', { debit: platformAccounts.cash, credit: wallet }, 'POSTED', 100],
] as const)('%s changes what can be spent', (_what, more, status, effect) => {
  expect(effectOf(wallet, transfer({ ...more, status }))).toBe(effect);
});

test('the effects of all lines add up to what can be spent beyond the credit limit', () => {
  fc.assert(
    fc.property(history, (transfers) => {
      const effects = transfers.reduce((sum, each) => sum + effectOf(wallet, each), 0);
      const { available, creditLimit } = accountAfter(transfers);
      expect(effects).toBe(available - creditLimit);
    }),
  );
});

test('a line of the statement says null where there is nothing to say', () => {
  const line = { ...transfer({ id: newId('transfer', now) }), effect: -100, availableAfter: 400 };
  const view = LedgerLineView.parse(ledgerLineView(line));
  expect(view).toMatchObject({
    ...{ orderId: null, relatesTo: null, reason: null, resolvedAt: null, status: 'POSTED' },
    amount: { amount: 100, currency: 'USD' },
    effect: { amount: -100, currency: 'USD' },
    availableAfter: { amount: 400, currency: 'USD' },
  });
  // Accounts of the platform are nobody's business.
  expect(JSON.stringify(view)).not.toContain('platform:');
});

test('a line names its order, the line it corrects, the reason, and its end', () => {
  const more = { orderId: 'ord_1', relatesTo: 'trf_0', reason: 'goodwill' };
  const resolvedAt = now.toISOString();
  const line = { ...transfer({ ...more, resolvedAt }), effect: 0, availableAfter: 0 };
  expect(ledgerLineView(line)).toMatchObject({ ...more, resolvedAt });
});
