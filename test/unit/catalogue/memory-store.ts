/**
 * A stand-in for the catalogue's store: same promises, in memory. Can die at any write, as a Lambda
 * does: what was written stays, nothing more is written, not even on the way out.
 */
import type { Bundle } from '../../../lib/catalogue/bundle.ts';
import { catalogueEvents } from '../../../lib/catalogue/events.ts';
import { bundleItem, type Pointer, partKeys } from '../../../lib/catalogue/items.ts';
import type { Intent } from '../../../lib/catalogue/lease.ts';
import { unpackedListing } from '../../../lib/catalogue/snapshot.ts';
import type { CatalogueStore } from '../../../lib/catalogue/store.ts';
import type { DomainEvent } from '../../../lib/platform/events.ts';

export function memoryStore() {
  const bundles = new Map<string, Bundle>();
  const parts = new Map<string, Uint8Array>();
  const events: DomainEvent[] = [];
  const state = {
    pointer: undefined as Pointer | undefined,
    lease: undefined as { holder: string; until: number; intents: Intent[] } | undefined,
    writes: 0,
    writtenBundles: 0,
    dieAfter: Number.POSITIVE_INFINITY,
  };
  const write = (effect: () => void) => {
    if (state.writes >= state.dieAfter) throw new Error('died');
    state.writes += 1;
    effect();
  };

  const store: CatalogueStore = {
    pointer: async () => state.pointer,
    parts: async (version, kind, count) => {
      const found = partKeys(version, kind, count).flatMap(
        ({ pk, sk }) => parts.get(`${pk}/${sk}`) ?? [],
      );
      return found.length === count ? found : undefined;
    },
    bundles: async (codes) => codes.flatMap((code) => bundles.get(code) ?? []),
    putBundles: async (all) => {
      for (const bundle of all)
        write(() => {
          const old = bundles.get(bundle.code);
          bundles.set(bundle.code, bundle);
          state.writtenBundles += 1;
          events.push(...catalogueEvents(old && bundleItem(old), bundleItem(bundle)));
        });
    },
    putSnapshot: async (snapshot) => {
      for (const [kind, all] of [
        ['CHUNK', snapshot.chunks],
        ['STATE', snapshot.stateParts],
      ] as const)
        partKeys(snapshot.version, kind, all.length).forEach(({ pk, sk }, part) => {
          write(() => parts.set(`${pk}/${sk}`, all[part] as Uint8Array));
        });
    },
    prolong: async (current, now) => {
      if (!(await store.parts(current.version, 'CHUNK', current.chunks))) return false;
      write(() => {
        state.pointer = { ...current, keptAt: now.toISOString() };
      });
      return true;
    },
    takeLease: async (holder, now) => {
      if (state.lease && state.lease.until > now.getTime()) return undefined;
      const intents = state.lease?.intents ?? [];
      write(() => {
        state.lease = { holder, until: now.getTime() + 600_000, intents };
      });
      return intents;
    },
    declareIntents: async (holder, now, intents) => {
      if (state.lease?.holder !== holder) throw new Error('lost');
      write(() => {
        state.lease = { holder, until: now.getTime() + 600_000, intents };
      });
    },
    release: async (holder, intents) => {
      if (state.lease?.holder !== holder) return;
      write(() => {
        state.lease = intents.length === 0 ? undefined : { holder, until: 0, intents };
      });
    },
    flip: async (holder, before, after) => {
      if (state.pointer?.version !== before?.version || state.lease?.holder !== holder)
        return false;
      write(() => {
        state.pointer = after;
        state.lease = undefined;
      });
      return true;
    },
  };

  /** What a list would show: code -> retail price; undefined while there is no catalogue. */
  async function shown(): Promise<Record<string, number | undefined> | undefined> {
    const { pointer } = state;
    if (!pointer) return undefined;
    const chunks = await store.parts(pointer.version, 'CHUNK', pointer.chunks);
    if (!chunks) throw new Error('the pointer names parts that are gone');
    return Object.fromEntries(
      unpackedListing(chunks).bundles.map(({ code, prices }) => [code, prices.RETAIL]),
    );
  }
  return { store, state, bundles, parts, events, shown };
}
