/** What the provider sold and nobody has claimed: one of these may be what a lost answer bought. */
import { chunked } from '../platform/batch.ts';
import { batchGet } from '../platform/dynamodb.ts';
import type { PlacedOrder, Provider } from '../providers/port.ts';
import { claimKey } from './items.ts';

/** An adapter walks a bounded number of pages for one window, so a long time is cut into several. */
const windowMs = 300_000;

/** Unclaimed purchases of one line made in this time, oldest first; throws when any part is unknown. */
export async function unclaimedPurchases(
  { from, to }: { from: Date; to: Date },
  provider: Provider,
): Promise<PlacedOrder[]> {
  const found = new Map<string, PlacedOrder>();
  for (let start = from.getTime(); start < to.getTime(); start += windowMs) {
    const end = Math.min(start + windowMs, to.getTime());
    const window = { from: new Date(start), to: new Date(end) };
    for (const placed of await provider.findOrders(window)) found.set(placed.reference, placed);
  }
  const candidates = [...found.values()].filter(({ lines }) => lines.length === 1);
  const claimed = new Set<string>();
  for (const some of chunked(candidates, 100)) {
    const keys = some.map(({ reference }) => claimKey(provider.name, reference));
    for (const claim of await batchGet('orders', keys, { consistent: true }))
      claimed.add(String(claim.reference));
  }
  return candidates.filter(({ reference }) => !claimed.has(reference));
}
