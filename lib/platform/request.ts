/** From the gateway's event to a validated request, or a ProblemError that says what is wrong. */
import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod';
import { resolveActor } from './access.ts';
import { actorId } from './actor.ts';
import { type Endpoint, errorsOf, type Request } from './endpoint.ts';
import { errorRow, type FieldError, ProblemError } from './errors.ts';

const bodyBytesMax = 64 * 1024;
/** An item holds 400 KB, and the event is stored as it came. */
const webhookBytesMax = 300 * 1024;
const correlationIdPattern = /^[A-Za-z0-9_-]{8,64}$/;

const known = new WeakMap<object, string>();
/** The caller's X-Correlation-Id when it is well formed, else the gateway's request id. */
export function correlationIdOf(event: APIGatewayProxyEvent): string {
  const before = known.get(event);
  if (before) return before;
  const given = headersOf(event)['x-correlation-id'];
  const id =
    given && correlationIdPattern.test(given)
      ? given
      : (event.requestContext?.requestId ?? randomUUID());
  known.set(event, id);
  return id;
}

export function toRequest(endpoint: Endpoint, event: APIGatewayProxyEvent): Request {
  const actor = resolveActor(endpoint, event);
  const headers = headersOf(event);
  const correlationId = correlationIdOf(event);
  const rawBody = rawBodyOf(endpoint, event);
  return {
    params: paramsOf(endpoint, event) as never,
    query: queryOf(endpoint, event) as never,
    // Checked before the body so that a client fixes the cheaper mistake first.
    idempotencyKey: idempotencyKeyOf(endpoint, headers),
    body: bodyOf(endpoint, headers, rawBody),
    rawBody,
    headers,
    actor,
    stamp: {
      kind: actor.kind,
      id: actorId(actor),
      ip: event.requestContext.identity?.sourceIp ?? '',
      requestId: correlationId,
    },
    correlationId,
    now: new Date(),
  };
}

/** Header names in lower case. */
export function headersOf(event: APIGatewayProxyEvent): Record<string, string> {
  return Object.fromEntries(
    Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value ?? '']),
  );
}

function rawBodyOf(endpoint: Endpoint, event: APIGatewayProxyEvent): Buffer {
  const raw = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const limit = endpoint.auth.kind === 'signature' ? webhookBytesMax : bodyBytesMax;
  if (raw.length > limit)
    throw new ProblemError('PAYLOAD_TOO_LARGE', `A body may have ${limit} bytes.`);
  return raw;
}

function paramsOf(endpoint: Endpoint, event: APIGatewayProxyEvent): unknown {
  if (!endpoint.params) return undefined;
  const result = endpoint.params.safeParse(event.pathParameters ?? {});
  if (result.success) return result.data;
  // An id that no resource can have is simply not found.
  const missing = errorsOf(endpoint).find((name) => errorRow(name).status === 404);
  throw new ProblemError(missing ?? 'ROUTE_NOT_FOUND');
}

function queryOf(endpoint: Endpoint, event: APIGatewayProxyEvent): unknown {
  const given = Object.entries(event.queryStringParameters ?? {});
  const multi = event.multiValueQueryStringParameters ?? {};
  for (const [name] of given)
    if ((multi[name]?.length ?? 1) > 1)
      throw invalid([{ in: 'query', field: name, message: 'given more than once' }]);
  // Built from entries: an assignment would lose a parameter named __proto__.
  const values = Object.fromEntries(given.map(([name, value]) => [name, value ?? '']));
  if (endpoint.auth.kind === 'customerOrLink') delete values.token;
  if (endpoint.query) return validated(endpoint.query, values, 'query');
  const unknown = Object.keys(values);
  if (unknown.length > 0)
    throw invalid(unknown.map((field) => ({ in: 'query', field, message: 'unknown parameter' })));
  return undefined;
}

function bodyOf(endpoint: Endpoint, headers: Record<string, string>, raw: Buffer): unknown {
  if (!endpoint.body) return undefined;
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw new ProblemError('UNSUPPORTED_MEDIA_TYPE', 'Send Content-Type: application/json.');
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch {
    throw new ProblemError('MALFORMED_BODY');
  }
  return validated(endpoint.body, parsed, 'body');
}

function idempotencyKeyOf(endpoint: Endpoint, headers: Record<string, string>): string {
  if (endpoint.idempotency !== 'required') return '';
  const key = headers['idempotency-key'];
  if (!key) throw new ProblemError('IDEMPOTENCY_KEY_MISSING');
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new ProblemError('IDEMPOTENCY_KEY_INVALID', 'Use 1 to 255 visible ASCII characters.');
  return key;
}

function validated(schema: z.ZodType, value: unknown, part: FieldError['in']): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue): FieldError[] => {
    const field = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        in: part,
        field: field ? `${field}.${key}` : key,
        message: 'unknown field',
      }));
    return [{ in: part, field, message: issue.message }];
  });
  throw invalid(errors);
}

const invalid = (errors: FieldError[]) =>
  new ProblemError('VALIDATION_FAILED', undefined, { errors: errors.slice(0, 20) });
