/** Pricing rules: how much is put on top of the wholesale cost, for whom and for what. */
import * as z from 'zod';
import { bundleCodePattern, tiers } from '../catalogue/bundle.ts';
import { countryCodePattern } from '../catalogue/country.ts';

const markup = {
  /** Left out = all tiers that no rule of the same scope and match names. */
  tier: z.enum(tiers).optional(),
  /** Basis points on top of the cost: 1500 = 15 %. */
  markupBps: z.int().min(0).max(100_000),
  /** Least markup in minor units of the cost's currency. */
  minimumMarkup: z.int().min(0).max(1_000_000),
};

export const PricingRule = z.discriminatedUnion('scope', [
  z.strictObject({
    scope: z.literal('BUNDLE'),
    match: z.string().regex(bundleCodePattern),
    ...markup,
  }),
  /** Bundles of this one country; bundles of several countries are not meant. */
  z.strictObject({
    scope: z.literal('COUNTRY'),
    match: z.string().regex(countryCodePattern),
    ...markup,
  }),
  /** Bundles of a provider's product group. */
  z.strictObject({ scope: z.literal('GROUP'), match: z.string().min(1).max(100), ...markup }),
  /** The default. */
  z.strictObject({ scope: z.literal('TIER'), ...markup }),
]);
export type PricingRule = z.infer<typeof PricingRule>;

export const matchOf = (rule: PricingRule): string => ('match' in rule ? rule.match : '');

/** At most one rule per scope, match and tier, and a default for every tier: no price by accident. */
export const PricingRules = z
  .array(PricingRule)
  .max(500)
  .refine((rules) => {
    const places = rules.map((rule) => `${rule.scope} ${matchOf(rule)} ${rule.tier}`);
    return new Set(places).size === rules.length;
  }, 'two rules for the same scope, match and tier')
  .refine((rules) => {
    const defaults = rules.filter(({ scope }) => scope === 'TIER').map(({ tier }) => tier);
    return defaults.includes(undefined) || tiers.every((tier) => defaults.includes(tier));
  }, 'every tier needs a default rule');
export type PricingRules = z.infer<typeof PricingRules>;

/** In force until somebody stores others. */
export const defaultRules: PricingRules = [
  { scope: 'TIER', tier: 'RETAIL', markupBps: 4_000, minimumMarkup: 100 },
  { scope: 'TIER', tier: 'STANDARD', markupBps: 1_500, minimumMarkup: 30 },
  { scope: 'TIER', tier: 'SILVER', markupBps: 1_200, minimumMarkup: 25 },
  { scope: 'TIER', tier: 'GOLD', markupBps: 900, minimumMarkup: 20 },
];
