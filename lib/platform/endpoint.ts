/**
 * A route is defined once, beside its handler. From the definition derive the gateway's document,
 * one Lambda and one role, validation, the published OpenAPI, the docs page and the access table.
 */
import type * as z from 'zod';
import type { Actor, Auth, Stamp } from './actor.ts';
import type { ErrorName } from './errors.ts';
import type { Grants } from './grants.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Shape = z.ZodObject | undefined;
type Parsed<S extends Shape> = S extends z.ZodObject ? z.infer<S> : undefined;

/** What a handler gets: validated parts, the caller, and the moment of the request. */
export interface Request<P extends Shape = Shape, Q extends Shape = Shape, B = unknown> {
  params: Parsed<P>;
  query: Parsed<Q>;
  body: B;
  rawBody: Buffer;
  /** Header names in lower case. */
  headers: Record<string, string>;
  actor: Actor;
  stamp: Stamp;
  correlationId: string;
  /** Present exactly when the endpoint declares `idempotency: 'required'`. */
  idempotencyKey: string;
  now: Date;
}

export type Reply =
  | { status: number; body: object; headers?: Record<string, string> }
  | {
      status: number;
      bytes: Buffer | string;
      contentType: string;
      headers?: Record<string, string>;
    };

export interface ResponseSpec {
  description: string;
  /** JSON schema of the body, or the media type of a body that is no JSON. */
  schema?: z.ZodType;
  contentTypes?: readonly string[];
}

export interface Endpoint {
  method: Method;
  /** Full path with `{param}` segments, e.g. /api/v1/vendor/orders/{orderId}. */
  path: string;
  tag: string;
  summary: string;
  description?: string;
  auth: Auth;
  /** Limits of the route's class: usage plan and gateway throttle. */
  rate: 'read' | 'write' | 'payment' | 'webhook';
  idempotency?: 'required';
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  responses: Record<number, ResponseSpec>;
  /** Errors of this route beside those that its auth, body and idempotency imply. */
  errors: readonly ErrorName[];
  grants: Grants;
  /** Other settings (environment names) that this route reads. */
  settings?: readonly string[];
  memoryMb?: number;
  timeoutSeconds?: number;
  /** Who notices when this fails, for the alarm's text. */
  impact: string;
  handle(request: Request<never, never, never>): Promise<Reply>;
}

interface TypedEndpoint<P extends Shape, Q extends Shape, B extends z.ZodType | undefined>
  extends Omit<Endpoint, 'params' | 'query' | 'body' | 'handle'> {
  params?: P;
  query?: Q;
  body?: B;
  handle(request: Request<P, Q, B extends z.ZodType ? z.infer<B> : undefined>): Promise<Reply>;
}

export function defineEndpoint<
  P extends Shape = undefined,
  Q extends Shape = undefined,
  B extends z.ZodType | undefined = undefined,
>(endpoint: TypedEndpoint<P, Q, B>): Endpoint {
  return endpoint as unknown as Endpoint;
}

/** Every error that a route can answer: its own, and those that its definition implies. */
export function errorsOf(endpoint: Endpoint): ErrorName[] {
  const names = new Set<ErrorName>(endpoint.errors);
  const add = (...more: ErrorName[]) => {
    for (const name of more) names.add(name);
  };
  add('RATE_LIMITED', 'INTERNAL_ERROR', 'SERVICE_UNAVAILABLE', 'PAYLOAD_TOO_LARGE');
  // Of every route: unknown query parameters are refused everywhere.
  add('VALIDATION_FAILED');
  if (endpoint.body) add('MALFORMED_BODY', 'UNSUPPORTED_MEDIA_TYPE');
  if (endpoint.idempotency)
    add('IDEMPOTENCY_KEY_MISSING', 'IDEMPOTENCY_KEY_INVALID', 'IDEMPOTENCY_KEY_MISMATCH');
  switch (endpoint.auth.kind) {
    case 'vendor':
      add('UNAUTHENTICATED', 'INVALID_API_KEY', 'API_KEY_REVOKED', 'API_KEY_EXPIRED');
      add('WRONG_ENVIRONMENT_KEY', 'INSUFFICIENT_SCOPE', 'VENDOR_NOT_ACTIVE', 'FORBIDDEN');
      break;
    case 'customer':
    case 'customerOrGuest':
    case 'staff':
      add('UNAUTHENTICATED', 'INVALID_TOKEN', 'FORBIDDEN');
      break;
    case 'customerOrLink':
      add('UNAUTHENTICATED', 'INVALID_TOKEN', 'LINK_INVALID', 'LINK_EXPIRED', 'FORBIDDEN');
      break;
    case 'signature':
      add('WEBHOOK_SIGNATURE_INVALID');
  }
  return [...names];
}
