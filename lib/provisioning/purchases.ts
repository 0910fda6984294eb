/** What the provider sold and nobody has claimed: one of these may be what a lost answer bought. */
import { esimByIccid } from '../esims/read.ts';
import type { Order } from '../orders/order.ts';
import { chunked } from '../platform/batch.ts';
import { batchGet, type Item, query } from '../platform/dynamodb.ts';
import type { PlacedOrder, Provider } from '../providers/port.ts';
import { isLineOf } from './complete.ts';
import { type Claim, claimKey, type LineRef, toClaim } from './items.ts';

/** An adapter walks a bounded number of pages for one window, so a long time is cut into several. */
const windowMs = 300_000;

/** The provider's clock and ours may differ by this much. */
export const clockMarginMs = 120_000;

export interface FreeLine {
  placed: PlacedOrder;
  line: number;
}

export interface Window {
  from: Date;
  to: Date;
}

export interface Sales {
  /** Unclaimed lines, oldest first. */
  free: FreeLine[];
  /** By kind: until when purchases may come to light whose orders were given others' (items.ts). */
  openUntil: Map<string, string>;
}

/** eSIMs of one bundle and quantity are interchangeable. */
export const kindOf = ({ bundleCode, quantity }: { bundleCode: string; quantity: number }) =>
  `${quantity}x${bundleCode}`;

/** What was bought in these times; throws when any part is unknown. */
export async function salesIn(windows: Window[], provider: Provider): Promise<Sales> {
  const found = new Map<string, PlacedOrder>();
  for (const window of windows.flatMap(cut))
    for (const placed of await provider.findOrders(window)) found.set(placed.reference, placed);
  const lines = [...found.values()]
    .filter(({ status }) => status !== 'FAILED')
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
    .flatMap((placed) => placed.lines.map((_, line) => ({ placed, line })));
  const claims = await claimsOf(lines, provider);
  const openUntil = new Map<string, string>();
  const free = lines.filter((sold) => {
    const claim = claims.get(keyOf(refOf(sold, provider)));
    const line = sold.placed.lines[sold.line];
    if (claim?.openUntil !== undefined && line) {
      const known = openUntil.get(kindOf(line)) ?? '';
      if (claim.openUntil > known) openUntil.set(kindOf(line), claim.openUntil);
    }
    return claim === undefined;
  });
  return { free, openUntil };
}

function cut({ from, to }: Window): Window[] {
  const parts: Window[] = [];
  for (let start = from.getTime(); start < to.getTime(); start += windowMs)
    parts.push({
      from: new Date(start),
      to: new Date(Math.min(start + windowMs, to.getTime())),
    });
  return parts;
}

/** Those that overlap, as one: nothing is listed twice. */
export function merged(windows: readonly Window[]): Window[] {
  const sorted = [...windows].sort((a, b) => a.from.getTime() - b.from.getTime());
  const result: Window[] = [];
  for (const window of sorted) {
    const last = result.at(-1);
    if (last && window.from <= last.to)
      last.to = new Date(Math.max(last.to.getTime(), window.to.getTime()));
    else result.push({ ...window });
  }
  return result;
}

async function claimsOf(lines: FreeLine[], provider: Provider): Promise<Map<string, Claim>> {
  const claims = new Map<string, Claim>();
  for (const some of chunked(lines, 100)) {
    const keys = some.map((sold) => claimKey(refOf(sold, provider)));
    for (const item of await batchGet('orders', keys, { consistent: true })) {
      const claim = toClaim(item);
      claims.set(keyOf(claim), claim);
    }
  }
  return claims;
}

/** ICCIDs that other orders got from this order of the provider's. */
export async function usedIccids(
  { provider, reference }: LineRef,
  orderId: string,
): Promise<Set<string>> {
  const { pk } = claimKey({ provider, reference, line: 0 });
  const { items } = await query<Item, 'orders'>({
    table: 'orders',
    partition: ['pk', pk],
    consistent: true,
  });
  const others = items.map(toClaim).filter((claim) => claim.orderId !== orderId);
  return new Set(others.flatMap(({ iccids = [] }) => iccids));
}

const refOf = ({ placed, line }: FreeLine, { name }: Provider) => ({
  provider: name,
  reference: placed.reference,
  line,
});
const keyOf = (ref: Parameters<typeof claimKey>[0]) => Object.values(claimKey(ref)).join();

/**
 * The oldest free line that could serve this order; it is no longer free then. One that names no eSIM
 * yet may be a top-up or not: it is read once more, and whoever gets it has to wait for the names.
 */
export async function takenBy(
  order: Order,
  free: FreeLine[],
  provider: Provider,
): Promise<FreeLine | undefined> {
  for (const [index, listed] of free.entries()) {
    if (!isLineOf(order, listed.placed.lines[listed.line])) continue;
    const candidate = isUnnamed(listed) ? await named(listed, provider) : listed;
    free[index] = candidate;
    if (!(await serves(order, candidate))) continue;
    free.splice(index, 1);
    return candidate;
  }
  return undefined;
}

/** Top-ups ride alone: a line beside others is none, nor is one of several eSIMs. */
export const isUnnamed = ({ placed, line }: FreeLine): boolean =>
  placed.lines.length === 1 &&
  placed.lines[line]?.quantity === 1 &&
  placed.lines[line].esims.length === 0;

async function named(listed: FreeLine, provider: Provider): Promise<FreeLine> {
  const { reference, createdAt } = listed.placed;
  const placed = await provider.order(reference);
  // "Still processing" comes without lines, and with the time of asking.
  return placed && placed.lines.length > 0
    ? { ...listed, placed: { ...placed, createdAt } }
    : listed;
}

async function serves({ topUp }: Order, candidate: FreeLine): Promise<boolean> {
  if (isUnnamed(candidate)) return true;
  const iccids = (candidate.placed.lines[candidate.line]?.esims ?? []).map(({ iccid }) => iccid);
  if (topUp) return iccids.includes(topUp.iccid);
  // A line for eSIMs that were sold before is their top-up: it can never serve a new order.
  const known = await Promise.all(iccids.map(esimByIccid));
  return known.every((esim) => esim === undefined);
}
