/** A provider order that was not ready is asked for again, ever more rarely, and delivered line by line. */
import { readOrder } from '../orders/read.ts';
import type { FollowUpData } from './events.ts';
import { bought } from './settle.ts';
import { each, type Provisioning } from './work.ts';

/** Seconds until the next question; after the last one the reconciler asks. */
const waits = [2, 4, 8, 16, 30];

export async function follow(data: FollowUpData, deps: Provisioning): Promise<void> {
  const { reference, orderIds, asked } = data;
  const waiting = await waitingFor(reference, orderIds);
  if (waiting.length === 0) return;
  // A provider that cannot be asked now is one that is not ready now.
  const placed = await deps.provider.order(reference).catch(() => undefined);
  // "Still processing" comes without lines: nothing can be said of any.
  if (placed && (placed.lines.length > 0 || placed.status === 'FAILED'))
    await each(waiting, (order) => bought(order, placed, order.providerLine ?? 0, deps));
  const wait = waits[asked];
  const left = await waitingFor(reference, orderIds);
  if (wait === undefined || left.length === 0) return;
  await deps.followUp({ reference, orderIds: left.map(({ id }) => id), asked: asked + 1 }, wait);
}

async function waitingFor(reference: string, orderIds: readonly string[]) {
  const orders = await Promise.all(orderIds.map((id) => readOrder(id, { consistent: true })));
  return orders
    .filter((order) => order !== undefined)
    .filter((order) => order.status === 'PENDING_SYNC' && order.providerReference === reference);
}
