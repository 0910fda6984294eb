import fc from 'fast-check';
import { maxAmountMinor } from '../../../lib/platform/money.ts';
import { priceOf, pricer, totalOf } from '../../../lib/pricing/price.ts';
import { defaultRules, type PricingRule, PricingRules } from '../../../lib/pricing/rules.ts';

const cost = fc.integer({ min: 1, max: maxAmountMinor });
const markup = fc.record({
  markupBps: fc.integer({ min: 0, max: 100_000 }),
  minimumMarkup: fc.integer({ min: 0, max: 1_000_000 }),
});

test('a price covers cost and markup, and the least markup, by less than one unit too much', () => {
  fc.assert(
    fc.property(cost, markup, (of, rule) => {
      const price = priceOf(of, rule);
      expect(Number.isSafeInteger(price)).toBe(true);
      const least = of + rule.minimumMarkup;
      // In 1/10,000 of a minor unit, so that nothing is rounded.
      const above = BigInt(price) * 10_000n - BigInt(of) * BigInt(10_000 + rule.markupBps);
      expect(above >= 0n && price >= least).toBe(true);
      expect(above < 10_000n || price === least).toBe(true);
    }),
  );
});

test('who costs more or is marked up more is never cheaper', () => {
  fc.assert(
    fc.property(cost, cost, markup, markup, (a, b, one, other) => {
      const dearer = {
        markupBps: Math.max(one.markupBps, other.markupBps),
        minimumMarkup: Math.max(one.minimumMarkup, other.minimumMarkup),
      };
      expect(priceOf(Math.max(a, b), dearer)).toBeGreaterThanOrEqual(priceOf(Math.min(a, b), one));
    }),
  );
});

test.each([
  [100, 1500, 0, 115],
  [101, 1500, 0, 117],
  [100, 1500, 30, 130],
  [1, 0, 0, 1],
  [0, 4000, 0, 0],
])('%d with %d basis points, at least %d on top, is %d', (of, markupBps, minimumMarkup, price) => {
  expect(priceOf(of, { markupBps, minimumMarkup })).toBe(price);
});

test.each([-1, 1.5, Number.NaN, 2 ** 53, Infinity])('%d is no cost', (of) => {
  expect(() => priceOf(of, { markupBps: 0, minimumMarkup: 0 })).toThrow(RangeError);
});

const facts = { code: 'esim_1GB', countries: ['FR'], groups: ['Standard', 'Promo'] };
const usd = (amount: number) => ({ amount, currency: 'USD' as const });
const rule = (scope: string, match: string | undefined, minimumMarkup: number, tier?: string) =>
  ({
    ...{ scope, minimumMarkup, markupBps: 0 },
    ...(match === undefined ? {} : { match }),
    ...(tier === undefined ? {} : { tier }),
  }) as PricingRule;

/** From the strongest to the weakest; each puts another sum on top. */
const ladder = [
  rule('BUNDLE', 'esim_1GB', 1, 'GOLD'),
  rule('BUNDLE', 'esim_1GB', 2),
  rule('COUNTRY', 'FR', 3, 'GOLD'),
  rule('COUNTRY', 'FR', 4),
  rule('GROUP', 'Standard', 5, 'GOLD'),
  rule('GROUP', 'Standard', 6),
  rule('GROUP', 'Promo', 7, 'GOLD'),
  rule('GROUP', 'Promo', 8),
  rule('TIER', undefined, 9, 'GOLD'),
  rule('TIER', undefined, 10),
];
const strangers = [
  rule('BUNDLE', 'esim_2GB', 101),
  rule('COUNTRY', 'DE', 102),
  rule('GROUP', 'Other', 103),
  rule('BUNDLE', 'esim_1GB', 104, 'SILVER'),
  rule('TIER', undefined, 105, 'SILVER'),
];

test('bundle comes before country, country before group, group before tier', () => {
  fc.assert(
    fc.property(fc.subarray(ladder, { minLength: 1 }), fc.subarray(strangers), (some, others) => {
      const prices = pricer([...others, ...some].reverse())(usd(100), facts);
      expect(prices.GOLD).toBe(100 + Math.min(...some.map((each) => each.minimumMarkup)));
    }),
  );
});

test('a rule that names another tier is not meant', () => {
  const prices = pricer(ladder)(usd(100), facts);
  expect(prices).toEqual({ RETAIL: 102, STANDARD: 102, SILVER: 102, GOLD: 101 });
});

test.each([
  ['several countries', { ...facts, countries: ['FR', 'DE'] }],
  ['no country', { ...facts, countries: [] }],
])('a bundle of %s is not priced by the rule of one', (_what, several) => {
  const rules = [rule('COUNTRY', 'FR', 1), rule('TIER', undefined, 9)];
  expect(pricer(rules)(usd(100), several).GOLD).toBe(109);
});

test('without a rule there is no price, and no price above what we move', () => {
  expect(pricer([rule('TIER', undefined, 0, 'GOLD')])(usd(100), facts)).toEqual({ GOLD: 100 });
  const dear = pricer([rule('TIER', undefined, 1, 'GOLD'), rule('TIER', undefined, 0, 'SILVER')]);
  expect(dear(usd(maxAmountMinor), facts)).toEqual({ SILVER: maxAmountMinor });
});

test.each([0, -1])('a cost of %d is a gap: no tier has a price', (amount) => {
  expect(pricer(defaultRules)(usd(amount), facts)).toEqual({});
});

test('by the default rules a better tier never pays more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (amount) => {
      const { RETAIL, STANDARD, SILVER, GOLD } = pricer(defaultRules)(usd(amount), facts);
      const order = [amount, GOLD, SILVER, STANDARD, RETAIL] as number[];
      expect(order.toSorted((a, b) => a - b)).toEqual(order);
    }),
  );
});

test('a total is the unit price times the quantity', () => {
  expect(totalOf(usd(117), 10)).toEqual(usd(1170));
});

test('the default rules are valid rules', () => {
  expect(PricingRules.parse(defaultRules)).toEqual(defaultRules);
});

test.each([
  ['two rules for the same place', [...defaultRules, defaultRules[0]]],
  ['a tier without a default', defaultRules.slice(1)],
  ['a markup below zero', [{ ...rule('TIER', undefined, 0), markupBps: -1 }]],
  ['half a basis point', [{ ...rule('TIER', undefined, 0), markupBps: 0.5 }]],
  ['a default that matches something', [rule('TIER', 'FR', 0)]],
  ['a country in small letters', [...defaultRules, rule('COUNTRY', 'fr', 0)]],
])('rules with %s are refused', (_what, rules) => {
  expect(PricingRules.safeParse(rules).success).toBe(false);
});
