/** The countries and regions that can be bought, with how much there is to choose from. Pure. */
import * as z from 'zod';
import { Money } from '../platform/money.ts';
import type { Tier } from './bundle.ts';
import { regionName } from './country.ts';
import type { Listing } from './snapshot.ts';

export const CountryView = z
  .object({
    object: z.literal('country'),
    code: z
      .string()
      .meta({ description: 'ISO 3166-1 alpha-2, or three letters for a territory without one' }),
    name: z.string(),
    bundleCount: z.int().meta({ description: 'Bundles that cover it' }),
    priceFrom: Money.meta({ description: 'The cheapest of them' }),
  })
  .meta({
    id: 'Country',
    examples: [
      {
        object: 'country',
        code: 'FR',
        name: 'France',
        bundleCount: 83,
        priceFrom: { amount: 157, currency: 'USD' },
      },
    ],
  });

export const RegionView = z
  .object({
    object: z.literal('region'),
    code: z.string(),
    name: z.string(),
    bundleCount: z.int().meta({ description: 'Bundles that cover a country of it' }),
    priceFrom: Money.meta({ description: 'The cheapest of them' }),
  })
  .meta({
    id: 'Region',
    examples: [
      {
        object: 'region',
        code: 'MIDDLE_EAST',
        name: 'Middle East',
        bundleCount: 512,
        priceFrom: { amount: 157, currency: 'USD' },
      },
    ],
  });

/** By name; prices of `tier`. */
export const countriesOf = (listing: Listing, tier: Tier): z.infer<typeof CountryView>[] =>
  tally(listing, tier, 'countries')
    .map(({ code, ...rest }) => ({
      object: 'country' as const,
      ...{ code, name: listing.countries[code] ?? code, ...rest },
    }))
    .sort(byName);

export const regionsOf = (listing: Listing, tier: Tier): z.infer<typeof RegionView>[] =>
  tally(listing, tier, 'regions')
    .map(({ code, ...rest }) => ({
      object: 'region' as const,
      ...{ code, name: regionName(code), ...rest },
    }))
    .sort(byName);

interface Tally {
  code: string;
  bundleCount: number;
  priceFrom: Money;
}

/** First per area, then per place: bundles of the same hundred countries are counted once. */
function tally(listing: Listing, tier: Tier, kind: 'countries' | 'regions'): Tally[] {
  const byArea = new Map<number, Omit<Tally, 'code'>>();
  for (const { area, prices, currency } of listing.bundles) {
    const amount = prices[tier];
    if (amount !== undefined) byArea.set(area, joined(byArea.get(area), 1, { amount, currency }));
  }
  const byCode = new Map<string, Omit<Tally, 'code'>>();
  for (const [area, { bundleCount, priceFrom }] of byArea)
    for (const code of listing.areas[area]?.[kind] ?? [])
      byCode.set(code, joined(byCode.get(code), bundleCount, priceFrom));
  return [...byCode].map(([code, entry]) => ({ code, ...entry }));
}

function joined(before: Omit<Tally, 'code'> | undefined, more: number, price: Money) {
  if (!before) return { bundleCount: more, priceFrom: price };
  const { bundleCount, priceFrom } = before;
  return {
    bundleCount: bundleCount + more,
    priceFrom: price.amount < priceFrom.amount ? price : priceFrom,
  };
}

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name, 'en');
