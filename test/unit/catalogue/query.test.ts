import { BundleQuery } from '../../../lib/catalogue/query.ts';

test('a query without parameters asks for the twenty cheapest', () => {
  expect(BundleQuery.parse({})).toEqual({ sort: 'price', limit: 20 });
});

test('numbers and flags arrive as text and leave as what they are', () => {
  const text = { unlimited: 'false', minDataMb: '3000', days: '07', maxPrice: '0', limit: '100' };
  expect(BundleQuery.parse({ ...text, search: '  côte ' })).toMatchObject({
    ...{ unlimited: false, minDataMb: 3000, days: 7, maxPrice: 0, limit: 100, search: 'côte' },
  });
});

test.each([
  ...['0', '101', '-1', '1.5', '1e1', ' 1', '', 'all', '٣'].map((limit) => ({ limit })),
  ...['fr', 'F', 'FRAN', 'F1', 'FR\n'].map((country) => ({ country })),
  ...['europe', 'EUROPE_', '_EUROPE', 'A'.repeat(65), ''].map((region) => ({ region })),
  ...['', '   ', 'x'.repeat(65)].map((search) => ({ search })),
  ...['name', '--price', '+price', ''].map((sort) => ({ sort })),
  ...['1', 'TRUE', ''].map((unlimited) => ({ unlimited })),
  ...[{ type: 'local' }, { days: '0' }, { maxPrice: '100000000' }, { cursor: 'x'.repeat(513) }],
  ...[{ page: '2' }, { Country: 'FR' }],
])('%j is refused', (query) => {
  expect(BundleQuery.safeParse(query).success).toBe(false);
});
