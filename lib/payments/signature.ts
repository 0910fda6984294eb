/**
 * Stripe's webhook signature: `t=<unix seconds>,v1=<hex>[,v1=…]`, HMAC-SHA256 of `<t>.<raw bytes>`.
 * The client's own check decodes the bytes first and lets any time in the future pass; this does
 * neither.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

const toleranceSeconds = 300;

/** True when one of the secrets signed exactly these bytes within five minutes of `now`. */
export function isSigned(
  rawBody: Buffer,
  header: string | undefined,
  secrets: readonly string[],
  now: Date,
): boolean {
  const parts = (header ?? '').split(',').map((part) => part.split('=', 2));
  const valuesOf = (name: string) =>
    parts.filter(([key]) => key?.trim() === name).map(([, value]) => value?.trim() ?? '');
  const [time, ...more] = valuesOf('t');
  if (time === undefined || more.length > 0 || !/^\d{1,12}$/.test(time)) return false;
  if (Math.abs(now.getTime() / 1000 - Number(time)) > toleranceSeconds) return false;
  const given = valuesOf('v1').filter((value) => /^[0-9a-f]{64}$/.test(value));
  return secrets.some((secret) => {
    const expected = createHmac('sha256', secret).update(`${time}.`).update(rawBody).digest();
    return given.some((value) => timingSafeEqual(expected, Buffer.from(value, 'hex')));
  });
}
