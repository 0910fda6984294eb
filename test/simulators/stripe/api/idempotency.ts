import type { Account } from '../account/account.ts';
import type { StoredAnswer } from '../account/records.ts';
import { ApiError } from './error.ts';

const keyLengthMax = 255;
const keptMs = 24 * 3_600_000;

interface KeyedRequest {
  key: string;
  path: string;
  body: string;
  requestId: string;
}

/**
 * Reserves the key for this request, or gives the answer that was stored under it. The caller has
 * to end a reservation by `storeAnswer` or `freeKey`.
 */
export function claimKey(
  account: Account,
  request: KeyedRequest,
  nowMs: number,
): StoredAnswer | null {
  const { key, path, body, requestId } = request;
  if (key.length > keyLengthMax) {
    const message = `The idempotency key is longer than ${keyLengthMax} characters.`;
    throw new ApiError(400, { type: 'idempotency_error', message }, false);
  }
  const stored = account.answersByKey.get(key);
  if (stored === undefined || nowMs - stored.atMs >= keptMs) {
    account.answersByKey.set(key, { path, body, atMs: nowMs, requestId, answer: null });
    return null;
  }
  if (stored.answer === null) throw inUse(key);
  if (stored.path !== path) {
    const message = `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${path}' vs '${stored.path}'). Try using a key other than '${key}' if you meant to execute a different request.`;
    throw new ApiError(400, { type: 'idempotency_error', message }, false);
  }
  if (stored.body !== body) {
    const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`;
    throw new ApiError(400, { type: 'idempotency_error', message }, false);
  }
  account.counters.idempotentReplays += 1;
  return stored;
}

export function storeAnswer(
  account: Account,
  key: string,
  answer: { status: number; body: string },
): void {
  const stored = account.answersByKey.get(key);
  if (stored !== undefined) stored.answer = answer;
}

/** Nothing began to run: the key may be used again, with other parameters too. */
export function freeKey(account: Account, key: string): void {
  if (account.answersByKey.get(key)?.answer === null) account.answersByKey.delete(key);
}

function inUse(key: string): ApiError {
  const message = `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later or with a different key.`;
  return new ApiError(
    409,
    { type: 'idempotency_error', code: 'idempotency_key_in_use', message },
    false,
  );
}
