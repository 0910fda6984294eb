/**
 * The writing half of a sync. Order, so that a crash at any line leaves a catalogue that is whole
 * and the next run repairs the rest: snapshot parts (seen by nobody yet) -> intent on the lease ->
 * bundles -> pointer, together with the end of the lease.
 */
import type { Bundle, BundleContent } from './bundle.ts';
import { type Difference, type Known, type KnownBundles, knownOf } from './diff.ts';
import type { Pointer } from './items.ts';
import type { Intent } from './lease.ts';
import { listingOf, packed, type Snapshot } from './snapshot.ts';
import type { CatalogueStore } from './store.ts';

export interface Session {
  store: CatalogueStore;
  runId: string;
  now: Date;
  /** The pointer that this sync started from. */
  before: Pointer | undefined;
  /** Grows by our own snapshot before the first bundle is written. */
  intents: Intent[];
  /** A part of the current snapshot is gone: write it anew even when nothing changed. */
  broken: boolean;
}

export interface Plan {
  outcome: 'PLANNED';
  pages: number;
  offers: number;
  contents: BundleContent[];
  known: KnownBundles;
  difference: Difference;
}

/** What was committed; undefined when another sync had moved the pointer or taken the lease. */
export async function commit(
  session: Session,
  plan: Plan,
): Promise<{ after: Pointer; retired: number } | undefined> {
  const { store, runId, now, before } = session;
  const { added, changed, missing, listed } = plan.difference;
  const retired = missing.length === 0 ? [] : await retiredBundles(session, missing);
  const snapshot = packed(listingOf(listed), knownAfter(plan, retired));
  const isNew = snapshot.version !== before?.version;
  const after = pointerTo(session, snapshot, isNew);
  if (isNew || session.broken) await store.putSnapshot(snapshot, now);
  if (isNew) {
    const { version, stateParts } = after;
    const others = session.intents.filter((intent) => intent.version !== version);
    session.intents = [...others, { version, stateParts }];
    await store.declareIntents(runId, now, session.intents);
    const written = [...added, ...changed].map(({ content, known }) =>
      bundleOf(session, content, known),
    );
    await store.putBundles([...written, ...retired]);
  }
  return (await store.flip(runId, before, after)) ? { after, retired: retired.length } : undefined;
}

function pointerTo({ now, before, broken }: Session, snapshot: Snapshot, isNew: boolean): Pointer {
  const at = now.toISOString();
  return {
    version: snapshot.version,
    chunks: snapshot.chunks.length,
    stateParts: snapshot.stateParts.length,
    bundles: snapshot.bundles,
    asOf: at,
    changedAt: isNew || !before ? at : before.changedAt,
    keptAt: isNew || broken || !before ? at : before.keptAt,
  };
}

const stamped = ({ now, runId }: Session) => {
  const correlationId = `sync_${runId}`;
  return {
    updatedAt: now.toISOString(),
    correlationId,
    by: { kind: 'SYSTEM', id: 'catalogue-sync', requestId: correlationId },
  } as const;
};

const bundleOf = (session: Session, content: BundleContent, known: Known): Bundle => ({
  ...content,
  ...{ status: known.status, hash: known.hash, version: known.version },
  ...stamped(session),
});

async function retiredBundles(session: Session, codes: string[]): Promise<Bundle[]> {
  const bundles = await session.store.bundles(codes);
  return bundles.map((bundle) => ({
    ...bundle,
    status: 'RETIRED',
    version: bundle.version + 1,
    ...stamped(session),
  }));
}

/** Retired bundles stay known, so that one that returns goes on counting its versions. */
function knownAfter({ known, difference }: Plan, retired: Bundle[]): KnownBundles {
  const after = new Map<string, Known>();
  for (const [code, entry] of known) if (entry.status === 'RETIRED') after.set(code, entry);
  for (const bundle of retired) after.set(bundle.code, knownOf(bundle));
  for (const { content, known: entry } of difference.listed) after.set(content.code, entry);
  return after;
}
