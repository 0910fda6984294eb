/**
 * The one middleware stack of every route: correlation, access, parsing, the handler, the check of
 * its answer, and problem+json for whatever goes wrong.
 */
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { optionalSetting } from './config.ts';
import type { Endpoint, Reply } from './endpoint.ts';
import { ProblemError, problem } from './errors.ts';
import { count, flushMetrics, log, logger } from './observability.ts';
import { correlationIdOf, headersOf, toRequest } from './request.ts';

/** On every answer: TLS only, no sniffing, no caching unless a route says otherwise. */
const securityHeaders = {
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

/** Browsers of allowed origins may read answers; credentials travel in Authorization only. */
function corsHeaders(event: APIGatewayProxyEvent): Record<string, string> {
  const origin = headersOf(event).origin;
  const allowed = optionalSetting('CORS_ORIGINS')?.split(' ') ?? [];
  if (origin === undefined || !allowed.includes(origin)) return { Vary: 'Origin' };
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers':
      'X-Correlation-Id, Location, ETag, Retry-After, Idempotent-Replayed',
  };
}

type EdgeMiddleware = middy.MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult>;

export const edge = (endpoint: Endpoint) =>
  middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(observe(endpoint))
    .use(problems())
    .handler(async (event) => {
      const request = toRequest(endpoint, event);
      return toResult(endpoint, await endpoint.handle(request as never));
    });

/** Correlation id on every log line and answer; one access line a request; metrics flushed. */
function observe(endpoint: Endpoint): EdgeMiddleware {
  const started = new WeakMap<object, number>();
  const finish: NonNullable<EdgeMiddleware['after']> = (request) => {
    const { response, event } = request;
    if (!response) return;
    response.headers = {
      ...securityHeaders,
      ...corsHeaders(event),
      ...response.headers,
      'X-Correlation-Id': correlationIdOf(event),
    };
    log('info', 'request', {
      route: `${endpoint.method} ${endpoint.path}`,
      status: response.statusCode,
      durationMs: Date.now() - (started.get(request) ?? Date.now()),
    });
    flushMetrics();
    logger.resetKeys();
  };
  return {
    before: (request) => {
      started.set(request, Date.now());
      logger.addContext(request.context);
      logger.appendKeys({ correlationId: correlationIdOf(request.event) });
    },
    after: finish,
    onError: finish,
  };
}

/** Faults of AWS that a client may simply repeat; everything else unexpected is a 500. */
const passing = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TransactionCanceledException',
  'TransactionConflictException',
  'TransactionInProgressException',
  'TimeoutError',
  'InternalServerError',
]);

function problems(): EdgeMiddleware {
  return {
    onError: (request) => {
      const error = request.error ?? new Error('unknown');
      const known = error instanceof ProblemError ? error : undefined;
      if (!known) {
        count('ApiUnexpectedErrors');
        log('error', 'unexpected error', { error, stack: error.stack });
      }
      const name =
        known?.problem ?? (passing.has(error.name) ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_ERROR');
      const body = problem(name, {
        instance: request.event.path,
        correlationId: correlationIdOf(request.event),
        ...(known?.detail === undefined ? {} : { detail: known.detail }),
        ...(known?.errors === undefined ? {} : { errors: known.errors }),
      });
      request.response = {
        statusCode: body.status,
        headers: {
          'Content-Type': 'application/problem+json',
          ...(body.status === 429 || body.status === 503 ? { 'Retry-After': '2' } : {}),
          ...known?.headers,
        },
        body: JSON.stringify(body),
      };
    },
  };
}

/** The reply passes its declared schema, so that nothing leaves that the contract does not name. */
function toResult(endpoint: Endpoint, reply: Reply): APIGatewayProxyResult {
  const headers = { ...reply.headers };
  if ('bytes' in reply) {
    const binary = typeof reply.bytes !== 'string';
    return {
      statusCode: reply.status,
      headers: { 'Content-Type': reply.contentType, ...headers },
      body: binary ? (reply.bytes as Buffer).toString('base64') : (reply.bytes as string),
      isBase64Encoded: binary,
    };
  }
  const spec = endpoint.responses[reply.status];
  if (!spec?.schema) throw new Error(`undeclared answer ${reply.status} of ${endpoint.path}`);
  return {
    statusCode: reply.status,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(spec.schema.parse(reply.body)),
  };
}
