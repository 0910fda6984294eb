import fc from 'fast-check';
import {
  AmountMinor,
  type Currency,
  currencies,
  formatMoney,
  Money,
  maxAmountMinor,
  minorFromDecimal,
} from '../../../lib/platform/money.ts';

const digitsOf = (currency: Currency) => (currency === 'JPY' ? 0 : 2);
const currency = fc.constantFrom(...currencies);
const digits = (maxLength: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { maxLength }).map((each) => each.join(''));

test('an amount is never below the exact price, and less than one unit above it', () => {
  const whole = fc.nat(999_999).map(String);
  fc.assert(
    fc.property(whole, digits(12), currency, (integer, fraction, of) => {
      const amount = minorFromDecimal(fraction === '' ? integer : `${integer}.${fraction}`, of);
      // Exact: both sides in units of 10^-12 of the currency.
      const exact = BigInt(integer + fraction.padEnd(12, '0'));
      const unit = 10n ** BigInt(12 - digitsOf(of));
      const above = BigInt(amount) * unit - exact;
      expect(above >= 0n && above < unit).toBe(true);
    }),
  );
});

test('a price in whole minor units is taken exactly, as number and as text', () => {
  fc.assert(
    fc.property(fc.nat(maxAmountMinor), (amount) => {
      const text = `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
      expect(minorFromDecimal(text, 'USD')).toBe(amount);
      expect(minorFromDecimal(Number(text), 'USD')).toBe(amount);
      expect(minorFromDecimal(amount, 'JPY')).toBe(amount);
    }),
  );
});

test.each([
  [1.41, 141],
  [1.1, 110],
  ['0.001', 1],
  ['2.500', 250],
  ['2.5000001', 251],
  [0, 0],
])('%s dollars are %d cents', (decimal, cents) => {
  expect(minorFromDecimal(decimal, 'USD')).toBe(cents);
});

test.each(['', '-1', '+1', '1,5', '1.', '.5', '1e3', 1e-7, 1e21, Number.NaN, ' 1', '٣', '1\n'])(
  '%j is no plain decimal amount',
  (decimal) => {
    expect(() => minorFromDecimal(decimal, 'USD')).toThrow(RangeError);
  },
);

test('an amount beyond exact integers is refused', () => {
  expect(() => minorFromDecimal('99999999999999999', 'USD')).toThrow(/too large/);
});

test.each([
  [141, 'USD', '1.41 USD'],
  [5, 'EUR', '0.05 EUR'],
  [0, 'GBP', '0.00 GBP'],
  [-5, 'USD', '-0.05 USD'],
  [-12_345, 'USD', '-123.45 USD'],
  [500, 'JPY', '500 JPY'],
  [0, 'JPY', '0 JPY'],
] as const)('%d %s reads %s', (amount, of, text) => {
  expect(formatMoney({ amount, currency: of })).toBe(text);
});

test('what people read is the amount', () => {
  fc.assert(
    fc.property(fc.nat(maxAmountMinor), currency, (amount, of) => {
      const [decimal = '', code] = formatMoney({ amount, currency: of }).split(' ');
      expect([minorFromDecimal(decimal, of), code]).toEqual([amount, of]);
    }),
  );
});

test.each([1.5, -1, maxAmountMinor + 1, '1', null])('%j is no amount that we move', (amount) => {
  expect(AmountMinor.safeParse(amount).success).toBe(false);
});

test('money is an amount and a currency, nothing else', () => {
  const money = { amount: 1, currency: 'USD' };
  expect(Money.safeParse(money).success).toBe(true);
  for (const other of [{ ...money, rate: 1 }, { amount: 1 }, { ...money, currency: 'usd' }])
    expect(Money.safeParse(other).success).toBe(false);
});
