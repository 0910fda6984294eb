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
export const isStartable = (order: Order, now: Date): boolean =>
  order.status === 'PAID' ||
  (order.status === 'PROVISIONING' &&
    (order.attemptState === 'NOT_PLACED' || order.attemptState === 'RESEND') &&
    (order.dueAt ?? '') <= now.toISOString());

/** Enough to follow an order's story; older attempts stand in the table still. */
const attemptIdsMax = 20;

export const started = (order: Order, attemptId: string, at: At): Order =>
  moved(order, 'PROVISIONING', at, {
    attempt: order.attempt + 1,
    attemptIds: [...(order.attemptIds ?? []), attemptId].slice(-attemptIdsMax),
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
export const pending = (order: Order, ref: { reference: string; line: number }, at: At): Order =>
  moved(order, 'PENDING_SYNC', at, {
    attemptState: 'UNKNOWN',
    claimOpenUntil: openUntil(order, at),
    providerReference: ref.reference,
    providerLine: ref.line,
    dueAt: inSeconds(at.now, followSeconds),
  });

/**
 * A lost order that is given a purchase may have made another: until when that can come to light. An
 * order whose own worker tells what it bought has nothing open.
 */
export function openUntil(order: Order, at: At): string | undefined {
  const isLost = order.status === 'PENDING_SYNC' && order.providerReference === undefined;
  return order.claimOpenUntil ?? (isLost ? settledAt(order, at) : undefined);
}

/** Follow-ups ask for a minute; when their chain breaks or ends, the reconciler takes over. */
const followSeconds = 75;

/** Surely not bought: waits for the provider again, with `backOff` later each time. */
export const notPlaced = (
  order: Order,
  { retryAfterMs, backOff }: { retryAfterMs: number; backOff: boolean },
  at: At,
): Order => {
  const backOffSeconds = backOff ? Math.min(300, 5 * 2 ** Math.min(order.attempt - 1, 6)) : 0;
  return moved(order, 'PROVISIONING', at, {
    attemptState: 'NOT_PLACED',
    dueAt: inSeconds(at.now, Math.max(retryAfterMs / 1000, backOffSeconds)),
  });
};

/** Refused together with others: waits again at once, alone when it may have been the reason. */
export const setApart = (order: Order, apart: boolean, at: At): Order =>
  moved(order, 'PROVISIONING', at, {
    attemptState: 'NOT_PLACED',
    ...(apart ? { apart } : {}),
    dueAt: at.now.toISOString(),
  });

/** The settling time has passed without a trace of a purchase: cleared to be sent again. */
export const cleared = (order: Order, at: At): Order =>
  moved(order, 'PROVISIONING', at, {
    attemptState: 'RESEND',
    resends: order.resends + 1,
    dueAt: at.now.toISOString(),
  });

/** Looks again later without a change of state. */
export const postponed = (order: Order, seconds: number, at: At): Order =>
  moved(order, order.status, at, { dueAt: inSeconds(at.now, seconds) });

/** Announces the failure once more, its event may have been lost: ever more rarely, each hour in the end. */
export const announcedAgain = (order: Order, at: At): Order =>
  moved(order, order.status, at, {
    nudges: order.nudges + 1,
    dueAt: inSeconds(
      at.now,
      Math.min(3600, at.timings.announceSeconds * 2 ** Math.min(order.nudges, 10)),
    ),
  });

export const completed = (order: Order, ref: { reference: string; line: number }, at: At): Order =>
  moved(order, 'COMPLETED', at, {
    providerReference: ref.reference,
    providerLine: ref.line,
    completedAt: at.now.toISOString(),
  });

export const failed = (order: Order, failure: FailureCode, at: At): Order =>
  moved(order, 'FAILED', at, {
    failure,
    dueAt: inSeconds(at.now, at.timings.announceSeconds),
  });

const startedAt = (order: Order): Date => new Date(order.attemptStartedAt ?? order.createdAt);

/** When no worker of an unknown attempt lives any more: what it bought, if it did, nobody else claims. */
export const settleAt = (order: Order, at: At): string =>
  inSeconds(startedAt(order), at.timings.inFlightSeconds);

/** Past this, an attempt that left no trace at the provider did not buy. */
const settledAt = (order: Order, { timings }: At): string =>
  inSeconds(startedAt(order), timings.inFlightSeconds + timings.settleSeconds);
export const isSettled = (order: Order, at: At): boolean =>
  at.now.toISOString() >= settledAt(order, at);
