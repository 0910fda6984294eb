/** The catalogue's reads and writes, as plain functions; tests put a stand-in in their place. */
import { batchPut, chunked, inParallel } from '../platform/batch.ts';
import { batchGet, get, type Item, transact } from '../platform/dynamodb.ts';
import type { Bundle } from './bundle.ts';
import {
  bundleItem,
  bundleKey,
  type PartKind,
  type Pointer,
  partItems,
  partKeys,
  partsKeptSeconds,
  pointerKey,
  toBundle,
  toPointer,
} from './items.ts';
import { declareIntents, flip, release, takeLease } from './lease.ts';
import type { Snapshot } from './snapshot.ts';

async function pointer(options: { consistent?: boolean } = {}): Promise<Pointer | undefined> {
  const item = await get('catalogue', pointerKey, options);
  return item && toPointer(item);
}

/** A snapshot's parts in order; undefined when any is gone. */
async function parts(
  version: string,
  kind: PartKind,
  count: number,
): Promise<Uint8Array[] | undefined> {
  const keys = partKeys(version, kind, count);
  const bySk = new Map<string, Uint8Array>();
  // One part a call: an answer of several would pass the client's deadline on a slow line.
  await inParallel(keys, 8, async (key) => {
    const item = await get<Item & { data: Uint8Array }>('catalogue', key);
    if (item) bySk.set(item.sk, item.data);
  });
  const found = keys.flatMap(({ sk }) => bySk.get(sk) ?? []);
  return found.length === keys.length ? found : undefined;
}

async function bundles(codes: string[]): Promise<Bundle[]> {
  const found: Bundle[] = [];
  await inParallel(chunked(codes, 100), 8, async (some) => {
    const items = await batchGet('catalogue', some.map(bundleKey));
    found.push(...items.map(toBundle));
  });
  return found;
}

const putBundles = (all: Bundle[]): Promise<void> => batchPut('catalogue', all.map(bundleItem));

/** Harmless to repeat: a version's parts always have the same content. */
async function putSnapshot(snapshot: Snapshot, now: Date): Promise<void> {
  const items = [
    ...partItems(snapshot.version, 'CHUNK', snapshot.chunks, now),
    ...partItems(snapshot.version, 'STATE', snapshot.stateParts, now),
  ];
  await batchPut('catalogue', items, { perCall: 2, parallel: 4 });
}

/** Postpones the expiry of the current snapshot's parts; false when one is gone already. */
async function prolong(current: Pointer, now: Date): Promise<boolean> {
  const keys = [
    ...partKeys(current.version, 'CHUNK', current.chunks),
    ...partKeys(current.version, 'STATE', current.stateParts),
  ];
  for (const key of keys) {
    const outcome = await transact({
      part: {
        update: 'catalogue',
        key,
        set: 'SET expiresAtSeconds = :at',
        condition: 'attribute_exists(pk)',
        values: { ':at': Math.floor(now.getTime() / 1000) + partsKeptSeconds },
      },
    });
    if (!outcome.ok) return false;
  }
  await transact({
    pointer: {
      update: 'catalogue',
      key: pointerKey,
      set: 'SET keptAt = :now',
      condition: 'version = :version',
      values: { ':now': now.toISOString(), ':version': current.version },
    },
  });
  return true;
}

export const catalogueStore = {
  ...{ pointer, parts, bundles, putBundles, putSnapshot, prolong },
  ...{ takeLease, declareIntents, release, flip },
};
export type CatalogueStore = typeof catalogueStore;
