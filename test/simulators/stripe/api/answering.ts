import type { Account } from '../account/account.ts';
import type { Context } from '../account/context.ts';
import { makeId } from '../account/ids.ts';
import { pinnedApiVersion } from '../account/settings.ts';
import { reducedIntent } from '../intents/reduced.ts';
import {
  type Answer,
  type ApiRequest,
  errorAnswer,
  header,
  jsonAnswer,
  objectAnswer,
} from './answer.ts';
import { readCaller, secretKeyRequired } from './authentication.ts';
import { ApiError } from './error.ts';
import { expand } from './expand.ts';
import { type FormTree, parseForm } from './form.ts';
import { claimKey, freeKey, storeAnswer } from './idempotency.ts';
import { readParameters } from './parameters.ts';
import type { Match } from './routes.ts';

/** A request that was let in and holds its idempotency key, but has not begun to run. */
export interface Ticket {
  match: Match;
  caller: 'secret' | 'client';
  form: FormTree;
  requestId: string;
  key: string | null;
  version: string;
}

/** Without side effects but the claim of the key: an answer, or a ticket to `finish` later. */
export function begin(
  account: Account,
  request: ApiRequest,
  match: Match | null,
  nowMs: number,
): { answer: Answer } | { ticket: Ticket } {
  const requestId = makeId(account.random, 'req');
  const version = header(request, 'stripe-version') ?? pinnedApiVersion;
  const key = (request.method === 'POST' && header(request, 'idempotency-key')) || null;
  const echo = (answer: Answer) => ({ answer: withEchoes(answer, version, key) });
  try {
    const caller = readCaller(account, request);
    checkVersion(version);
    if (match === null) throw unknownUrl(request);
    if (caller === 'client' && match.route.client === undefined) throw secretKeyRequired();
    const source = request.method === 'POST' ? request.body : request.query;
    const form = parseForm(readableBody(request, source));
    const ticket = { match, caller, form, requestId, key, version };
    const claim = { path: request.path, body: canonical(source), requestId };
    const stored = key === null ? null : claimKey(account, { key, ...claim }, nowMs);
    if (stored?.answer == null) return { ticket };
    const replay = jsonAnswer(stored.answer.status, stored.answer.body, requestId);
    replay.headers['idempotent-replayed'] = 'true';
    replay.headers['original-request'] = stored.requestId;
    return echo(replay);
  } catch (error) {
    if (error instanceof ApiError) return echo(errorAnswer(error, requestId));
    throw error;
  }
}

/** Runs the endpoint in one go, so that nothing else sees a half-done state. */
export function finish(account: Account, ticket: Ticket, nowMs: number): Answer {
  const { match, requestId, key, version } = ticket;
  const context: Context = { account, nowMs, cause: { id: requestId, idempotency_key: key } };
  let answer: Answer;
  try {
    const endpoint = (ticket.caller === 'client' && match.route.client) || match.route.secret;
    const params = readParameters<{ expand?: string[] }>(endpoint.shape as never, ticket.form);
    const object = endpoint.run(context, params, match.id);
    answer = objectAnswer(expand(account, object, params.expand ?? []), requestId);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (!error.began && key !== null) freeKey(account, key);
    answer = errorAnswer(ticket.caller === 'client' ? reduced(error) : error, requestId);
  }
  if (key !== null) storeAnswer(account, key, answer);
  return withEchoes(answer, version, key);
}

/** Both steps at once, for a caller without a network (a simulation on a virtual clock). */
export function answerAtOnce(
  account: Account,
  request: ApiRequest,
  match: Match | null,
  nowMs: number,
): Answer {
  const begun = begin(account, request, match, nowMs);
  return 'answer' in begun ? begun.answer : finish(account, begun.ticket, nowMs);
}

function withEchoes(answer: Answer, version: string, key: string | null): Answer {
  answer.headers['stripe-version'] = version;
  if (key !== null) answer.headers['idempotency-key'] = key;
  return answer;
}

/** The same parameters in another order are the same request. */
function canonical(form: string): string {
  const pairs = new URLSearchParams(form);
  pairs.sort();
  return pairs.toString();
}

function reduced(error: ApiError): ApiError {
  const intent = error.fields.payment_intent;
  if (intent === undefined) return error;
  const fields = { ...error.fields, payment_intent: reducedIntent(intent) as typeof intent };
  return new ApiError(error.status, fields, error.began);
}

function checkVersion(version: string): void {
  if (/^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$/.test(version)) return;
  const message = `Invalid Stripe API version: ${version}.`;
  throw new ApiError(400, { type: 'invalid_request_error', message }, false);
}

function readableBody(request: ApiRequest, source: string): string {
  const type = header(request, 'content-type') ?? '';
  if (
    request.method !== 'POST' ||
    source === '' ||
    /^application\/x-www-form-urlencoded/i.test(type)
  ) {
    return source;
  }
  const message =
    'Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, we can help at https://support.stripe.com/.';
  throw new ApiError(400, { type: 'invalid_request_error', message }, false);
}

function unknownUrl(request: ApiRequest): ApiError {
  const message = `Unrecognized request URL (${request.method}: ${request.path}). The simulator may not model this endpoint.`;
  return new ApiError(404, { type: 'invalid_request_error', message }, false);
}
