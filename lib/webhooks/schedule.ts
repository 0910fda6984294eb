/** When a failed delivery is tried again: the schedule of the Standard Webhooks specification. */
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Wait before the second, third, … attempt; together 75 h 35 m. */
const waitsMs = [
  5_000,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
];
export const attemptsMax = waitsMs.length + 1;

const jitterShare = 0.2;
const retryAfterMaxMs = 24 * hourMs;

/**
 * Moment of the next attempt after `attempts` failed ones, or undefined when there is none.
 * Jitter only lengthens, so that deliveries which failed together do not come back together.
 */
export function nextAttempt(
  attempts: number,
  now: Date,
  random: number,
  retryAfterMs = 0,
): Date | undefined {
  const waitMs = waitsMs[attempts - 1];
  if (waitMs === undefined) return undefined;
  const wished = Math.min(retryAfterMs, retryAfterMaxMs);
  return new Date(now.getTime() + Math.max(waitMs, wished) * (1 + random * jitterShare));
}

/** A Retry-After header, in seconds or as a date; undefined when absent or no sense. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
