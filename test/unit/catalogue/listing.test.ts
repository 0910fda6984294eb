import fc from 'fast-check';
import type { BundleContent, Tier } from '../../../lib/catalogue/bundle.ts';
import { plain } from '../../../lib/catalogue/country.ts';
import { pageOf } from '../../../lib/catalogue/listing.ts';
import { type BundleQuery, sorts } from '../../../lib/catalogue/query.ts';
import type { ListedBundle, Listing } from '../../../lib/catalogue/snapshot.ts';
import { offer } from './offers.ts';
import { asked, contents, countries, offers, queryOf, shelved, sorted } from './shelf.ts';

const tier = fc.constantFrom<Tier>('RETAIL', 'GOLD');
const invalid = expect.objectContaining({ problem: 'INVALID_CURSOR' });

/** The plainest reading of a query, bundle by bundle. */
function isMeant(content: BundleContent, query: BundleQuery, of: Tier): boolean {
  const price = content.prices[of];
  const names = countries.filter(({ iso }) => content.countries.includes(iso));
  // The names that people read, which the listing takes from Intl.
  const spoken = new Intl.DisplayNames(['en'], { type: 'region' });
  const text = plain(
    [content.code, content.name, ...names.map(({ iso }) => spoken.of(iso))].join('\n'),
  );
  const words = plain(query.search ?? '').split(/\s+/);
  return (
    price !== undefined &&
    (!query.country || content.countries.includes(query.country)) &&
    (!query.region || content.regions.includes(query.region)) &&
    (!query.type || content.type === query.type) &&
    (query.unlimited === undefined || content.unlimited === query.unlimited) &&
    (content.dataBytes ?? Infinity) >= (query.minDataMb ?? 0) * 1e6 &&
    (!query.days || content.durationDays === query.days) &&
    price <= (query.maxPrice ?? Infinity) &&
    words.every((word) => text.includes(word))
  );
}

function walk(listing: Listing, wish: Record<string, string>, limit: number, of: Tier) {
  const pages: ListedBundle[][] = [];
  let cursor: string | null = null;
  do {
    const page = pageOf(listing, queryOf({ ...wish, limit, ...(cursor ? { cursor } : {}) }), of);
    pages.push(page.bundles);
    if (pages.length > 100) throw new Error('the pages do not end');
    cursor = page.nextCursor;
  } while (cursor);
  return pages;
}

test('a query gives exactly the bundles that it means', () => {
  fc.assert(
    fc.property(offers, asked, tier, (all, wish, of) => {
      const query = queryOf({ ...wish, limit: 100 });
      const { bundles, totalCount, nextCursor } = pageOf(shelved(all), query, of);
      const meant = contents(all).filter((content) => isMeant(content, query, of));
      expect(bundles.map(({ code }) => code).sort()).toEqual(meant.map(({ code }) => code).sort());
      expect([totalCount, nextCursor]).toEqual([meant.length, null]);
    }),
    { numRuns: 500 },
  );
});

test('walking all pages, of whatever size, gives each bundle once and in one order', () => {
  const limit = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(offers, asked, limit, tier, (all, wish, size, of) => {
      const listing = shelved(all);
      const whole = pageOf(listing, queryOf({ ...wish, limit: 100 }), of).bundles;
      const pages = walk(listing, wish, size, of);
      expect(pages.flat()).toEqual(whole);
      expect(pages.slice(0, -1).every((page) => page.length === size)).toBe(true);
      // No empty page at the end, unless there is nothing at all.
      expect(pages).toHaveLength(Math.max(1, Math.ceil(whole.length / size)));
    }),
  );
});

test('a page goes on where the last one ended, though bundles came and went meanwhile', () => {
  fc.assert(
    fc.property(
      offers,
      offers,
      sorted,
      fc.integer({ min: 1, max: 5 }),
      (all, others, wish, size) => {
        const first = pageOf(shelved(all), queryOf({ ...wish, limit: size }), 'RETAIL');
        fc.pre(first.nextCursor !== null);
        const seen = new Set(first.bundles.map(({ code }) => code));
        const kept = all.filter(({ code }) => !seen.has(code));
        const news = others.filter(({ code }) => !all.some((each) => each.code === code));
        const query = queryOf({ ...wish, limit: 100, cursor: first.nextCursor! });
        const rest = pageOf(shelved([...kept, ...news]), query, 'RETAIL').bundles;
        const before = pageOf(shelved(all), queryOf({ ...wish, limit: 100 }), 'RETAIL').bundles;
        const staying = rest.filter(({ code }) => kept.some((each) => each.code === code));
        expect(staying.map(({ code }) => code)).toEqual(before.slice(size).map(({ code }) => code));
      },
    ),
  );
});

const value = (sort: string, bundle: ListedBundle) =>
  ({
    price: bundle.prices.RETAIL ?? Number.NaN,
    data: bundle.dataBytes ?? Infinity,
    days: bundle.durationDays,
  })[sort.replace('-', '')] as number;

test.each(sorts)('sorted by %s, equals stand in the order of their codes', (sort) => {
  fc.assert(
    fc.property(offers, (all) => {
      const { bundles } = pageOf(shelved(all), queryOf({ sort, limit: 100 }), 'RETAIL');
      bundles.slice(1).forEach((bundle, index) => {
        const [a, b] = [value(sort, bundles[index]!), value(sort, bundle)];
        if (a === b) expect(bundles[index]!.code < bundle.code).toBe(true);
        else expect(a < b).toBe(!sort.startsWith('-'));
      });
    }),
  );
});

const sizes = [
  offer('one', { dataBytes: 10 ** 9 }),
  offer('endless', { dataBytes: null }),
  offer('ten', { dataBytes: 10 ** 10 }),
];

test.each([
  ['data', ['one', 'ten', 'endless']],
  ['-data', ['endless', 'ten', 'one']],
])('unlimited is more than any amount: sorted by %s', (sort, expected) => {
  const pages = walk(shelved(sizes), { sort }, 1, 'RETAIL');
  expect(pages.flat().map(({ code }) => code)).toEqual(expected);
});

test('a cursor of other filters, another sort or another tier is refused', () => {
  const listing = shelved(sizes);
  const cursor = pageOf(listing, queryOf({ limit: 1 }), 'RETAIL').nextCursor!;
  expect(() => pageOf(listing, queryOf({ limit: 2, cursor }), 'RETAIL')).not.toThrow();
  for (const other of [{ days: 7 }, { sort: '-price' }, { search: 'x' }])
    expect(() => pageOf(listing, queryOf({ ...other, cursor }), 'RETAIL')).toThrow(invalid);
  expect(() => pageOf(listing, queryOf({ cursor }), 'GOLD')).toThrow(invalid);
});
