/** What provisioning works with, and how it writes an order. */
import { changedOrder } from '../orders/items.ts';
import { type FailureCode, type Order, systemStamp } from '../orders/order.ts';
import type { Timings } from '../platform/config.ts';
import { transact } from '../platform/dynamodb.ts';
import { count, log } from '../platform/observability.ts';
import type { Write } from '../platform/writes.ts';
import type { Gate } from '../providers/gate.ts';
import type { OrderLine, Provider } from '../providers/port.ts';
import type { FollowUpData } from './events.ts';
import { unlockWrites } from './top-up-writes.ts';
import { type At, failed } from './transitions.ts';

export interface Provisioning {
  provider: Provider;
  /** The same provider, whose calls carry this correlation id. */
  providerAs?: (correlationId: string) => Provider;
  gate: Gate;
  timings: Timings;
  clock: () => Date;
  pause: (ms: number) => Promise<unknown>;
  /** Looks for waiting orders again in so many seconds. */
  wake: (seconds: number) => Promise<void>;
  /** Asks for a provider order again in so many seconds. */
  followUp: (data: FollowUpData, seconds: number) => Promise<void>;
}

export const moment = (order: Order, { clock, timings }: Provisioning): At => ({
  now: clock(),
  by: systemStamp('provisioning', order.correlationId),
  timings,
});

export const lineOf = ({ bundleCode, quantity, topUp }: Order): OrderLine => ({
  ...{ bundleCode, quantity },
  ...(topUp ? { iccids: [topUp.iccid] } : {}),
});

/** False when somebody else moved the order meanwhile; then `more` is not written either. */
export async function saved(
  before: Order,
  after: Order,
  more: Record<string, Write> = {},
): Promise<boolean> {
  const outcome = await transact<string>({ order: changedOrder(before, after), ...more });
  if (!outcome.ok) log('info', 'order moved meanwhile', { orderId: before.id });
  return outcome.ok;
}

/** The order fails, and its money goes back by itself. */
export async function fail(
  order: Order,
  failure: FailureCode,
  deps: Provisioning,
  more: Record<string, Write> = {},
): Promise<boolean> {
  const after = failed(order, failure, moment(order, deps));
  const done = await saved(order, after, { ...unlockWrites(order), ...more });
  if (done) count('OrdersFailed');
  return done;
}

/** One order's trouble must not keep the others from being looked at. */
export async function each<T extends { id: string }>(
  orders: readonly T[],
  work: (order: T, index: number) => Promise<unknown>,
): Promise<number> {
  let errors = 0;
  for (const [index, order] of orders.entries()) {
    try {
      await work(order, index);
    } catch (error) {
      errors += 1;
      log('error', 'provisioning an order failed', { orderId: order.id, error });
    }
  }
  return errors;
}
