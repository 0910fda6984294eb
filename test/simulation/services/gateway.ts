/** The gateway: a request becomes an invocation of its route's function, and its end an answer. */
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Actor } from '../../../lib/platform/actor.ts';
import type { Endpoint } from '../../../lib/platform/endpoint.ts';
import type { Invoke } from '../runtime/aws/lambda.ts';
import type { Kernel } from '../runtime/kernel.ts';
import type { Host, HttpReply } from '../runtime/network/network.ts';
import { within } from '../runtime/random.ts';

export interface RouteCall {
  actor?: Actor;
  params?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** As it comes over the wire. */
  body?: string;
}

export interface Gateway extends Host {
  call(key: string, request: RouteCall): Promise<HttpReply>;
}

/** The gateway waits no longer for any function. */
const waitMaxMs = 29_000;

export function openGateway(
  kernel: Kernel,
  endpoints: Record<string, Endpoint>,
  invoke: Invoke,
): Gateway {
  const { loop } = kernel;
  const random = kernel.random('gateway');
  let count = 0;
  const sleep = (from: number, to: number) =>
    new Promise<void>((resolve) => loop.after(within(random, from, to), resolve));

  async function call(key: string, request: RouteCall): Promise<HttpReply> {
    const endpoint = endpoints[key];
    if (!endpoint) throw new Error(`no route ${key}`);
    count += 1;
    await sleep(2, 30);
    const tooLate = new Promise<'late'>((resolve) => loop.after(waitMaxMs, () => resolve('late')));
    const outcome = await Promise.race([
      invoke(key, eventOf(endpoint, request, `request-${count}`)),
      tooLate,
    ]);
    await sleep(2, 30);
    if (outcome === 'late' || outcome.kind === 'timed-out')
      return failure(504, 'Endpoint request timed out');
    if (outcome.kind !== 'returned') return failure(502, 'Internal server error');
    const { statusCode, headers = {}, body } = outcome.value as APIGatewayProxyResult;
    return { status: statusCode, headers: headers as Record<string, string>, body };
  }

  const routes = Object.entries(endpoints)
    .filter(([, { path }]) => !path.includes('{'))
    .map(([key, { method, path }]) => [`${method} ${path}`, key] as const);
  const keyOf = new Map<string, string>(routes);
  return {
    name: 'gateway',
    latencyMs: [4, 40],
    call,
    async answer({ method, url, headers, body }) {
      const key = keyOf.get(`${method} ${url.pathname}`);
      return key ? call(key, { headers, body }) : failure(404, 'Missing Authentication Token');
    },
  };
}

const failure = (status: number, message: string): HttpReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
});

function eventOf(endpoint: Endpoint, request: RouteCall, requestId: string): object {
  const { actor, params, query, headers = {}, body } = request;
  return {
    ...{ path: endpoint.path, resource: endpoint.path, httpMethod: endpoint.method },
    ...{ body: body ?? null, isBase64Encoded: false },
    headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
    multiValueHeaders: {},
    pathParameters: params ?? null,
    queryStringParameters: query ?? null,
    multiValueQueryStringParameters: null,
    stageVariables: null,
    requestContext: {
      requestId,
      identity: { sourceIp: '192.0.2.1' },
      authorizer: actor ? { actor: JSON.stringify(actor) } : {},
    },
  };
}
