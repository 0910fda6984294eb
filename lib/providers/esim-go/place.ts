/**
 * POST /orders of type `transaction`: the one call that spends money. It takes no idempotency key
 * (fact sheet, section 6), so it is sent once and every doubt is an UNKNOWN for the reconciler.
 */
import type { Currency } from '../../platform/money.ts';
import { count, log } from '../../platform/observability.ts';
import { orderRoute } from '../gate-tokens.ts';
import type { OrderLine, PlaceOutcome } from '../port.ts';
import { requireAcceptedKey } from './client.ts';
import { type Connection, headersFor } from './connection.ts';
import { placedOrder, readOrder } from './map-order.ts';
import { postOnce } from './post-once.ts';
import { isWellFormed, orderBody, refusalOf } from './refusal.ts';
import type { Answer } from './wire.ts';

/** Never rejects; resolves within `timeoutMs`, the reading of the key included. */
export async function place(
  connection: Connection,
  attemptId: string,
  lines: OrderLine[],
  timeoutMs: number,
): Promise<PlaceOutcome> {
  const outcome = isWellFormed(lines)
    ? await send(connection, lines, Date.now() + timeoutMs)
    : ({ outcome: 'REFUSED', reason: 'INVALID_ORDER' } as const);
  if (outcome.outcome === 'UNKNOWN') count('ProviderUnknownOutcomes');
  if (outcome.outcome !== 'PLACED')
    log('warn', 'provider order not placed', { attemptId, ...outcome });
  return outcome;
}

async function send(
  connection: Connection,
  lines: OrderLine[],
  deadlineAt: number,
): Promise<PlaceOutcome> {
  const call = await prepared(connection, lines, deadlineAt);
  if (call === undefined) return notPlaced('UNREACHABLE');
  const posted = await postOnce(call.url, call.headers, call.body, deadlineAt - Date.now());
  if (posted.kind === 'ANSWER') {
    const { status, message } = posted.answer;
    await connection.gate?.learn(orderRoute, posted.answer);
    // The provider's words help whoever looks into a refusal; they may name an ICCID.
    if (status >= 400)
      log('warn', 'eSIM Go says', { status, says: message.replace(/\d{17,}/g, '…') });
    const topUp = status === 403 && lines.some(({ iccids }) => iccids !== undefined);
    if (topUp && (await isKeyAccepted(connection, deadlineAt))) return foreignEsim;
    return placeOutcome(posted.answer, call.currency);
  }
  count('ProviderErrors');
  return posted.kind === 'LOST'
    ? { outcome: 'UNKNOWN', cause: posted.cause }
    : notPlaced('UNREACHABLE');
}

const foreignEsim: PlaceOutcome = { outcome: 'REFUSED', reason: 'INVALID_ORDER' };

/** 403 to a top-up is a refused key, or an eSIM that left the organisation: sending again helps one. */
async function isKeyAccepted(connection: Connection, deadlineAt: number): Promise<boolean> {
  const budgetMs = deadlineAt - Date.now();
  return await requireAcceptedKey({ ...connection, budgetMs }).then(
    () => true,
    () => false,
  );
}

/** Everything that can fail of itself, settings and secret, is read before the call: later is unknown. */
async function prepared(connection: Connection, lines: OrderLine[], deadlineAt: number) {
  try {
    const [key] = await before(deadlineAt, connection.keys());
    return {
      url: `${connection.url}/orders`,
      currency: connection.currency,
      headers: headersFor(connection, key),
      body: JSON.stringify(orderBody('transaction', lines)),
    };
  } catch (error) {
    log('error', 'provider order not sent', { error });
    return undefined;
  }
}

/** What an answer to the order means (port.ts, PlaceOutcome); never throws. */
export function placeOutcome(
  { status, json, message, retryAfterMs }: Answer,
  currency: Currency,
): PlaceOutcome {
  if (status === 400) return { outcome: 'REFUSED', reason: refusalOf(message) };
  if (status === 429) return notPlaced('RATE_LIMITED', retryAfterMs);
  if (status === 401 || status === 403) return notPlaced('UNAUTHORISED', retryAfterMs);
  // 503 means "still processing" elsewhere in this API: the order may stand (fact sheet, section 5).
  if (status < 200 || status > 299) return { outcome: 'UNKNOWN', cause: `answer ${status}` };
  const order = readOrder(json, { currency, createdBy: new Date().toISOString() });
  if (order === undefined)
    return { outcome: 'UNKNOWN', cause: `answer ${status} without reference` };
  return { outcome: 'PLACED', order: placedOrder(order) };
}

const notPlaced = (
  cause: 'RATE_LIMITED' | 'UNREACHABLE' | 'UNAUTHORISED',
  retryAfterMs = 1_000,
): PlaceOutcome => ({ outcome: 'NOT_PLACED', cause, retryAfterMs });

/** The value, or a rejection when it is not there by `atMs` (epoch). */
async function before<T>(atMs: number, value: Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(Math.max(1, atMs - Date.now()));
  return await new Promise<T>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    value.then(resolve, reject);
  });
}
