import { setTimeout as sleep } from 'node:timers/promises';
import offers from '../simulators/esim-go/catalogue.json' with { type: 'json' };
import { checkOut } from './card.ts';
import { type Answer, call, runJob, until } from './client.ts';
import { expectProblem } from './problem.ts';

interface Bundle {
  code: string;
  name: string;
  type: string;
  countries: { code: string; name: string }[];
  regions: string[];
  data: { bytes: number | null; unlimited: boolean };
  durationDays: number;
  price: { amount: number; currency: string };
}

interface Page<T = Bundle> {
  data: T[];
  nextCursor: string | null;
  totalCount: number;
  catalogue: { asOf: string; stale: boolean };
}

const read = <T = Page>(path: string, headers: Record<string, string> = {}): Promise<Answer<T>> =>
  call<T>('GET', `/api/v1/${path}`, { as: null, headers });

/** All pages of a list. */
async function walk(query: string, limit = 100): Promise<Bundle[]> {
  const all: Bundle[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body }: Answer<Page> = await read(`bundles?limit=${limit}${query}${more}`);
    expect(status).toBe(200);
    expect(body.data.length).toBeLessThanOrEqual(limit);
    all.push(...body.data);
    cursor = body.nextCursor;
    if (cursor === null) expect(body.totalCount).toBe(all.length);
  }
  return all;
}

const codesOf = (bundles: Bundle[]) => bundles.map(({ code }) => code);

let all: Bundle[];
beforeAll(async () => {
  // Other tests change the list for a while, and each process looks for a newer one every 15 s.
  await until(
    () => runJob<{ outcome: string }>('catalogue/sync'),
    ({ outcome }) => outcome === 'DONE',
  );
  await sleep(15_500);
  all = await walk('');
});

test("its pages give each bundle of the provider's list once, cheapest first", () => {
  expect(all).toHaveLength(offers.length);
  expect(new Set(codesOf(all)).size).toBe(all.length);
  const prices = all.map(({ price }) => price.amount);
  expect(prices).toEqual(prices.toSorted((a, b) => a - b));
  expect(Math.min(...prices)).toBeGreaterThan(0);
});

test.each<[string, (bundle: Bundle) => boolean]>([
  ['country=FR', ({ countries }) => countries.some(({ code }) => code === 'FR')],
  ['region=EUROPE', ({ regions }) => regions.includes('EUROPE')],
  ['type=GLOBAL', ({ type }) => type === 'GLOBAL'],
  ['unlimited=true', ({ data }) => data.unlimited],
  ['minDataMb=10000', ({ data }) => data.bytes === null || data.bytes >= 10_000_000_000],
  ['days=7', ({ durationDays }) => durationDays === 7],
  ['maxPrice=400', ({ price }) => price.amount <= 400],
  ['country=FR&days=30&unlimited=false', isFrenchMonth],
])('%s gives those bundles and no other', async (query, isMeant) => {
  const meant = all.filter(isMeant);
  expect(meant.length).toBeGreaterThan(0);
  expect(meant.length).toBeLessThan(all.length);
  expect(await walk(`&${query}`)).toEqual(meant);
});

function isFrenchMonth({ countries, durationDays, data }: Bundle): boolean {
  return countries.some(({ code }) => code === 'FR') && durationDays === 30 && !data.unlimited;
}

test('a search finds all its words, whatever their accents and capitals', async () => {
  const found = await walk('&search=TÜRKIYE%207%20days');
  expect(found.length).toBeGreaterThan(0);
  for (const { countries, name } of found) {
    expect(countries.map(({ code }) => code)).toContain('TR');
    expect(name).toMatch(/7 days/i);
  }
  expect((await read('bundles?search=no-such-bundle-anywhere')).body).toMatchObject({
    ...{ data: [], nextCursor: null, totalCount: 0 },
  });
});

const values = {
  price: ({ price }: Bundle) => price.amount,
  data: ({ data }: Bundle) => data.bytes ?? Number.POSITIVE_INFINITY,
  days: ({ durationDays }: Bundle) => durationDays,
};

test.each(['price', '-price', 'data', '-data', 'days', '-days'] as const)(
  'sort=%s orders by it, and by code among equals',
  async (sort) => {
    const value = values[sort.replace('-', '') as keyof typeof values];
    const direction = sort.startsWith('-') ? -1 : 1;
    const expected = all.filter(isFrenchMonth).toSorted((a, b) => {
      if (value(a) !== value(b)) return value(a) < value(b) ? -direction : direction;
      return a.code < b.code ? -1 : 1;
    });
    const query = `&country=FR&days=30&unlimited=false&sort=${sort}`;
    // Small pages, so that cursors fall among equals.
    expect(codesOf(await walk(query, 3))).toEqual(codesOf(expected));
  },
);

test('a cursor belongs to its filters and sorting', async () => {
  const { body } = await read('bundles?country=FR&limit=1');
  const cursor = encodeURIComponent(body.nextCursor ?? '');
  expect((await read(`bundles?country=FR&limit=5&cursor=${cursor}`)).status).toBe(200);
  for (const query of ['country=DE', 'country=FR&sort=-price', 'country=FR&days=7', 'limit=5'])
    expectProblem((await read(`bundles?${query}&cursor=${cursor}`)) as never, 'INVALID_CURSOR');
});

test('countries and regions count what the list holds, with the cheapest price', async () => {
  interface Area {
    code: string;
    bundleCount: number;
    priceFrom: { amount: number };
  }
  const [countries, regions] = [
    await read<Page<Area>>('countries'),
    await read<Page<Area>>('regions'),
  ];
  const areasOf = [
    [countries.body, (bundle: Bundle) => bundle.countries.map(({ code }) => code)],
    [regions.body, (bundle: Bundle) => bundle.regions],
  ] as const;
  for (const [{ data, totalCount, nextCursor }, codes] of areasOf) {
    expect({ totalCount, nextCursor }).toEqual({ totalCount: data.length, nextCursor: null });
    expect(new Set(data.map(({ code }) => code))).toEqual(new Set(all.flatMap(codes)));
    for (const { code, bundleCount, priceFrom } of data) {
      const prices = all.filter((each) => codes(each).includes(code)).map(values.price);
      expect({ code, bundleCount, from: priceFrom.amount }).toEqual({
        ...{ code, bundleCount: prices.length, from: Math.min(...prices) },
      });
    }
  }
});

test('a bundle reads as listed and sells at that price; others are not found', async () => {
  const listed = all.find(({ code }) => code === 'esim_1GB_7D_FR_V2');
  const { body } = await read<Bundle>('bundles/esim_1GB_7D_FR_V2');
  expect(body).toEqual(listed);
  const order = await checkOut({ bundleCode: listed?.code, quantity: 3 });
  const { amount = 0, currency = '' } = listed?.price ?? {};
  expect(order.body.total).toEqual({ amount: amount * 3, currency });
  expectProblem(await read('bundles/esim_none'), 'BUNDLE_NOT_FOUND');
});

test.each(['bundles?country=FR', 'bundles/esim_1GB_7D_FR_V2', 'countries', 'regions'])(
  'GET /%s may be kept: who holds the answer gets 304',
  async (path) => {
    const first = await read(path);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect(first.headers.get('cache-control')).toContain('max-age');
    const again = await read(path, { 'if-none-match': `"other", W/${etag}` });
    expect({ status: again.status, body: again.body }).toEqual({ status: 304, body: '' });
    expect(again.headers.get('etag')).toBe(etag);
    expect((await read(path, { 'if-none-match': '"other"' })).status).toBe(200);
  },
);
