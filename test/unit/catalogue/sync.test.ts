import { beforeEach, describe, expect, it } from '@jest/globals';
import { type SyncReport, syncCatalogue } from '../../../lib/catalogue/sync.ts';
import { pricer } from '../../../lib/pricing/price.ts';
import { defaultRules } from '../../../lib/pricing/rules.ts';
import { type ProviderBundle, ProviderUnavailable } from '../../../lib/providers/port.ts';
import { memoryStore } from './memory-store.ts';
import { offer, realOffers, sourceOf } from './offers.ts';

const price = pricer(defaultRules);
const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 0, minutes));
let memory: ReturnType<typeof memoryStore>;
beforeEach(() => {
  memory = memoryStore();
});

const sync = (offers: ProviderBundle[], minutes = 0, runId = `run-${minutes}`) =>
  syncCatalogue({
    ...{ provider: sourceOf(offers), price, now: at(minutes), runId, store: memory.store },
  });
const many = (count: number, more: Partial<ProviderBundle> = {}) =>
  Array.from({ length: count }, (_, index) => offer(`b${index}`, more));

describe('a first sync', () => {
  it('puts the whole real catalogue on sale, pages and counts reported', async () => {
    const offers = realOffers();
    const report = (await sync(offers)) as SyncReport;
    expect(report).toMatchObject({
      ...{ outcome: 'DONE', pages: 26, bundles: 5030, skipped: 0, sellable: 5030, added: 5030 },
      ...{ changed: 0, priceChanged: 0, retired: 0, unchanged: 0 },
    });
    expect(memory.bundles.size).toBe(5030);
    expect(Object.keys((await memory.shown()) ?? {})).toHaveLength(5030);
    expect(memory.events).toEqual([]);
  });

  it('keeps a bundle without cost off the shelf but known', async () => {
    const report = await sync([offer('a'), offer('free', { cost: null })]);
    expect(report).toMatchObject({ bundles: 2, sellable: 1 });
    expect(await memory.shown()).toEqual({ a: 200 });
    expect(memory.bundles.get('free')).toMatchObject({ prices: {}, cost: null, currency: null });
  });

  it('leaves out what has no usable code or no country, and counts it', async () => {
    const report = await sync([offer('a'), offer('../b'), offer('c', { countries: [] })]);
    expect(report).toMatchObject({ bundles: 3, skipped: 2, sellable: 1 });
    expect([...memory.bundles.keys()]).toEqual(['a']);
  });
});

describe('a later sync', () => {
  it('writes no bundle when nothing changed, and renews the age', async () => {
    await sync(many(100));
    const written = memory.state.writtenBundles;
    const report = await sync(many(100).reverse(), 15);
    expect(report).toMatchObject({ outcome: 'DONE', unchanged: 100, changed: 0, added: 0 });
    expect(memory.state.writtenBundles).toBe(written);
    expect(memory.state.pointer).toMatchObject({
      asOf: at(15).toISOString(),
      changedAt: at(0).toISOString(),
    });
  });

  it('writes only what changed and tells of a new price once, with the next version', async () => {
    await sync(many(10));
    const offers = many(10);
    offers[3] = offer('b3', { cost: { amount: 150, currency: 'USD' } });
    offers[4] = offer('b4', { speeds: ['4G', '5G'] });
    const report = await sync(offers, 15);
    expect(report).toMatchObject({ changed: 2, priceChanged: 1, unchanged: 8 });
    expect(memory.state.writtenBundles).toBe(12);
    expect(memory.events).toMatchObject([
      {
        id: 'evt_b3_2_price_changed',
        data: { bundleCode: 'b3', before: { RETAIL: 200 }, after: { RETAIL: 250 }, version: 2 },
      },
    ]);
  });

  it('reprices everything when the rules changed', async () => {
    await sync(many(5));
    const dearer = pricer([{ scope: 'TIER', markupBps: 20_000, minimumMarkup: 0 }]);
    const { store } = memory;
    const run = { provider: sourceOf(many(5)), price: dearer, now: at(15), store };
    expect(await syncCatalogue(run)).toMatchObject({ changed: 5, priceChanged: 5 });
    expect(await memory.shown()).toMatchObject({ b0: 300 });
  });

  it('retires what a complete list lacks, and takes it back with a higher version', async () => {
    await sync(many(10));
    expect(await sync(many(9), 15)).toMatchObject({ retired: 1, unchanged: 9 });
    expect(memory.bundles.get('b9')).toMatchObject({ status: 'RETIRED', version: 2 });
    expect(Object.keys((await memory.shown()) ?? {})).not.toContain('b9');
    expect(memory.events.map(({ id }) => id)).toEqual(['evt_b9_2_retired']);
    expect(await sync(many(9), 30)).toMatchObject({ retired: 0, unchanged: 9 });
    expect(await sync(many(10), 45)).toMatchObject({ added: 1 });
    expect(memory.bundles.get('b9')).toMatchObject({ status: 'ACTIVE', version: 3 });
    expect(memory.events).toHaveLength(1);
  });
});

describe('a provider in trouble', () => {
  it('leaves everything as it was when a page fails', async () => {
    await sync(many(100));
    const { asOf, version } = memory.state.pointer ?? {};
    const offers = many(100, { cost: { amount: 999, currency: 'USD' } });
    const provider = {
      cataloguePage: async (page: number) => {
        if (page === 3) throw new ProviderUnavailable('HTTP 503');
        return sourceOf(offers, 20).cataloguePage(page);
      },
    };
    const written = memory.state.writtenBundles;
    const outcome = await syncCatalogue({ provider, price, now: at(15), store: memory.store });
    expect(outcome).toEqual({ outcome: 'PROVIDER_UNAVAILABLE', page: 3, cause: 'HTTP 503' });
    expect(memory.state.writtenBundles).toBe(written);
    expect(memory.state.pointer).toMatchObject({ asOf, version });
    expect(await sync(many(100), 16)).toMatchObject({ outcome: 'DONE' });
  });

  it('does not believe a list from which more than a fifth is gone', async () => {
    await sync(many(100));
    expect(await sync(many(79), 15)).toEqual({
      ...{ outcome: 'TOO_MANY_MISSING', missing: 21, bundles: 79 },
    });
    expect(memory.events).toEqual([]);
    expect(await sync(many(80), 30)).toMatchObject({ outcome: 'DONE', retired: 20 });
  });

  it('believes a small catalogue whatever it drops', async () => {
    await sync(many(49));
    expect(await sync(many(1), 15)).toMatchObject({ outcome: 'DONE', retired: 48 });
  });

  it('stops at pages that lead in a circle', async () => {
    const provider = { cataloguePage: async () => ({ bundles: [offer('a')], nextPage: 1 }) };
    const outcome = await syncCatalogue({ provider, price, now: at(0), store: memory.store });
    expect(outcome).toMatchObject({ outcome: 'PROVIDER_UNAVAILABLE', page: 1 });
  });

  it('keeps the snapshot from expiring through a long outage', async () => {
    await sync(many(5));
    const provider = {
      cataloguePage: async () => {
        throw new ProviderUnavailable('down');
      },
    };
    const later = at(4 * 24 * 60);
    await syncCatalogue({ provider, price, now: later, store: memory.store });
    expect(memory.state.pointer).toMatchObject({
      keptAt: later.toISOString(),
      asOf: at(0).toISOString(),
    });
  });
});

describe('two syncs', () => {
  it('do not run at once: the second is told so', async () => {
    await memory.store.takeLease('other', at(0));
    expect(await sync(many(5), 5)).toEqual({ outcome: 'BUSY' });
    expect(memory.bundles.size).toBe(0);
    expect(await sync(many(5), 11)).toMatchObject({ outcome: 'DONE' });
  });

  it('do not overwrite each other when one hung past its lease', async () => {
    const { store } = memory;
    const slow: typeof store = {
      ...store,
      flip: async (...args) => {
        expect(await sync(many(6), 20)).toMatchObject({ outcome: 'DONE' });
        return store.flip(...args);
      },
    };
    const run = { provider: sourceOf(many(5)), price, now: at(0), runId: 'slow', store: slow };
    expect(await syncCatalogue(run)).toEqual({ outcome: 'BUSY' });
    expect(Object.keys((await memory.shown()) ?? {})).toHaveLength(6);
  });
});

it('a part of the snapshot that is lost is written anew, though nothing changed', async () => {
  await sync(many(5));
  for (const key of memory.parts.keys()) if (key.includes('STATE')) memory.parts.delete(key);
  expect(await sync(many(5), 15)).toMatchObject({ outcome: 'DONE', unchanged: 5 });
  expect(await sync(many(4), 30)).toMatchObject({ outcome: 'DONE', retired: 1 });
});
