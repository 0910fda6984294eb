import { readFileSync } from 'node:fs';
import { handler as getRoute } from '../../../functions/catalogue/get.route.ts';
import { handler as listRoute } from '../../../functions/catalogue/list.route.ts';
import { handler as syncJob } from '../../../functions/catalogue/sync.job.ts';
import { catalogueReader } from '../../../lib/catalogue/current.ts';
import { catalogueEvents } from '../../../lib/catalogue/events.ts';
import type { CatalogueSource } from '../../../lib/catalogue/pages.ts';
import { catalogueStore } from '../../../lib/catalogue/store.ts';
import { type SyncReport, syncCatalogue } from '../../../lib/catalogue/sync.ts';
import type { Item } from '../../../lib/platform/dynamodb.ts';
import { pricer } from '../../../lib/pricing/price.ts';
import { defaultRules } from '../../../lib/pricing/rules.ts';
import { providerFor } from '../../../lib/providers/provider.ts';
import { startEsimGoSimulator } from '../../simulators/esim-go/simulator.ts';
import { setUp, tearDown } from '../dynamo.ts';
import { call } from '../gateway.ts';
import { all } from '../orders/world.ts';
import { putSecret } from '../secrets.ts';
import { callsOf } from '../webhooks/world.ts';

const file = new URL('../../simulators/esim-go/catalogue.json', import.meta.url);
const total = (JSON.parse(readFileSync(file, 'utf8')) as unknown[]).length;
const code = 'esim_1GB_7D_FR_V2';

let simulator: Awaited<ReturnType<typeof startEsimGoSimulator>>;
let clockMinutes = 0;
const control = async (method: string, path: string, body: object) => {
  const url = `${simulator.url}/__control${path}`;
  const answer = await fetch(url, { method, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
};
const sync = (provider: CatalogueSource = providerFor('esim-go')) => {
  clockMinutes += 15;
  const now = new Date(Date.now() + clockMinutes * 60_000);
  return syncCatalogue({ provider, price: pricer(defaultRules), now });
};

beforeAll(async () => {
  await setUp();
  await putSecret('esim-go', { apiKey: 'key' });
  simulator = await startEsimGoSimulator({ apiKey: 'key' });
  process.env.ESIM_GO_URL = `${simulator.url}/v2.5`;
  process.env.ESIM_GO_CURRENCY = 'USD';
  await control('PUT', '/settings', { rateLimitPerSecond: 1_000_000 });
});
afterAll(async () => {
  await simulator.close();
  await tearDown();
});

const bundles = async () =>
  new Map((await all('catalogue')).filter(({ sk }) => sk === 'BUNDLE').map((b) => [b.pk, b]));
const list = (query: Record<string, string> = {}) => call(listRoute, { query });
/** What a reader without a memory would be served now. */
const shown = catalogueReader.bind(undefined, catalogueStore);

function eventsBetween(before: Map<string, Item>, after: Map<string, Item>) {
  return [...after].flatMap(([pk, item]) => catalogueEvents(before.get(pk), item));
}

test('before the first sync there is no catalogue, and the answer says so', async () => {
  const unavailable = { status: 503, body: { name: 'CATALOGUE_UNAVAILABLE' } };
  expect(await list()).toMatchObject(unavailable);
  expect(await call(getRoute, { params: { code } })).toMatchObject(unavailable);
});

test('the job puts the whole list of the provider on sale', async () => {
  expect(total).toBe(5030);
  expect(await syncJob({})).toMatchObject({
    ...{ outcome: 'DONE', bundles: total, sellable: total, skipped: 0, added: total, retired: 0 },
  });
  expect((await bundles()).size).toBe(total);
  expect((await shown()()).listing.bundles).toHaveLength(total);
}, 120_000);

test('a sync that finds nothing new writes the pointer and no bundle', async () => {
  const before = await bundles();
  const { version } = await shown()();
  const calls = await callsOf(() => sync());
  // The provider's gate counts each page; that is pacing, not catalogue.
  const writes = calls
    .filter(({ name }) => /Write|Put|Update|Delete/.test(name))
    .filter((call) => !JSON.stringify(call).includes('PROVIDER#esim-go'));
  expect(writes.map(({ name }) => name)).toEqual([
    ...['TransactWriteItemsCommand', 'TransactWriteItemsCommand'],
  ]);
  expect(JSON.stringify(writes)).not.toContain('BUNDLE#');
  expect(await bundles()).toEqual(before);
  expect((await shown()()).version).toBe(version);
}, 60_000);

test('a dearer and a withdrawn bundle are written, told once and shown', async () => {
  const before = await bundles();
  await control('POST', `/bundles/${code}`, { price: 9.99 });
  await control('POST', '/bundles/esim_1GB_7D_DE_V2', { retired: true });
  expect(await sync()).toMatchObject({
    ...{ outcome: 'DONE', changed: 1, priceChanged: 1, retired: 1, unchanged: total - 2 },
  } satisfies Partial<SyncReport>);
  const after = await bundles();
  const events = eventsBetween(before, after);
  expect(events.map(({ id }) => id).sort()).toEqual([
    ...['evt_esim_1GB_7D_DE_V2_2_retired', `evt_${code}_2_price_changed`],
  ]);
  const retail = Math.ceil(999 * 1.4);
  expect(events.find(({ type }) => type === 'bundle.price_changed')?.data).toMatchObject({
    ...{ bundleCode: code, currency: 'USD', after: { RETAIL: retail } },
  });
  expect(eventsBetween(after, after)).toEqual([]);
  expect(await call(getRoute, { params: { code } })).toMatchObject({
    ...{ status: 200, body: { price: { amount: retail, currency: 'USD' }, status: 'ACTIVE' } },
  });
  expect(await call(getRoute, { params: { code: 'esim_1GB_7D_DE_V2' } })).toMatchObject({
    ...{ status: 200, body: { price: null, status: 'RETIRED' } },
  });
  const codes = (await shown()()).listing.bundles.map((bundle) => bundle.code);
  expect(codes).toHaveLength(total - 1);
  expect(codes).not.toContain('esim_1GB_7D_DE_V2');
}, 60_000);

test('a page that fails leaves the old catalogue on sale, with its age', async () => {
  const [before, served] = [await bundles(), await shown()()];
  await control('POST', `/bundles/${code}`, { price: 1 });
  const provider = providerFor('esim-go');
  const failing: CatalogueSource = {
    cataloguePage: async (page) => {
      if (page === 3) await control('POST', '/faults', { kind: 'outage' });
      return provider.cataloguePage(page);
    },
  };
  expect(await sync(failing)).toMatchObject({ outcome: 'PROVIDER_UNAVAILABLE', page: 3 });
  expect(await bundles()).toEqual(before);
  expect(await shown()()).toEqual(served);
  await control('DELETE', '/faults', {});
  expect(await sync()).toMatchObject({ outcome: 'DONE', changed: 1 });
}, 60_000);

describe('the list', () => {
  interface Shown {
    code: string;
    durationDays: number;
    price: { amount: number };
    data: { bytes: number | null };
    countries: { code: string }[];
  }
  async function walk(query: Record<string, string>): Promise<Shown[]> {
    const found: Shown[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const answer = await list({ ...query, limit: '100', ...(cursor ? { cursor } : {}) });
      expect(answer.status).toBe(200);
      found.push(...answer.body.data);
      cursor = answer.body.nextCursor;
    }
    return found;
  }

  it('filters by every word at once and counts what it found', async () => {
    const query = { country: 'FR', unlimited: 'false', minDataMb: '3000', days: '30' };
    const found = await walk({ ...query, maxPrice: '5000' });
    expect(found.length).toBeGreaterThan(5);
    for (const { countries, data, durationDays, price } of found) {
      expect(countries.map(({ code }) => code)).toContain('FR');
      expect(data.bytes).toBeGreaterThanOrEqual(3_000_000_000);
      expect([durationDays, price.amount <= 5000]).toEqual([30, true]);
    }
    const { totalCount } = (await list({ ...query, maxPrice: '5000', limit: '1' })).body;
    expect(totalCount).toBe(found.length);
  });

  it.each(['price', '-price', 'data', '-data', 'days', '-days'])(
    'sorted by %s gives every bundle of a region once, in order',
    async (sort) => {
      const found = await walk({ region: 'ASIA', sort });
      expect(found.length).toBeGreaterThan(100);
      expect(new Set(found.map((bundle) => bundle.code)).size).toBe(found.length);
      const value = (bundle: Shown) =>
        sort.endsWith('price')
          ? bundle.price.amount
          : sort.endsWith('data')
            ? (bundle.data.bytes ?? Number.POSITIVE_INFINITY)
            : bundle.durationDays;
      const values = found.map(value);
      const ascending = sort.startsWith('-') ? [...values].reverse() : values;
      expect(ascending.every((each, n) => n === 0 || each >= ascending[n - 1]!)).toBe(true);
    },
  );

  it('takes a cursor with the filters that it was made for only', async () => {
    const { nextCursor } = (await list({ region: 'ASIA' })).body;
    for (const query of [{ region: 'EUROPE' }, { region: 'ASIA', sort: '-price' }, {}])
      expect(await list({ ...query, cursor: nextCursor })).toMatchObject({
        ...{ status: 400, body: { name: 'INVALID_CURSOR' } },
      });
  });

  it('answers 304 to whoever has it already', async () => {
    const { headers } = await list();
    const again = await call(listRoute, { headers: { 'If-None-Match': String(headers.ETag) } });
    expect(again.status).toBe(304);
  });

  it('refuses a filter that it does not know', async () => {
    expect(await list({ colour: 'red' })).toMatchObject({
      ...{ status: 400, body: { name: 'VALIDATION_FAILED' } },
    });
  });
});
