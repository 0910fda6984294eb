/**
 * The catalogue packed: gzip JSON in parts that fit an item. The listing holds what a public list
 * needs; the state holds what the next sync compares with. Areas are shared between bundles, since
 * hundreds of bundles cover the same hundred countries.
 */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Currency } from '../platform/money.ts';
import type { BundleContent, BundleType, TierPrices } from './bundle.ts';
import { countryName } from './country.ts';
import type { Known, KnownBundles, Listed } from './diff.ts';

export interface ListedBundle {
  code: string;
  name: string;
  type: BundleType;
  /** Index into the listing's areas. */
  area: number;
  dataBytes: number | null;
  durationDays: number;
  speeds: string[];
  autostart: boolean;
  prices: TierPrices;
  currency: Currency;
}

export interface Area {
  countries: string[];
  regions: string[];
}

export interface Listing {
  /** Country name by code. */
  countries: Record<string, string>;
  areas: Area[];
  bundles: ListedBundle[];
}

/** The bundles that can be bought, in the order of their codes. */
export function listingOf(listed: Listed[]): Listing {
  const listing: Listing = { countries: {}, areas: [], bundles: [] };
  const areaIndexes = new Map<string, number>();
  const contents = listed.map(({ content }) => content);
  for (const content of contents.sort((a, b) => (a.code < b.code ? -1 : 1))) {
    if (content.currency === null) continue;
    const { code, name, type, countries, regions, currency } = content;
    const { dataBytes, durationDays, speeds, autostart, prices } = content;
    const key = `${countries}|${regions}`;
    let area = areaIndexes.get(key);
    if (area === undefined) {
      area = listing.areas.push({ countries, regions }) - 1;
      areaIndexes.set(key, area);
    }
    nameCountries(listing, content);
    listing.bundles.push({
      ...{ code, name, type, area, dataBytes, durationDays, speeds, autostart, prices, currency },
    });
  }
  return listing;
}

function nameCountries(listing: Listing, { countries, countryNames }: BundleContent): void {
  for (const code of countries)
    listing.countries[code] ??= countryName(code) ?? countryNames[code] ?? code;
}

type StateRow = [code: string, known: Known];
export const stateRows = (known: KnownBundles): StateRow[] =>
  [...known].sort(([a], [b]) => (a < b ? -1 : 1));

/** Below DynamoDB's 400 KB an item, with room for its keys. */
export const partBytesMax = 350 * 1024;
/** Unpacked size above which something is wrong: about 200,000 bundles. */
const unpackedBytesMax = 256 * 1024 * 1024;

export interface Snapshot {
  /** Of the content: the same catalogue has the same version, however often it is packed. */
  version: string;
  chunks: Uint8Array[];
  stateParts: Uint8Array[];
  bundles: number;
}

export function packed(listing: Listing, known: KnownBundles): Snapshot {
  const texts = [JSON.stringify(listing), JSON.stringify(stateRows(known))] as const;
  const version = createHash('sha256').update(texts[0]).update(texts[1]).digest('hex').slice(0, 24);
  const [chunks, stateParts] = [parts(texts[0]), parts(texts[1])];
  return { version, chunks, stateParts, bundles: listing.bundles.length };
}

function parts(text: string): Uint8Array[] {
  const bytes = gzipSync(text);
  const count = Math.ceil(bytes.length / partBytesMax);
  return Array.from({ length: count }, (_, part) =>
    bytes.subarray(part * partBytesMax, (part + 1) * partBytesMax),
  );
}

const unpacked = (all: Uint8Array[]): unknown =>
  JSON.parse(gunzipSync(Buffer.concat(all), { maxOutputLength: unpackedBytesMax }).toString());

export const unpackedListing = (chunks: Uint8Array[]): Listing => unpacked(chunks) as Listing;
export const unpackedState = (stateParts: Uint8Array[]): KnownBundles =>
  new Map(unpacked(stateParts) as StateRow[]);
