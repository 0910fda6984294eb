/** Small random catalogues with many ties, and the listings that sync would make of them. */
import fc from 'fast-check';
import { contentOf } from '../../../lib/catalogue/assemble.ts';
import type { BundleContent } from '../../../lib/catalogue/bundle.ts';
import type { Known } from '../../../lib/catalogue/diff.ts';
import { BundleQuery } from '../../../lib/catalogue/query.ts';
import { type Listing, listingOf } from '../../../lib/catalogue/snapshot.ts';
import { pricer } from '../../../lib/pricing/price.ts';
import { defaultRules } from '../../../lib/pricing/rules.ts';
import type { ProviderBundle, ProviderCountry } from '../../../lib/providers/port.ts';
import { france, japan, offer } from './offers.ts';

export const ivoryCoast: ProviderCountry = { iso: 'CI', name: "Cote d'Ivoire", region: 'Africa' };
export const usa: ProviderCountry = { iso: 'US', name: 'USA', region: 'North America' };
export const germany: ProviderCountry = { iso: 'DE', name: 'Germany', region: 'Europe' };
export const countries = [france, germany, japan, ivoryCoast, usa];

export const contents = (offers: ProviderBundle[]): BundleContent[] =>
  offers.flatMap((each) => contentOf(each, pricer(defaultRules)) ?? []);
export const shelved = (offers: ProviderBundle[]): Listing =>
  listingOf(contents(offers).map((content) => ({ content, known: {} as Known })));

const codes = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,4}$/);
const anyOffer = fc
  .record({
    code: codes,
    description: fc.constantFrom('eSIM, 1GB, Réunion, V2', 'eSIM, Unlimited', 'eSIM, Weekend'),
    countries: fc.subarray(countries, { minLength: 1 }),
    dataBytes: fc.constantFrom(null, 10 ** 9, 3 * 10 ** 9),
    durationDays: fc.constantFrom(1, 7, 30),
    cost: fc.constantFrom(null, 0, 100, 101, 500),
  })
  .map(({ code, cost, ...more }) =>
    offer(code, { ...more, cost: cost === null ? null : { amount: cost, currency: 'USD' } }),
  );
export const offers = fc.uniqueArray(anyOffer, { selector: (each) => each.code, maxLength: 40 });

const sort = fc.constantFrom('price', '-price', 'data', '-data', 'days', '-days');
export const sorted = fc.record({ sort });

const filters = {
  country: fc.constantFrom('FR', 'JP', 'CI', 'BR'),
  region: fc.constantFrom('EUROPE', 'NORTH_AMERICA', 'ATLANTIS'),
  type: fc.constantFrom('LOCAL', 'REGIONAL', 'GLOBAL'),
  unlimited: fc.constantFrom('true', 'false'),
  minDataMb: fc.constantFrom('0', '1000', '1001', '3000'),
  days: fc.constantFrom('1', '7', '8'),
  maxPrice: fc.constantFrom('0', '200', '201', '1000'),
  search: fc.constantFrom('france', 'reunion 1gb', "CÔTE d'ivoire", 'weekend  germany', 'a', 'xyz'),
};
const names = Object.keys(filters) as (keyof typeof filters)[];

/** What a client may ask for, as text in a query string; few filters, so that much is found. */
export const asked: fc.Arbitrary<Record<string, string>> = fc
  .tuple(fc.subarray(names, { maxLength: 3 }), fc.record(filters), sorted)
  .map(([some, wish, order]) => ({
    ...order,
    ...Object.fromEntries(some.map((name) => [name, wish[name]])),
  }));

export const queryOf = (text: Record<string, string | number>): BundleQuery =>
  BundleQuery.parse(
    Object.fromEntries(Object.entries(text).map(([name, value]) => [name, String(value)])),
  );
