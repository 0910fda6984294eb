/** From wholesale cost to selling price, in integers of minor units. Pure. */
import type { PriceBundle, PricedFacts } from '../catalogue/assemble.ts';
import { type Tier, type TierPrices, tiers } from '../catalogue/bundle.ts';
import { type Money, maxAmountMinor } from '../platform/money.ts';
import { matchOf, type PricingRule, type PricingRules } from './rules.ts';

const fullBps = 10_000;

type Markup = Pick<PricingRule, 'markupBps' | 'minimumMarkup'>;

/**
 * ceil(cost * (1 + markup)), at least cost + minimumMarkup. Rounded up once, here: a total is this
 * unit price times the quantity, never computed from an unrounded one.
 */
export function priceOf(cost: number, { markupBps, minimumMarkup }: Markup): number {
  const scaled = cost * (fullBps + markupBps);
  if (!Number.isSafeInteger(cost) || cost < 0 || !Number.isSafeInteger(scaled))
    throw new RangeError(`not a cost in minor units: ${cost}`);
  const rest = scaled % fullBps;
  const marked = (scaled - rest) / fullBps + (rest > 0 ? 1 : 0);
  return Math.max(marked, cost + minimumMarkup);
}

/** Prices by these rules for every tier; the lookup tables are made once for a whole catalogue. */
export function pricer(rules: PricingRules): PriceBundle {
  const byPlace = new Map(rules.map((rule) => [place(rule.scope, matchOf(rule), rule.tier), rule]));
  const ruleAt = (scope: PricingRule['scope'], match: string, tier: Tier) =>
    byPlace.get(place(scope, match, tier)) ?? byPlace.get(place(scope, match, undefined));

  const ruleFor = ({ code, countries, groups }: PricedFacts, tier: Tier) => {
    const [only, ...others] = countries;
    return (
      ruleAt('BUNDLE', code, tier) ??
      (only !== undefined && others.length === 0 ? ruleAt('COUNTRY', only, tier) : undefined) ??
      groups.map((group) => ruleAt('GROUP', group, tier)).find((rule) => rule !== undefined) ??
      ruleAt('TIER', '', tier)
    );
  };

  return (cost, facts) => {
    const prices: TierPrices = {};
    // A cost of nothing is a gap in the provider's list, not a gift.
    if (cost.amount <= 0) return prices;
    for (const tier of tiers) {
      const rule = ruleFor(facts, tier);
      const amount = rule && priceOf(cost.amount, rule);
      if (amount !== undefined && amount <= maxAmountMinor) prices[tier] = amount;
    }
    return prices;
  };
}

const place = (scope: PricingRule['scope'], match: string, tier: Tier | undefined): string =>
  JSON.stringify([scope, match, tier ?? null]);

/** What a quantity costs: the unit price as stored, times the quantity. */
export const totalOf = (unit: Money, quantity: number): Money => ({
  amount: unit.amount * quantity,
  currency: unit.currency,
});
