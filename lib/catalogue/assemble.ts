/** From a provider's offer to our bundle's content: one place decides what we take over, and how. */
import { fingerprint } from '../platform/idempotency.ts';
import type { Money } from '../platform/money.ts';
import type { ProviderBundle, ProviderCountry } from '../providers/port.ts';
import {
  type BundleContent,
  type BundleType,
  bundleCodePattern,
  type TierPrices,
} from './bundle.ts';
import { countryCodePattern, countryName, regionCode } from './country.ts';

/** What a pricing rule may look at. */
export interface PricedFacts {
  code: string;
  countries: string[];
  groups: string[];
}

/** Prices of all tiers for a wholesale cost (minor units); empty = not sellable. */
export type PriceBundle = (cost: Money, facts: PricedFacts) => TierPrices;

const globalRegionsMin = 4;

/**
 * The bundle's content, or undefined for an offer that we cannot sell under its code: a code that
 * is none, no country that can be named, or no duration.
 */
export function contentOf(offer: ProviderBundle, price: PriceBundle): BundleContent | undefined {
  const places = offer.countries.filter(({ iso }) => countryCodePattern.test(iso));
  const countries = sorted(places.map(({ iso }) => iso));
  if (!bundleCodePattern.test(offer.code) || countries.length === 0) return undefined;
  if (!Number.isInteger(offer.durationDays) || offer.durationDays < 1) return undefined;
  const regions = sorted(places.flatMap(({ region }) => regionCode(region) ?? []));
  const { code, groups, cost, dataBytes, durationDays, autostart } = offer;
  const prices = cost === null ? {} : price(cost, { code, countries, groups });
  return {
    code,
    name: nameOf(offer),
    type: typeOf(countries, regions),
    countries,
    countryNames: unknownNames(places),
    regions,
    dataBytes,
    unlimited: dataBytes === null,
    durationDays,
    speeds: sorted(offer.speeds),
    autostart,
    cost,
    prices,
    currency: cost !== null && Object.keys(prices).length > 0 ? cost.currency : null,
  };
}

/** Says whether two contents are the same; 96 bits are plenty for a catalogue. */
export const hashOf = (content: BundleContent): string => fingerprint(content).slice(0, 16);

const sorted = (values: string[]): string[] => [...new Set(values)].sort();

function typeOf(countries: string[], regions: string[]): BundleType {
  if (countries.length === 1) return 'LOCAL';
  return regions.length >= globalRegionsMin ? 'GLOBAL' : 'REGIONAL';
}

/** "eSIM, 1GB, 7 Days, Austria, V2" -> "1GB, 7 Days, Austria": the rest is said elsewhere. */
function nameOf({ code, description }: ProviderBundle): string {
  const name = description
    .replace(/^eSIM,\s*/i, '')
    .replace(/,\s*V\d+$/i, '')
    .trim();
  return name === '' ? code : name.slice(0, 200);
}

function unknownNames(places: ProviderCountry[]): Record<string, string> {
  const named: Record<string, string> = {};
  for (const { iso, name } of places)
    if (countryName(iso) === undefined) named[iso] ??= name.slice(0, 100);
  return named;
}
