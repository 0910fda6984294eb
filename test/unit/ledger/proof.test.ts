import fc from 'fast-check';
import { balancesOf, proveAccount, proveCardOrder } from '../../../lib/ledger/proof.ts';
import { platformAccounts, type Transfer } from '../../../lib/ledger/transfer.ts';
import { account, accountAfter, history, transfer, wallet } from './accounts.ts';

const { cash, deposits, revenue } = platformAccounts;
const parts = ['available', 'held', 'spent', 'funded'] as const;

test('an account that its transfers made is clean', () => {
  fc.assert(
    fc.property(history, (transfers) => {
      expect(proveAccount(accountAfter(transfers), transfers)).toEqual([]);
    }),
  );
});

test('any balance that is off by one is found, and told by how much', () => {
  fc.assert(
    fc.property(history, fc.constantFrom(...parts), fc.constantFrom(1, -1), (all, part, by) => {
      const right = accountAfter(all);
      const findings = proveAccount({ ...right, [part]: right[part] + by }, all);
      expect(findings).toContainEqual({
        ...{ account: wallet, what: part, expected: right[part], found: right[part] + by },
      });
    }),
  );
});

test('a credit limit that is off by one is found', () => {
  fc.assert(
    fc.property(history, (all) => {
      const right = accountAfter(all);
      const findings = proveAccount({ ...right, creditLimit: right.creditLimit + 1 }, all);
      expect(findings.map(({ what }) => what)).toEqual(['available', 'funded']);
    }),
  );
});

test('a transfer that is lost, doubled, changed or resolved otherwise is found', () => {
  const changes: ((transfer: Transfer) => Transfer[])[] = [
    () => [],
    (each) => [each, each],
    (each) => [{ ...each, amount: each.amount + 1 }],
    (each) => [{ ...each, status: each.status === 'POSTED' ? 'PENDING' : 'POSTED' }],
    (each) => [{ ...each, debit: each.credit, credit: each.debit }],
  ];
  const counted = history.filter((all) => all.some(({ status }) => status === 'POSTED'));
  fc.assert(
    fc.property(counted, fc.nat(), fc.constantFrom(...changes), (all, seed, change) => {
      const posted = all.filter(({ status }) => status === 'POSTED');
      const one = posted[seed % posted.length] as Transfer;
      const changed = all.flatMap((each) => (each === one ? change(each) : [each]));
      expect(proveAccount(accountAfter(all), changed)).not.toEqual([]);
    }),
  );
});

test.each([
  ['moves money to where it is', { credit: wallet }],
  ['comes from nowhere', { debit: '' }],
  ['goes nowhere', { credit: '' }],
  ['moves nothing', { amount: 0 }],
  ['moves less than nothing', { amount: -100 }],
  ['moves half a cent', { amount: 0.5 }],
  ['moves more than can be counted', { amount: 2 ** 53 }],
  ['moves no number', { amount: Number.NaN }],
])('a transfer that %s is found', (_what, more) => {
  const bad = transfer({ id: 'trf_bad', ...more });
  const finding = { account: 'trf_bad', what: 'transfer does not balance' };
  expect(proveAccount(accountAfter([bad]), [bad])).toContainEqual(expect.objectContaining(finding));
  expect(proveCardOrder('ord_1', [bad])).toContainEqual(expect.objectContaining(finding));
});

test('a balance below zero is found even when the sums agree', () => {
  const overdrawn = account({ available: -100, spent: 100 });
  expect(proveAccount(overdrawn, [transfer()])).toEqual([
    { account: wallet, what: 'below zero', expected: 0, found: -100 },
  ]);
});

test('all balances add up to zero, whatever was moved between whom', () => {
  const place = fc.constantFrom(wallet, 'vendor:ven_2:wallet', ...Object.values(platformAccounts));
  const status = fc.constantFrom('PENDING', 'POSTED', 'VOIDED');
  const any = fc.record({ status, debit: place, credit: place, amount: fc.nat(1_000_000) });
  fc.assert(
    fc.property(fc.array(any), (moves) => {
      const balances = balancesOf(moves.map((move) => transfer(move)));
      expect([...balances.values()].reduce((sum, each) => sum + each, 0)).toBe(0);
    }),
  );
});

test('only what is posted counts, on both sides', () => {
  const moves = [
    transfer({ amount: 100 }),
    transfer({ amount: 20, status: 'PENDING' }),
    transfer({ amount: 3, status: 'VOIDED' }),
  ];
  expect([...balancesOf(moves)]).toEqual([
    [wallet, -100],
    [revenue, 100],
  ]);
});

const paid = transfer({ kind: 'PAYMENT', debit: cash, credit: deposits, amount: 500 });
const earned = transfer({ debit: deposits, credit: revenue, amount: 500 });
const refunded = transfer({ kind: 'REFUND', debit: deposits, credit: cash, amount: 500 });

test.each([
  ['paid and delivered', [paid, earned], 0],
  ['paid and refunded', [paid, refunded], 0],
  ['paid and waiting', [paid], 0],
  ['delivered and refunded as well', [paid, earned, refunded], 500],
  ['delivered without a payment', [earned], 500],
  ['refunded by a cent too much', [paid, { ...refunded, amount: 501 }], 1],
])('a card order %s', (_what, transfers, missing) => {
  const finding = { account: 'order:ord_1', what: 'deposit', expected: 0, found: -missing };
  expect(proveCardOrder('ord_1', transfers)).toEqual(missing === 0 ? [] : [finding]);
});
