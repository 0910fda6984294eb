/**
 * Table `catalogue`.
 *
 * | Access pattern | Key |
 * | --- | --- |
 * | one bundle (details, order acceptance, events) | pk BUNDLE#<code>, sk BUNDLE |
 * | which snapshot is current, and how old it is | pk CATALOGUE, sk CURRENT |
 * | whether a sync is at work | pk CATALOGUE, sk SYNC |
 * | all that a list needs, packed | pk SNAPSHOT#<version>, sk CHUNK#0..n |
 * | all that the next sync compares with, packed | pk SNAPSHOT#<version>, sk STATE#0..n |
 * | pricing rules (lib/pricing) | pk PRICING, sk RULES |
 *
 * Lists are answered from a snapshot in memory, so what a page costs does not depend on how many
 * bundles there are: there is no index to query and none to pay for on a write.
 */
import type { Item, Key } from '../platform/dynamodb.ts';
import type { Bundle } from './bundle.ts';

export const bundleKey = (code: string): Key => ({ pk: `BUNDLE#${code}`, sk: 'BUNDLE' });
export const pointerKey: Key = { pk: 'CATALOGUE', sk: 'CURRENT' };
export const leaseKey: Key = { pk: 'CATALOGUE', sk: 'SYNC' };

export const partKinds = ['CHUNK', 'STATE'] as const;
export type PartKind = (typeof partKinds)[number];

/** Keys of a snapshot's parts, in order. */
export const partKeys = (version: string, kind: PartKind, parts: number): Key[] =>
  Array.from({ length: parts }, (_, part) => ({
    pk: `SNAPSHOT#${version}`,
    sk: `${kind}#${part}`,
  }));

export const bundleItem = (bundle: Bundle): Item => ({ ...bundleKey(bundle.code), ...bundle });

export function toBundle({ pk: _pk, sk: _sk, ...bundle }: Item): Bundle {
  return bundle as unknown as Bundle;
}

export const isBundleItem = (item: Item | undefined): item is Item =>
  item?.pk.startsWith('BUNDLE#') === true && item.sk === 'BUNDLE';

/** What the current snapshot is. Times are ISO 8601. */
export interface Pointer {
  version: string;
  chunks: number;
  stateParts: number;
  /** Bundles on offer. */
  bundles: number;
  /** When the provider's list was last read completely: the age that answers state. */
  asOf: string;
  changedAt: string;
  /** When the parts' expiry was last set. */
  keptAt: string;
}

export function toPointer({ pk: _pk, sk: _sk, ...pointer }: Item): Pointer {
  return pointer as unknown as Pointer;
}

/** A snapshot's parts live this long unless a later sync prolongs them. */
export const partsKeptSeconds = 7 * 24 * 3600;

export const partItems = (
  version: string,
  kind: PartKind,
  parts: Uint8Array[],
  now: Date,
): Item[] =>
  partKeys(version, kind, parts.length).map((key, part) => ({
    ...key,
    data: parts[part],
    expiresAtSeconds: Math.floor(now.getTime() / 1000) + partsKeptSeconds,
  }));
