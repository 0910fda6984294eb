/** What a top-up writes beside its order: the lock of its eSIM, and the bundle that was added. */
import { toppedUp, topUpUnlock } from '../esims/items.ts';
import type { Order } from '../orders/order.ts';
import type { Write } from '../platform/writes.ts';

/** The bundle is on the eSIM; written with the order's completion. */
export const topUpWrites = (order: Order, esimId: string, now: Date): Record<string, Write> => ({
  esim: toppedUp(esimId, {
    ...{ orderId: order.id, bundleCode: order.bundleCode, dataBytes: order.dataBytes },
    addedAt: now.toISOString(),
  }),
  ...unlockWrites(order),
});

/** Frees the eSIM for its next top-up; written with the order's end, whatever that is. */
export const unlockWrites = ({ id, topUp }: Order): Record<string, Write> =>
  topUp?.before === undefined ? {} : { lock: topUpUnlock(topUp.esimId, id) };
