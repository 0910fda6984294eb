/** Calls a route's own handler as the gateway does, with what its authorizer found out. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { Actor, VendorActor } from '../../lib/platform/actor.ts';
import { scopes } from '../../lib/platform/actor.ts';
import type { Vendor } from '../../lib/vendors/vendor.ts';

export interface Call {
  actor?: Actor;
  /** The authorizer's context, in place of `actor`. */
  context?: Record<string, unknown>;
  params?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Sent as JSON unless it is text. */
  body?: unknown;
}

type Handler = (event: APIGatewayProxyEvent, context: never) => unknown;

export async function call(handler: Handler, wish: Call) {
  const { actor, context, params, query, headers, body } = wish;
  const event = {
    ...{ path: '/called', resource: '', isBase64Encoded: false },
    body: body === undefined || typeof body === 'string' ? (body ?? null) : JSON.stringify(body),
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    pathParameters: params ?? null,
    queryStringParameters: query ?? null,
    requestContext: {
      requestId: 'request-1',
      identity: { sourceIp: '192.0.2.1' },
      authorizer: context ?? (actor ? { actor: JSON.stringify(actor) } : {}),
    },
  } as unknown as APIGatewayProxyEvent;
  const answer = (await handler(event, {} as never)) as APIGatewayProxyResult;
  return {
    status: answer.statusCode,
    headers: answer.headers ?? {},
    body: answer.body === '' ? undefined : JSON.parse(answer.body),
  };
}

/** A vendor as the authorizer finds it by a key with every scope. */
export const keyOf = (vendor: Vendor, more: Partial<VendorActor> = {}): VendorActor => ({
  kind: 'VENDOR_KEY',
  vendorId: vendor.id,
  keyId: 'key_01JDF3M5Q6R7S8T9V0W1X2Y3Z4',
  scopes: [...scopes],
  tier: vendor.tier,
  currency: vendor.currency,
  status: vendor.status,
  limits: vendor.limits,
  ...more,
});
