import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '../account/account.ts';
import { makeId } from '../account/ids.ts';
import type { Courier } from '../delivery/courier.ts';
import type { Answer, ApiRequest } from './answer.ts';
import { begin, finish, type Ticket } from './answering.ts';
import type { Fault } from './fault-order.ts';
import { drawFault, faultAnswer } from './faults.ts';
import { freeKey, storeAnswer } from './idempotency.ts';
import { latencyOf } from './latency.ts';
import { routeName } from './route.ts';
import { matchRoute } from './routes.ts';

export interface Serving {
  account: Account;
  clock: () => number;
  courier: Courier;
}

/** One API request over the network: the pure steps, with waits and faults in between. */
export async function serveApi(
  serving: Serving,
  request: ApiRequest,
  response: ServerResponse,
): Promise<void> {
  const { account, clock } = serving;
  const match = matchRoute(request);
  const name = match === null ? `${request.method} (unknown)` : routeName(match.route);
  account.counters.requests[name] = (account.counters.requests[name] ?? 0) + 1;
  const fault = drawFault(account, name);
  if (fault?.kind === 'hang') return;
  const begun = begin(account, request, match, clock());
  const waitMs = latencyOf(account, name) + (fault?.delayMs ?? 0);
  if (waitMs > 0) await sleep(waitMs, undefined, { ref: false });
  if (fault?.kind === 'drop-before' || fault?.kind === 'status-before') {
    if ('ticket' in begun && begun.ticket.key !== null) freeKey(account, begun.ticket.key);
    if (fault.kind === 'drop-before') response.destroy();
    else send(response, marked(faultAnswer(fault, makeId(account.random, 'req')), fault));
    return;
  }
  const answer = 'answer' in begun ? begun.answer : await run(serving, begun.ticket, fault);
  deliver(response, answer, fault);
  serving.courier.wake();
}

async function run(serving: Serving, ticket: Ticket, fault: Fault | null): Promise<Answer> {
  const { account, clock, courier } = serving;
  const before = account.lastDelivery;
  let answer = finish(account, ticket, clock());
  if (fault?.kind === 'status-after') {
    answer = { ...answer, ...pick(faultAnswer(fault, ticket.requestId)) };
    // The endpoint had begun to run: every repeat with this key gets the same failure.
    if (ticket.key !== null) storeAnswer(account, ticket.key, answer);
  }
  if (account.settings.webhook.beforeAnswer) {
    const numbers = Array.from({ length: account.lastDelivery - before }, (_, n) => before + 1 + n);
    courier.wake();
    await courier.firstAttempts(numbers);
  }
  return answer;
}

const pick = ({ status, body }: Answer) => ({ status, body });

function deliver(response: ServerResponse, answer: Answer, fault: Fault | null): void {
  if (fault?.kind === 'hang-after') return;
  if (fault?.kind === 'drop-after') {
    response.destroy();
    return;
  }
  if (fault?.kind === 'cut-after') {
    const length = String(Buffer.byteLength(answer.body));
    response.writeHead(answer.status, { ...answer.headers, 'content-length': length });
    response.write(answer.body.slice(0, answer.body.length / 2), () => response.destroy());
    return;
  }
  send(response, fault?.kind === 'status-after' ? marked(answer, fault) : answer);
}

function marked(answer: Answer, fault: Fault): Answer {
  if (fault.shouldRetry === undefined) return answer;
  const headers = { ...answer.headers, 'stripe-should-retry': String(fault.shouldRetry) };
  return { ...answer, headers };
}

export function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': String(Buffer.byteLength(answer.body)),
  });
  response.end(answer.body);
}
