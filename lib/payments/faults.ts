/**
 * What went wrong at Stripe, by class and code, never by message. Read off the error's fields, so
 * that only client.ts needs Stripe's library.
 */
import { ProblemError } from '../platform/errors.ts';

interface Fault {
  /** The client's class name. */
  type?: string;
  code?: string;
  statusCode?: number;
  headers?: Record<string, string>;
}

const faultOf = (error: unknown): Fault => (error instanceof Error ? (error as Fault) : {});

const amountCodes = new Set(['amount_too_small', 'amount_too_large', 'invalid_charge_amount']);

export const codeOf = (error: unknown): string | undefined => faultOf(error).code;

/** Connection lost or timed out, 409, 429, 5xx: the same request may succeed, or has already. */
export function isPassing(error: unknown): boolean {
  const { type, code, statusCode = 0 } = faultOf(error);
  if (type === 'StripeConnectionError' || type === 'StripeRateLimitError') return true;
  if (code === 'lock_timeout' || code === 'idempotency_key_in_use') return true;
  return type === 'StripeAPIError' && (statusCode >= 500 || statusCode === 409);
}

/** A 5xx that Stripe keeps under the idempotency key and would repeat for a day. */
export function isStoredFault(error: unknown): boolean {
  const { type, headers, statusCode = 0 } = faultOf(error);
  return (
    type === 'StripeAPIError' && statusCode >= 500 && headers?.['idempotent-replayed'] === 'true'
  );
}

/** Stripe has understood and says no: the same request will hardly ever succeed. */
export function isRefusal(error: unknown): boolean {
  const { type, statusCode = 0 } = faultOf(error);
  const isSaid = type === 'StripeInvalidRequestError' || type === 'StripeCardError';
  return isSaid && statusCode >= 400 && statusCode < 500 && !isPassing(error);
}

/** Our error for a fault of Stripe's; what is our own mistake (a key, a parameter) stays as it is. */
export function mapped(error: unknown): unknown {
  if (isPassing(error)) return new ProblemError('PAYMENT_UNAVAILABLE', undefined, { cause: error });
  if (amountCodes.has(codeOf(error) ?? ''))
    return new ProblemError('AMOUNT_NOT_CHARGEABLE', undefined, { cause: error });
  return error;
}

export const isUnavailable = (error: unknown): boolean =>
  error instanceof ProblemError && error.problem === 'PAYMENT_UNAVAILABLE';

const keysMax = 6;
/** A twin that holds the key is waited for longer than a fault. */
const repeatsMax = (error: unknown) => (codeOf(error) === 'idempotency_key_in_use' ? 5 : 1);

/**
 * Makes an object at Stripe once. `post` is repeated under the same key after a passing fault. A
 * stored 5xx says nothing about the effect: `find` looks for the object, and only when there is
 * none the next key is used.
 */
export async function postOnce<T>(
  key: string,
  post: (idempotencyKey: string) => Promise<T>,
  find: () => Promise<T | undefined>,
): Promise<T> {
  let repeats = 0;
  let used = 1;
  for (;;) {
    try {
      return await post(used === 1 ? key : `${key}-${used}`);
    } catch (error) {
      if (isStoredFault(error)) {
        const found = await find();
        if (found !== undefined) return found;
        used += 1;
        if (used > keysMax) throw error;
      } else {
        if (repeats >= repeatsMax(error) || !isPassing(error)) throw error;
        repeats += 1;
        await pause(200 + Math.random() * 200);
      }
    }
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
