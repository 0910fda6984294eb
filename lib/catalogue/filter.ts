/** Which bundles of a listing a query means. Pure. */
import type { Tier } from './bundle.ts';
import { plain } from './country.ts';
import type { BundleQuery } from './query.ts';
import type { ListedBundle, Listing } from './snapshot.ts';

const bytesPerMegabyte = 1_000_000;

/** A test of one bundle; what needs the whole listing is worked out once, before the first test. */
export function matches(listing: Listing, query: BundleQuery, tier: Tier) {
  const { type, unlimited, minDataMb, days, maxPrice } = query;
  const areas = areasFor(listing, query);
  const found = search(listing, query.search);
  const minimumBytes = (minDataMb ?? 0) * bytesPerMegabyte;
  return (bundle: ListedBundle): boolean =>
    (areas === undefined || areas.has(bundle.area)) &&
    (type === undefined || bundle.type === type) &&
    (unlimited === undefined || (bundle.dataBytes === null) === unlimited) &&
    (bundle.dataBytes === null || bundle.dataBytes >= minimumBytes) &&
    (days === undefined || bundle.durationDays === days) &&
    (maxPrice === undefined || (bundle.prices[tier] ?? maxPrice + 1) <= maxPrice) &&
    found(bundle);
}

/** Indexes of the areas that the place filters admit; a bundle is then one look-up. */
function areasFor(listing: Listing, { country, region }: BundleQuery): Set<number> | undefined {
  if (country === undefined && region === undefined) return undefined;
  const admitted = new Set<number>();
  listing.areas.forEach((area, index) => {
    if (country !== undefined && !area.countries.includes(country)) return;
    if (region !== undefined && !area.regions.includes(region)) return;
    admitted.add(index);
  });
  return admitted;
}

/** Every word must occur; the area's names are searched once per area, not once per bundle. */
function search(listing: Listing, text: string | undefined): (bundle: ListedBundle) => boolean {
  const words = plain(text ?? '')
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return () => true;
  const areas = listing.areas.map(({ countries }) =>
    plain(countries.map((code) => listing.countries[code] ?? code).join('\n')),
  );
  const wordsByArea = areas.map((names) => words.filter((word) => !names.includes(word)));
  return (bundle) => {
    const left = wordsByArea[bundle.area] ?? words;
    if (left.length === 0) return true;
    const own = ownText(bundle);
    return left.every((word) => own.includes(word));
  };
}

const ownTexts = new WeakMap<ListedBundle, string>();

/** Code and name, plain; remembered, since normalising is most of a search's time. */
function ownText(bundle: ListedBundle): string {
  const known = ownTexts.get(bundle);
  if (known !== undefined) return known;
  const text = plain(`${bundle.code}\n${bundle.name}`);
  ownTexts.set(bundle, text);
  return text;
}
