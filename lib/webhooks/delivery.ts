/** One event to one endpoint: its attempts and how it ends. Pure. */
import { type Answer, type PostError, postErrors } from './post.ts';
import { nextAttempt, retryAfterMs } from './schedule.ts';

export const deliveryStatuses = ['DELIVERED', 'RETRYING', 'FAILED'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

export const attemptErrors = [...postErrors, 'ENDPOINT_DISABLED'] as const;

export interface Attempt {
  at: string;
  status?: number;
  durationMs: number;
  excerpt: string;
  error?: PostError | 'ENDPOINT_DISABLED';
}

/** What is sent: the event's own id, type and time stay the same on every attempt. */
export interface Subject {
  vendorId: string;
  endpointId: string;
  eventId: string;
  eventType: string;
  occurredAt: string;
  orderId: string;
  correlationId: string;
}

export interface Delivery extends Subject {
  status: DeliveryStatus;
  attempts: number;
  last: Attempt;
  createdAt: string;
  /** What the vendor is told. */
  nextAttemptAt?: string;
  /** When the job looks at it: the next attempt, or the end of a running one's lease. */
  dueAt?: string;
  expiresAtSeconds: number;
}

const keptSeconds = 30 * 24 * 3600;

export const isDelivered = ({ status }: Answer): boolean =>
  status !== undefined && status >= 200 && status < 300;
/** The receiver says that nobody lives there any more. */
export const isGone = ({ status }: Answer): boolean => status === 410;

/** The record after an attempt; `before` is undefined at the first. */
export function attempted(
  subject: Subject,
  before: Delivery | undefined,
  answer: Answer,
  at: { now: Date; random: number },
): Delivery {
  const { now } = at;
  const attempts = (before?.attempts ?? 0) + 1;
  const throttled = answer.status === 429 || answer.status === 503;
  const wish = throttled ? retryAfterMs(answer.retryAfter, now) : undefined;
  const next =
    isDelivered(answer) || isGone(answer)
      ? undefined
      : nextAttempt(attempts, now, at.random, wish)?.toISOString();
  const { retryAfter: _retryAfter, ...seen } = answer;
  return {
    ...subjectOf(subject),
    status: isDelivered(answer) ? 'DELIVERED' : next ? 'RETRYING' : 'FAILED',
    attempts,
    last: { at: now.toISOString(), ...seen },
    createdAt: before?.createdAt ?? now.toISOString(),
    ...(next ? { nextAttemptAt: next, dueAt: next } : {}),
    expiresAtSeconds: expiry(before?.createdAt ?? now.toISOString()),
  };
}

/** Not sent again: the endpoint was disabled or removed meanwhile. */
export function abandoned(before: Delivery, now: Date): Delivery {
  const { nextAttemptAt: _next, dueAt: _due, ...rest } = before;
  const last: Attempt = {
    at: now.toISOString(),
    durationMs: 0,
    excerpt: '',
    error: 'ENDPOINT_DISABLED',
  };
  return { ...rest, status: 'FAILED', last };
}

/** Taken by a worker until `until`; should it die, the delivery is due again then. */
export const leased = (before: Delivery, until: Date): Delivery => ({
  ...before,
  dueAt: until.toISOString(),
});

const expiry = (createdAt: string) => Math.floor(Date.parse(createdAt) / 1000) + keptSeconds;

const subjectOf = (all: Subject): Subject => ({
  vendorId: all.vendorId,
  endpointId: all.endpointId,
  eventId: all.eventId,
  eventType: all.eventType,
  occurredAt: all.occurredAt,
  orderId: all.orderId,
  correlationId: all.correlationId,
});
