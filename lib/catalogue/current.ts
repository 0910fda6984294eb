/**
 * The current listing, kept in the function's memory. A look at the pointer (half a read unit) every
 * 15 seconds at most tells whether it changed; while the table cannot be read, what is held is
 * served on, and its `asOf` says how old it is.
 */
import { ProblemError } from '../platform/errors.ts';
import { count, log } from '../platform/observability.ts';
import type { Pointer } from './items.ts';
import { type Listing, unpackedListing } from './snapshot.ts';
import { type CatalogueStore, catalogueStore } from './store.ts';

export interface Current {
  version: string;
  /** When the provider's list was last read completely, ISO 8601. */
  asOf: string;
  listing: Listing;
}

const recheckMs = 15_000;

/**
 * A reader with a memory of its own. Concurrent callers share one refresh.
 * Throws CATALOGUE_UNAVAILABLE when there is nothing to serve: no sync yet, or no table at the start.
 */
export function catalogueReader(
  store: Pick<CatalogueStore, 'pointer' | 'parts'>,
  clock: () => number = Date.now,
): () => Promise<Current> {
  let held: Current | undefined;
  let checkedAtMs = Number.NEGATIVE_INFINITY;
  let refreshing: Promise<Current> | undefined;

  async function refresh(): Promise<Current> {
    try {
      held = await newest(store, held);
    } catch (error) {
      if (!held) throw unavailable(error);
      log('warn', 'catalogue served from memory', { error });
      count('CatalogueStaleServed');
    }
    // Also after a failure: a table in trouble is not asked by every request.
    checkedAtMs = clock();
    return held;
  }

  return async () => {
    const fresh = held && clock() - checkedAtMs < recheckMs;
    count(fresh ? 'CatalogueCacheHit' : 'CatalogueCacheMiss');
    if (held && fresh) return held;
    refreshing ??= refresh().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  };
}

export const currentCatalogue = catalogueReader(catalogueStore);

async function newest(
  store: Pick<CatalogueStore, 'pointer' | 'parts'>,
  held: Current | undefined,
): Promise<Current> {
  const pointer = await store.pointer();
  if (!pointer) throw new Error('no catalogue yet');
  const { version, asOf } = pointer;
  // The same listing object: what is derived from it (sort orders) stays valid.
  if (held?.version === version) return { ...held, asOf };
  return { version, asOf, listing: await listingAt(store, pointer) };
}

async function listingAt(
  store: Pick<CatalogueStore, 'parts'>,
  { version, chunks }: Pointer,
): Promise<Listing> {
  const parts = await store.parts(version, 'CHUNK', chunks);
  if (!parts) throw new Error(`snapshot ${version} is not whole`);
  return unpackedListing(parts);
}

function unavailable(cause: unknown): ProblemError {
  log('error', 'catalogue unavailable', { error: cause });
  return new ProblemError('CATALOGUE_UNAVAILABLE', undefined, { cause });
}

/** The age above which an answer calls its catalogue stale: four syncs were missed. */
const staleAfterMs = 3600_000;

/** How old the data of an answer is. */
export const freshness = ({ asOf }: { asOf: string }, now: Date) => ({
  asOf,
  stale: now.getTime() - Date.parse(asOf) > staleAfterMs,
});
