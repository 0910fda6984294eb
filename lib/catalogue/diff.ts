/** What a complete listing changes against what we knew. Pure. */
import { hashOf } from './assemble.ts';
import type { Bundle, BundleContent, BundleStatus } from './bundle.ts';

/** What the sync keeps of each bundle to compare with; `prices` is their text form. */
export interface Known {
  hash: string;
  prices: string;
  version: number;
  status: BundleStatus;
}
export type KnownBundles = ReadonlyMap<string, Known>;

/** A listed bundle with the version that it has after this sync. */
export interface Listed {
  content: BundleContent;
  known: Known;
}

export interface Difference {
  /** All that the listing holds, each code once. */
  listed: Listed[];
  /** New, or back after retirement. */
  added: Listed[];
  changed: Listed[];
  /** Of `changed`: those whose price differs. */
  priceChanged: number;
  /** Codes on offer until now that the listing does not hold. */
  missing: string[];
  unchanged: number;
}

const pricesText = ({ prices, currency }: Pick<BundleContent, 'prices' | 'currency'>): string =>
  `${currency} ${Object.entries(prices).sort().join(' ')}`;

export const knownOf = (bundle: Bundle): Known => ({
  hash: bundle.hash,
  prices: pricesText(bundle),
  version: bundle.version,
  status: bundle.status,
});

export function differenceOf(before: KnownBundles, contents: BundleContent[]): Difference {
  const once = new Map(contents.map((content) => [content.code, content]));
  const result: Difference = {
    listed: [],
    added: [],
    changed: [],
    priceChanged: 0,
    missing: [],
    unchanged: 0,
  };
  for (const content of once.values()) {
    const old = before.get(content.code);
    const hash = hashOf(content);
    const same = old?.status === 'ACTIVE' && old.hash === hash;
    const version = same ? old.version : (old?.version ?? 0) + 1;
    const known: Known = { hash, prices: pricesText(content), version, status: 'ACTIVE' };
    const listed = { content, known };
    result.listed.push(listed);
    if (same) result.unchanged += 1;
    else if (old?.status === 'ACTIVE') {
      result.changed.push(listed);
      if (old.prices !== known.prices) result.priceChanged += 1;
    } else result.added.push(listed);
  }
  for (const [code, { status }] of before)
    if (status === 'ACTIVE' && !once.has(code)) result.missing.push(code);
  return result;
}

const guardedFrom = 50;
const missingShareMax = 0.2;

/**
 * A listing that drops more than a fifth at once is more likely a fault of the provider than its
 * will; a small catalogue (tests, a new account) may do so.
 */
export function dropsTooMuch(before: KnownBundles, missing: number): boolean {
  let active = 0;
  for (const { status } of before.values()) if (status === 'ACTIVE') active += 1;
  return active >= guardedFrom && missing > active * missingShareMax;
}
