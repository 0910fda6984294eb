/** The provisioning half of the order's state machine, pure: what each outcome makes of an order. */

import { type FailureCode, inSeconds, moved, type Order } from '../orders/order.ts';
import type { Stamp } from '../platform/actor.ts';
import type { Timings } from '../platform/config.ts';

export interface At {
  now: Date;
  by: Stamp;
  timings: Timings;
}

/** An order whose attempts keep vanishing without a trace is sent again so often, then fails. */
export const resendsMax = 4;

/** Paid so long ago that the buyer's money goes back instead. */
export const isOverdue = (order: Order, at: At): boolean =>
  at.now.getTime() > Date.parse(order.paidAt ?? order.createdAt) + at.timings.giveUpSeconds * 1000;

/** May the provider be called for this order now? Only when no earlier call can have bought. */
export const isStartable = (order: Order): boolean =>
  order.status === 'PAID' ||
  (order.status === 'PROVISIONING' &&
    (order.attemptState === 'NOT_PLACED' || order.attemptState === 'RESEND'));

export const started = (order: Order, at: At): Order =>
  moved(order, 'PROVISIONING', at, {
    attempt: order.attempt + 1,
    attemptState: 'OPEN',
    attemptStartedAt: at.now.toISOString(),
    dueAt: notBefore(order, inSeconds(at.now, at.timings.inFlightSeconds)),
  });

/** A later moment that stands on the order already is kept: that costs no index writes. */
const notBefore = ({ dueAt }: Order, moment: string): string =>
  dueAt !== undefined && dueAt > moment ? dueAt : moment;

/** The outcome of the call is unknown: nothing is sent again until it is settled. */
export const unknown = (order: Order, at: At): Order =>
  moved(order, 'PENDING_SYNC', at, { attemptState: 'UNKNOWN', dueAt: settleAt(order, at) });

/** The provider has the order (its reference is known) but not yet the eSIMs. */
export const pending = (order: Order, reference: string, at: At): Order =>
  moved(order, 'PENDING_SYNC', at, {
    attemptState: 'UNKNOWN',
    providerReference: reference,
    dueAt: inSeconds(at.now, 5),
  });

/** Surely not bought: may be sent again after `retryAfterMs`, later each time. */
export const notPlaced = (order: Order, retryAfterMs: number, at: At): Order => {
  const backOffSeconds = Math.min(300, 5 * 2 ** Math.min(order.attempt, 6));
  return moved(order, 'PROVISIONING', at, {
    attemptState: 'NOT_PLACED',
    dueAt: inSeconds(at.now, Math.max(retryAfterMs / 1000, backOffSeconds)),
  });
};

/** The settling time has passed without a trace of a purchase: cleared to be sent again. */
export const cleared = (order: Order, at: At): Order =>
  moved(order, 'PROVISIONING', at, {
    attemptState: 'RESEND',
    resends: order.resends + 1,
    nudges: order.nudges + 1,
    dueAt: inSeconds(at.now, at.timings.announceSeconds),
  });

/** Looks again later without a change of state. */
export const postponed = (order: Order, seconds: number, at: At): Order =>
  moved(order, order.status, at, { dueAt: inSeconds(at.now, seconds) });

/** Announces the present state once more: its first event may have been lost. */
export const announcedAgain = (order: Order, at: At): Order =>
  moved(order, order.status, at, {
    nudges: order.nudges + 1,
    dueAt: inSeconds(at.now, announceWaitSeconds(order, at)),
  });

/** A refund that Stripe does not take is asked for ever more rarely, each hour in the end. */
const announceWaitSeconds = ({ status, nudges }: Order, { timings }: At): number =>
  status === 'FAILED'
    ? Math.min(3600, timings.announceSeconds * 2 ** Math.min(nudges, 10))
    : timings.announceSeconds;

export const completed = (order: Order, reference: string, at: At): Order =>
  moved(order, 'COMPLETED', at, {
    providerReference: reference,
    completedAt: at.now.toISOString(),
  });

export const failed = (order: Order, failure: FailureCode, at: At): Order =>
  moved(order, 'FAILED', at, {
    failure,
    dueAt: inSeconds(at.now, at.timings.announceSeconds),
  });

const startedAt = (order: Order): Date => new Date(order.attemptStartedAt ?? order.createdAt);

/** When the purchase of an unknown attempt, if there was one, is surely listed and unowned. */
export const settleAt = (order: Order, at: At): string =>
  inSeconds(startedAt(order), at.timings.inFlightSeconds);

/** Past this, an attempt that left no trace at the provider did not buy. */
export const isSettled = (order: Order, at: At): boolean =>
  at.now.getTime() >=
  startedAt(order).getTime() + (at.timings.inFlightSeconds + at.timings.settleSeconds) * 1000;
