/**
 * One sync at a time, and a note of what a crashed one may have left half written. The lease holds
 * the intents: snapshots whose bundles are being written. They leave only with the flip of the
 * pointer, so whoever takes over knows that the bundle items may differ from the current state.
 */
import { get, type Item, transact } from '../platform/dynamodb.ts';
import type { Write } from '../platform/writes.ts';
import { leaseKey, type Pointer, pointerKey } from './items.ts';

export interface Intent {
  version: string;
  stateParts: number;
}

interface Lease {
  holder: string;
  /** ISO 8601; empty = given back. */
  goodUntil: string;
  intents: Intent[];
}

/** Longer than a sync may run (its Lambda ends after five minutes), shorter than its period. */
const leaseMs = 10 * 60_000;

const leaseWrite = (lease: Lease, condition: string, values: Record<string, unknown>): Write => ({
  put: 'catalogue',
  item: { ...leaseKey, ...lease },
  condition,
  values,
});

/** The intents that earlier syncs left behind, or undefined while another one is at work. */
export async function takeLease(holder: string, now: Date): Promise<Intent[] | undefined> {
  const standing = await get<Item & Lease>('catalogue', leaseKey, { consistent: true });
  if (standing && standing.goodUntil > now.toISOString()) return undefined;
  const intents = standing?.intents ?? [];
  const goodUntil = new Date(now.getTime() + leaseMs).toISOString();
  const outcome = await transact({
    lease: leaseWrite(
      { holder, goodUntil, intents },
      'attribute_not_exists(pk) OR (holder = :holder AND goodUntil = :until)',
      { ':holder': standing?.holder ?? '', ':until': standing?.goodUntil ?? '' },
    ),
  });
  return outcome.ok ? intents : undefined;
}

/** Notes, before the first bundle is written, which snapshot is about to come. */
export async function declareIntents(holder: string, now: Date, intents: Intent[]): Promise<void> {
  const goodUntil = new Date(now.getTime() + leaseMs).toISOString();
  const outcome = await transact({
    lease: leaseWrite({ holder, goodUntil, intents }, 'holder = :holder', { ':holder': holder }),
  });
  if (!outcome.ok) throw new Error('the catalogue lease was lost');
}

/** Gives the lease back unused; intents of others stay for the next sync. */
export async function release(holder: string, intents: Intent[]): Promise<void> {
  const values = { ':holder': holder };
  const condition = 'holder = :holder';
  await transact({
    lease:
      intents.length === 0
        ? { remove: 'catalogue', key: leaseKey, condition, values }
        : leaseWrite({ holder, goodUntil: '', intents }, condition, values),
  });
}

/**
 * Makes a snapshot the current one and ends the lease, both or neither. False when the pointer is
 * no longer the one that this sync started from, or the lease is another's.
 */
export async function flip(
  holder: string,
  before: Pointer | undefined,
  after: Pointer,
): Promise<boolean> {
  const outcome = await transact({
    pointer: {
      put: 'catalogue',
      item: { ...pointerKey, ...after },
      ...(before === undefined
        ? { condition: 'attribute_not_exists(pk)' }
        : { condition: 'version = :before', values: { ':before': before.version } }),
    },
    lease: {
      remove: 'catalogue',
      key: leaseKey,
      condition: 'holder = :holder',
      values: { ':holder': holder },
    },
  });
  return outcome.ok;
}
