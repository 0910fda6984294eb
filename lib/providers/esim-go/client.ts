/**
 * Calls to eSIM Go that are harmless to repeat: reads, and orders of type `validate`. The one call
 * that is not, POST /orders of type `transaction`, goes through post-once.ts.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { count } from '../../platform/observability.ts';
import { ProviderUnavailable } from '../port.ts';
import { type Connection, headersFor } from './connection.ts';
import { type Answer, answerOf, causeOf } from './wire.ts';

const triesMax = 3;
const backoffMs = 200;
const repeatable = new Set([0, 429, 500, 502, 503, 504]);

export interface Question {
  /** Path below the base URL; values in it are checked (`isIccid`, `isReference`) by the caller. */
  path: string;
  /** Pairs, since `createdAt` is given twice. */
  query?: [string, string | number][];
  /** Makes the call a POST. Only for what changes nothing at the provider. */
  body?: unknown;
  /** A 503 with Retry-After means "order still processing" here: an answer, not a fault. */
  mayBeProcessing?: true;
}

/**
 * The answer, whatever its status except those worth another try: 429, 5xx and lost or unreadable
 * answers are repeated with full jitter on top of Retry-After, within the connection's budget.
 * Throws ProviderUnavailable when no try gave an answer.
 */
export async function ask(connection: Connection, question: Question): Promise<Answer> {
  const deadlineAt = Date.now() + connection.budgetMs;
  const key = await currentKey(connection);
  const route = routeOf(question);
  for (let attempt = 1; ; attempt++) {
    await connection.gate?.takeTokens(route, deadlineAt - Date.now());
    const timeoutMs = Math.max(1, Math.min(connection.tryMs, deadlineAt - Date.now()));
    const answer = await tryOnce(connection, key, question, timeoutMs);
    await connection.gate?.learn(route, answer);
    if (!repeatable.has(answer.status) || isProcessing(question, answer)) return answer;
    count('ProviderErrors');
    const waitMs = (answer.retryAfterMs ?? 0) + Math.random() * backoffMs * 2 ** attempt;
    if (attempt === triesMax || Date.now() + waitMs >= deadlineAt) {
      throw new ProviderUnavailable(
        `eSIM Go: ${answer.status || answer.message}`,
        answer.retryAfterMs,
      );
    }
    await sleep(waitMs);
  }
}

/** As `ask`, and every status but 2xx is ProviderUnavailable. */
export async function askForContent(connection: Connection, question: Question): Promise<unknown> {
  const answer = await ask(connection, question);
  if (isOk(answer)) return answer.json;
  throw new ProviderUnavailable(`eSIM Go: ${answer.status}`);
}

const words = new Set(['orders', 'esims', 'assignments', 'bundles', 'compatible', 'catalogue']);

/** By kind of call, ids left out: what one call teaches the gate holds for its like. */
function routeOf({ path, body }: Question): string {
  const kinds = path.split('/').map((part) => (part === '' || words.has(part) ? part : '*'));
  return `${body === undefined ? 'GET' : 'POST'} ${kinds.join('/')}`;
}

export const isOk = ({ status }: Answer): boolean => status >= 200 && status < 300;

export const isProcessing = ({ mayBeProcessing }: Question, answer: Answer): boolean =>
  mayBeProcessing === true && answer.status === 503 && answer.retryAfterMs !== undefined;

/**
 * 403 means a bad key, a blocked address or something that is not ours, with the same body (fact
 * sheet, 1.8). A list that names nothing tells them apart: it fails for the first two only.
 * Throws ProviderUnavailable then.
 */
export async function requireAcceptedKey(connection: Connection): Promise<void> {
  const { status } = await ask(connection, { path: '/orders', query: [['limit', 1]] });
  if (status === 401 || status === 403) throw new ProviderUnavailable('eSIM Go: key refused');
}

async function currentKey(connection: Connection): Promise<string> {
  try {
    return (await connection.keys())[0];
  } catch (error) {
    throw new ProviderUnavailable('eSIM Go: no API key', undefined, { cause: error });
  }
}

async function tryOnce(
  connection: Connection,
  key: string,
  { path, query = [], body }: Question,
  timeoutMs: number,
): Promise<Answer> {
  const search = new URLSearchParams();
  for (const [name, value] of query) search.append(name, String(value));
  try {
    const response = await fetch(`${connection.url}${path}${search.size > 0 ? `?${search}` : ''}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...headersFor(connection, key),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // The key must not travel to wherever a redirect points.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    const answer = answerOf(response.status, text, (name) => response.headers.get(name));
    return isOk(answer) && answer.json === undefined
      ? { ...answer, status: 0, message: 'unreadable answer' }
      : answer;
  } catch (error) {
    return { status: 0, json: undefined, message: causeOf(error), retryAfterMs: undefined };
  }
}
