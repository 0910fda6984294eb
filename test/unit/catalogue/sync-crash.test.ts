import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { syncCatalogue } from '../../../lib/catalogue/sync.ts';
import { pricer } from '../../../lib/pricing/price.ts';
import { defaultRules } from '../../../lib/pricing/rules.ts';
import { memoryStore } from './memory-store.ts';
import { offer, sourceOf } from './offers.ts';

const price = pricer(defaultRules);
const retail = (amount: number) =>
  price({ amount, currency: 'USD' }, { code: '', countries: [], groups: [] }).RETAIL;

/** A list: cost by code, absent = not listed. */
const list = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom(100, 300, 500));
/** A sync of a list that dies after so many writes (20 = lives). */
const step = fc.record({ list, dieAfter: fc.integer({ min: 0, max: 20 }) });

const offersOf = (costs: Record<string, number>) =>
  Object.entries(costs).map(([code, amount]) => offer(code, { cost: { amount, currency: 'USD' } }));

type News = { bundleCode: string } | { bundleCode: string; after: { RETAIL: number } };
const byCode = (data: unknown): [string, News] => [(data as News).bundleCode, data as News];

it('wherever syncs die, lists stay whole and the next sync repairs items, lists and events', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 6 }), list, async (steps, last) => {
      const memory = memoryStore();
      const sync = (costs: Record<string, number>, hour: number) =>
        syncCatalogue({
          ...{
            provider: sourceOf(offersOf(costs)),
            price,
            now: new Date(Date.UTC(2026, 0, 1, hour)),
          },
          ...{ runId: `run-${hour}`, store: memory.store },
        });
      let hour = 0;
      for (const { list: costs, dieAfter } of steps) {
        memory.state.writes = 0;
        memory.state.dieAfter = dieAfter;
        await sync(costs, hour++).catch((error: Error) => expect(error.message).toBe('died'));
        await memory.shown();
      }
      memory.state.dieAfter = Number.POSITIVE_INFINITY;
      expect(await sync(last, hour)).toMatchObject({ outcome: 'DONE' });

      const wanted = Object.fromEntries(
        Object.entries(last).map(([code, cost]) => [code, retail(cost)]),
      );
      expect(await memory.shown()).toEqual(wanted);
      for (const [code, bundle] of memory.bundles) {
        expect(bundle.status).toBe(code in last ? 'ACTIVE' : 'RETIRED');
        if (code in last) expect(bundle.prices.RETAIL).toBe(wanted[code]);
      }
      // Consumers drop what repeats an id: what is left must still lead to the final price.
      const news = new Map(memory.events.toReversed().map((event) => [event.id, event.data]));
      const latest = new Map([...news.values()].toReversed().map(byCode));
      for (const [code, data] of latest) {
        if (!('after' in data)) continue;
        expect([code, data.after.RETAIL]).toEqual([code, wanted[code]]);
      }
      expect(memory.state.lease).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});
