/** Brings our catalogue in line with the provider's; how it writes is in commit.ts. */
import { randomUUID } from 'node:crypto';
import { contentOf, type PriceBundle } from './assemble.ts';
import type { BundleContent } from './bundle.ts';
import { commit, type Plan, type Session } from './commit.ts';
import { differenceOf, dropsTooMuch, type KnownBundles, knownOf } from './diff.ts';
import type { Intent } from './lease.ts';
import { type CatalogueSource, completeListing } from './pages.ts';
import { unpackedState } from './snapshot.ts';
import { type CatalogueStore, catalogueStore } from './store.ts';

export interface SyncRun {
  provider: CatalogueSource;
  price: PriceBundle;
  now: Date;
  /** Unique per run; also makes the correlation id of what it writes. */
  runId?: string;
  store?: CatalogueStore;
  /** An operator has looked: the provider really dropped that much. */
  acceptMissing?: boolean;
}

export interface SyncReport {
  outcome: 'DONE';
  pages: number;
  /** Offers in the provider's list, and those among them that cannot be sold under their code. */
  bundles: number;
  skipped: number;
  /** On offer with a price. */
  sellable: number;
  /** New, or back after retirement. */
  added: number;
  changed: number;
  priceChanged: number;
  retired: number;
  unchanged: number;
  durationMs: number;
  version: string;
}

/** Of those that are not DONE, none changed the catalogue. */
export type SyncOutcome =
  | SyncReport
  /** Another sync is at work, or took over while this one hung. */
  | { outcome: 'BUSY' }
  | { outcome: 'PROVIDER_UNAVAILABLE'; page: number; cause: string }
  | { outcome: 'TOO_MANY_MISSING'; missing: number; bundles: number };

/**
 * One sync. What the provider does is in the outcome; throws on faults of our own only (table
 * unreachable, a bug), and then the next run repairs what may be half written.
 */
export async function syncCatalogue(run: SyncRun): Promise<SyncOutcome> {
  const { store = catalogueStore, runId = randomUUID(), now } = run;
  const startedAtMs = performance.now();
  const intents = await store.takeLease(runId, now);
  if (!intents) return { outcome: 'BUSY' };
  const session: Session = { store, runId, now, intents, before: undefined, broken: false };
  try {
    session.before = await store.pointer({ consistent: true });
    await keepSnapshot(session);
    const plan = await planOf(session, run);
    if (plan.outcome !== 'PLANNED') {
      await store.release(runId, intents);
      return plan;
    }
    const done = await commit(session, plan);
    if (!done) return { outcome: 'BUSY' };
    const durationMs = Math.round(performance.now() - startedAtMs);
    return { ...countsOf(plan), retired: done.retired, durationMs, ...versionOf(done.after) };
  } catch (error) {
    // The session's intents name what may be half written: giving back the lease keeps them.
    await store.release(runId, session.intents).catch(() => undefined);
    throw error;
  }
}

const prolongAfterMs = 3 * 24 * 3600_000;

/** Keeps the current snapshot from expiring, whether or not the provider answers today. */
async function keepSnapshot(session: Session): Promise<void> {
  const { store, before, now } = session;
  if (!before || now.getTime() - Date.parse(before.keptAt) < prolongAfterMs) return;
  session.broken = !(await store.prolong(before, now));
  session.before = { ...before, keptAt: now.toISOString() };
}

async function planOf(
  session: Session,
  { provider, price, acceptMissing = false }: SyncRun,
): Promise<Plan | Exclude<SyncOutcome, SyncReport>> {
  const listing = await completeListing(provider);
  if (!listing.complete) {
    const { page, cause } = listing;
    return { outcome: 'PROVIDER_UNAVAILABLE', page, cause };
  }
  const { offers, pages } = listing;
  const contents = offers.flatMap((offer) => contentOf(offer, price) ?? []);
  const known = await knownBundles(session, contents);
  const difference = differenceOf(known, contents);
  const missing = difference.missing.length;
  if (!acceptMissing && dropsTooMuch(known, missing))
    return { outcome: 'TOO_MANY_MISSING', missing, bundles: offers.length };
  return { outcome: 'PLANNED', pages, offers: offers.length, contents, known, difference };
}

/**
 * What stands in the table: from the current state when no sync was cut off, else from the bundle
 * items themselves (all codes of the current state, of the states meant to follow, and of the list).
 */
async function knownBundles(session: Session, contents: BundleContent[]): Promise<KnownBundles> {
  const { store, before, intents } = session;
  const current = before && (await stateOf(store, before));
  if (before && !current) session.broken = true;
  if (current && intents.length === 0) return current;
  if (!before && intents.length === 0) return new Map();
  const meant = await Promise.all(intents.map((intent) => stateOf(store, intent)));
  const codes = new Set(contents.map(({ code }) => code));
  for (const state of [current, ...meant]) for (const code of state?.keys() ?? []) codes.add(code);
  const bundles = await store.bundles([...codes]);
  return new Map(bundles.map((bundle) => [bundle.code, knownOf(bundle)]));
}

async function stateOf(store: CatalogueStore, at: Intent): Promise<KnownBundles | undefined> {
  const parts = await store.parts(at.version, 'STATE', at.stateParts);
  return parts && unpackedState(parts);
}

function countsOf({ pages, offers, contents, difference }: Plan) {
  const { added, changed, priceChanged, unchanged } = difference;
  return {
    outcome: 'DONE' as const,
    ...{ pages, bundles: offers, skipped: offers - contents.length },
    ...{ added: added.length, changed: changed.length, priceChanged, unchanged },
  };
}

const versionOf = ({ version, bundles }: { version: string; bundles: number }) => ({
  version,
  sellable: bundles,
});
