/** What the provider sold and nobody has claimed: one of these may be what a lost answer bought. */
import { esimByIccid } from '../esims/read.ts';
import type { Order } from '../orders/order.ts';
import { chunked } from '../platform/batch.ts';
import { batchGet } from '../platform/dynamodb.ts';
import type { PlacedOrder, Provider } from '../providers/port.ts';
import { isLineOf } from './complete.ts';
import { claimKey, toClaim } from './items.ts';

/** An adapter walks a bounded number of pages for one window, so a long time is cut into several. */
const windowMs = 300_000;

/** The provider's clock and ours may differ by this much. */
export const clockMarginMs = 120_000;

export interface FreeLine {
  placed: PlacedOrder;
  line: number;
}

/** Unclaimed lines bought in this time, oldest first; throws when any part is unknown. */
export async function unclaimedLines(
  { from, to }: { from: Date; to: Date },
  provider: Provider,
): Promise<FreeLine[]> {
  const found = new Map<string, PlacedOrder>();
  for (let start = from.getTime(); start < to.getTime(); start += windowMs) {
    const end = Math.min(start + windowMs, to.getTime());
    const window = { from: new Date(start), to: new Date(end) };
    for (const placed of await provider.findOrders(window)) found.set(placed.reference, placed);
  }
  const lines = [...found.values()]
    .filter(({ status }) => status !== 'FAILED')
    .flatMap((placed) => placed.lines.map((_, line) => ({ placed, line })));
  const claimed = await claimedKeys(lines, provider);
  return lines.filter((free) => !claimed.has(keyOf(refOf(free, provider))));
}

async function claimedKeys(lines: FreeLine[], provider: Provider): Promise<Set<string>> {
  const claimed = new Set<string>();
  for (const some of chunked(lines, 100)) {
    const keys = some.map((free) => claimKey(refOf(free, provider)));
    for (const item of await batchGet('orders', keys, { consistent: true }))
      claimed.add(keyOf(toClaim(item)));
  }
  return claimed;
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
