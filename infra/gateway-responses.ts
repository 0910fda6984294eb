/**
 * Errors that the gateway answers before any function runs, in our problem+json shape. Templates
 * only put in `$context` values: no logic, and nothing of the request's text.
 */
import { type ErrorName, errorRow, problem } from '../lib/platform/errors.ts';

/** The gateway has no path without its stage at hand, so `instance` names the request itself. */
export const requestUrn = 'urn:uuid:$context.requestId';
export const correlationFromGateway = 'context.requestId';

/** As mapped values: quoted text is static. The functions send the same ones. */
export const fixedHeaders = {
  'Strict-Transport-Security': "'max-age=63072000; includeSubDomains'",
  'X-Content-Type-Options': "'nosniff'",
};

const byType: Record<string, ErrorName> = {
  BAD_REQUEST_BODY: 'VALIDATION_FAILED',
  BAD_REQUEST_PARAMETERS: 'VALIDATION_FAILED',
  UNAUTHORIZED: 'UNAUTHENTICATED',
  ACCESS_DENIED: 'FORBIDDEN',
  EXPIRED_TOKEN: 'INVALID_TOKEN',
  INVALID_SIGNATURE: 'INVALID_TOKEN',
  // Its rules are limits, all of them.
  WAF_FILTERED: 'RATE_LIMITED',
  // The authorizer named a key that no usage plan has: our fault, not the caller's.
  INVALID_API_KEY: 'INTERNAL_ERROR',
  // What the gateway says of every unknown path.
  MISSING_AUTHENTICATION_TOKEN: 'ROUTE_NOT_FOUND',
  RESOURCE_NOT_FOUND: 'ROUTE_NOT_FOUND',
  REQUEST_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  UNSUPPORTED_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  THROTTLED: 'RATE_LIMITED',
  QUOTA_EXCEEDED: 'RATE_LIMITED',
  AUTHORIZER_FAILURE: 'SERVICE_UNAVAILABLE',
  AUTHORIZER_CONFIGURATION_ERROR: 'INTERNAL_ERROR',
  API_CONFIGURATION_ERROR: 'INTERNAL_ERROR',
  // The work may be done: the same request, with its idempotency key, tells.
  INTEGRATION_FAILURE: 'SERVICE_UNAVAILABLE',
  INTEGRATION_TIMEOUT: 'SERVICE_UNAVAILABLE',
};

/** What no other type covers keeps its own HTTP status: one set here would go for all types. */
const fallbacks: Record<string, ErrorName> = {
  DEFAULT_4XX: 'VALIDATION_FAILED',
  DEFAULT_5XX: 'INTERNAL_ERROR',
};

export function gatewayResponses(origins: readonly string[]): Record<string, object> {
  const responses: Record<string, object> = {};
  for (const [type, name] of Object.entries(byType))
    responses[type] = { statusCode: String(errorRow(name).status), ...answer(name, origins) };
  for (const [type, name] of Object.entries(fallbacks)) responses[type] = answer(name, origins);
  return responses;
}

function answer(name: ErrorName, origins: readonly string[]) {
  const body = problem(name, { instance: requestUrn, correlationId: '$context.requestId' });
  const headers: Record<string, string> = {
    'Content-Type': "'application/problem+json'",
    'Cache-Control': "'no-store'",
    'X-Correlation-Id': correlationFromGateway,
    ...fixedHeaders,
    ...(body.status === 429 || body.status === 503 ? { 'Retry-After': "'2'" } : {}),
    // Nothing can choose here: pages of the first origin can read the error.
    ...(origins[0] ? { 'Access-Control-Allow-Origin': `'${origins[0]}'` } : {}),
  };
  return {
    responseParameters: Object.fromEntries(
      Object.entries(headers).map(([header, value]) => [`gatewayresponse.header.${header}`, value]),
    ),
    responseTemplates: { 'application/json': JSON.stringify(body) },
  };
}
