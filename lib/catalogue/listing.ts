/** One page of bundles out of the listing in memory: filter, sort, cut. Pure. */
import type { Tier } from './bundle.ts';
import { fromCursor, type Position, toCursor } from './cursor.ts';
import { matches } from './filter.ts';
import type { BundleQuery } from './query.ts';
import type { ListedBundle, Listing } from './snapshot.ts';

export interface BundlePage {
  bundles: ListedBundle[];
  nextCursor: string | null;
  /** Bundles that match, on all pages. */
  totalCount: number;
}

/**
 * The page that the query asks for, with prices of `tier`; bundles without such a price are not on
 * offer to it. Throws INVALID_CURSOR.
 */
export function pageOf(listing: Listing, query: BundleQuery, tier: Tier): BundlePage {
  const { limit, cursor, ...rest } = query;
  const list = { ...rest, tier };
  const after = cursor === undefined ? undefined : fromCursor(cursor, list);
  const order = orderOf(query.sort, tier);
  const matching = sortedBundles(listing, query.sort, tier).filter(matches(listing, query, tier));
  const start = after === undefined ? 0 : firstAfter(matching, order, after);
  const bundles = matching.slice(start, start + limit);
  const last = bundles.at(-1);
  const more = start + limit < matching.length;
  const nextCursor =
    last && more ? toCursor({ value: order.sortValue(last), code: last.code }, list) : null;
  return { bundles, nextCursor, totalCount: matching.length };
}

interface Order {
  sortValue(bundle: ListedBundle): number;
  /** Below zero when `a` comes first; codes decide among equals, ascending in both directions. */
  compare(a: Position, b: Position): number;
}

function orderOf(sort: BundleQuery['sort'], tier: Tier): Order {
  const direction = sort.startsWith('-') ? -1 : 1;
  const values = {
    price: (bundle: ListedBundle) => bundle.prices[tier] ?? 0,
    data: (bundle: ListedBundle) => bundle.dataBytes ?? Number.POSITIVE_INFINITY,
    days: (bundle: ListedBundle) => bundle.durationDays,
  };
  return {
    sortValue: values[sort.replace('-', '') as keyof typeof values],
    compare: (a, b) => {
      // Compared, not subtracted: Infinity - Infinity is no number.
      if (a.value !== b.value) return a.value < b.value ? -direction : direction;
      return a.code < b.code ? -1 : Number(a.code > b.code);
    },
  };
}

/** Sort orders are made once for a listing: it lives as long as the catalogue does not change. */
const orders = new WeakMap<Listing, Map<string, ListedBundle[]>>();

function sortedBundles(listing: Listing, sort: BundleQuery['sort'], tier: Tier): ListedBundle[] {
  const known = orders.get(listing) ?? new Map<string, ListedBundle[]>();
  orders.set(listing, known);
  const key = `${sort} ${tier}`;
  const before = known.get(key);
  if (before) return before;
  const { sortValue, compare } = orderOf(sort, tier);
  const sorted = listing.bundles
    .filter(({ prices }) => prices[tier] !== undefined)
    .map((bundle) => ({ bundle, value: sortValue(bundle), code: bundle.code }))
    .sort(compare)
    .map(({ bundle }) => bundle);
  known.set(key, sorted);
  return sorted;
}

function firstAfter(bundles: ListedBundle[], order: Order, after: Position): number {
  let [low, high] = [0, bundles.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const bundle = bundles[middle] as ListedBundle;
    const at = { value: order.sortValue(bundle), code: bundle.code };
    if (order.compare(at, after) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
