/** What a page of the catalogue costs, in read units and milliseconds, whatever its size. */
import { type Current, catalogueReader } from '../../lib/catalogue/current.ts';
import { pageOf } from '../../lib/catalogue/listing.ts';
import { BundleQuery } from '../../lib/catalogue/query.ts';
import { catalogueStore } from '../../lib/catalogue/store.ts';
import type { ProviderBundle } from '../../lib/providers/port.ts';
import { setUp, tearDown } from '../integration/dynamo.ts';
import { syntheticOffers } from '../unit/catalogue/offers.ts';
import { totalsOf, watch } from './capacity/units/watch.ts';
import type { Progress } from './machine.ts';
import { rounded, table, verdict } from './markdown.ts';
import { median } from './samples.ts';
import { startTables, synced } from './world.ts';

/** Between the two that are compared, the provider's real list. */
const sizes = [500, 5_030, 50_000];
const recheckMs = 20_000;

export async function run(progress: Progress): Promise<string> {
  const tables = await startTables();
  try {
    const found: Awaited<ReturnType<typeof measured>>[] = [];
    for (const size of sizes) {
      await tearDown();
      await setUp();
      progress(`${size} bundles`);
      found.push(await measured(size));
    }
    const isEqual = new Set(found.map(({ page, hot }) => `${page} ${hot}`)).size === 1;
    return [report(found), `Read units of a page equal at all sizes: ${verdict(isEqual)}.`].join(
      '\n\n',
    );
  } finally {
    await tables.stop();
  }
}

/** Prices of their own: like ones would pack better than a real list does. */
const priced = (offer: ProviderBundle, index: number): ProviderBundle =>
  offer.cost === null
    ? offer
    : { ...offer, cost: { ...offer.cost, amount: offer.cost.amount + ((index * 7919) % 997) } };

async function measured(size: number) {
  const offers = syntheticOffers(size).map(priced);
  const now = new Date();
  const { sellable } = await synced(offers, now);
  const { seen, end } = watch();
  const cost = async (work: () => Promise<unknown>) => {
    seen.length = 0;
    await work();
    return totalsOf(seen);
  };
  let nowMs = now.getTime();
  const reader = catalogueReader(catalogueStore, () => nowMs);
  const cold = await cost(reader);
  const hot = await cost(reader);
  nowMs += recheckMs;
  const page = await cost(reader);
  const quiet = await cost(() => synced(offers, new Date(now.getTime() + 900_000)));
  end();
  return {
    ...{ size, sellable, cold: cold.read, coldCalls: cold.calls, hot: hot.read, page: page.read },
    ...{ quietRead: quiet.read, quietWrite: quiet.write + quiet.index },
    milliseconds: timesOf(await reader()),
  };
}

const queries: Record<string, Record<string, string>> = {
  'first page, by price': {},
  'a country, by data': { country: 'FR', sort: '-data' },
  'a search': { search: 'france 1gb' },
};
const repeats = 25;

/** The first call also sorts the listing, once for a catalogue and a sort. */
function timesOf({ listing }: Current): Record<string, { first: number; median: number }> {
  const timed = (query: BundleQuery) => {
    const startedMs = performance.now();
    pageOf(listing, query, 'RETAIL');
    return performance.now() - startedMs;
  };
  return Object.fromEntries(
    Object.entries(queries).map(([name, text]) => {
      const query = BundleQuery.parse(text);
      const first = timed(query);
      return [name, { first, median: median(Array.from({ length: repeats }, () => timed(query))) }];
    }),
  );
}

function report(found: Awaited<ReturnType<typeof measured>>[]): string {
  const heads = found.map(({ size }) => `${size.toLocaleString('en')} bundles`);
  type Found = (typeof found)[number];
  const row = (name: string, of: (one: Found) => number) => [name, ...found.map(of)];
  const units = table(
    ['Units', ...heads],
    [
      row('read units of a page: pointer looked at, at most every 15 s', (one) => one.page),
      row('read units of a page in between', (one) => one.hot),
      row('read units of a new Lambda process, its listing included', (one) => one.cold),
      row('reads that this takes', (one) => one.coldCalls),
      row('read units of a sync that changes nothing', (one) => one.quietRead),
      row('write units of a sync that changes nothing', (one) => one.quietWrite),
      row('bundles on offer', (one) => one.sellable),
    ],
  );
  const times = Object.keys(queries).flatMap((name) => [
    row(`${name}: first call`, (one) => rounded(one.milliseconds[name]?.first ?? 0, 2)),
    row(`${name}: median of ${repeats}`, (one) => rounded(one.milliseconds[name]?.median ?? 0, 2)),
  ]);
  return [units, table(['Milliseconds of `pageOf`', ...heads], times)].join('\n\n');
}
