/** What the gateway answers on a route's path without a function: CORS preflight and 405. */
import { problem } from '../lib/platform/errors.ts';
import { correlationFromGateway, fixedHeaders, requestUrn } from './gateway-responses.ts';

/** Request headers that a page may send. */
const requestHeaders = ['Authorization', 'Content-Type', 'Idempotency-Key', 'X-Correlation-Id'];

/** Throws on '*', on plain HTTP beyond the local stage, and on what is no origin. */
export function checkedOrigins(origins: readonly string[], plainHttp: boolean): readonly string[] {
  for (const origin of origins) {
    const url = URL.canParse(origin) ? new URL(origin) : undefined;
    const secure = url?.protocol === 'https:' || (plainHttp && url?.protocol === 'http:');
    if (url?.origin !== origin || !secure || /[*'"]/.test(origin))
      throw new Error(`not an origin that may be allowed: ${origin}`);
  }
  return origins;
}

/** The first origin stands in the header; a page of another listed one gets its own instead. */
export function preflight(methods: readonly string[], origins: readonly string[]): object {
  const listed = origins.map((origin) => `$origin == "${origin}"`).join(' || ');
  const pick = [
    '#set($origin = $input.params().header.get("Origin"))',
    '#if($origin == "")#set($origin = $input.params().header.get("origin"))#end',
    `#if(${listed})`,
    '#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)',
    '#end',
  ].join('\n');
  return mock(204, pick, {
    'Access-Control-Allow-Origin': `'${origins[0]}'`,
    'Access-Control-Allow-Methods': `'${methods.join(', ')}'`,
    'Access-Control-Allow-Headers': `'${requestHeaders.join(', ')}'`,
    'Access-Control-Max-Age': "'7200'",
    Vary: "'Origin'",
    ...fixedHeaders,
  });
}

export const methodNotAllowed = (allowed: readonly string[]): object =>
  mock(
    405,
    JSON.stringify(
      problem('METHOD_NOT_ALLOWED', { instance: requestUrn, correlationId: '$context.requestId' }),
    ),
    {
      Allow: `'${allowed.join(', ')}'`,
      'Content-Type': "'application/problem+json'",
      'X-Correlation-Id': correlationFromGateway,
      ...fixedHeaders,
    },
  );

function mock(status: number, template: string, headers: Record<string, string>): object {
  const names = Object.keys(headers);
  return {
    responses: {
      [status]: {
        description: status === 204 ? 'Preflight' : 'Method not allowed',
        headers: Object.fromEntries(names.map((name) => [name, { schema: { type: 'string' } }])),
      },
    },
    'x-amazon-apigateway-integration': {
      type: 'mock',
      requestTemplates: { 'application/json': JSON.stringify({ statusCode: status }) },
      // With every media type binary, a mock sees its own template as bytes without this.
      contentHandling: 'CONVERT_TO_TEXT',
      // A body of another type is refused: passed on, it would stand in for the template.
      passthroughBehavior: 'never',
      responses: {
        default: {
          statusCode: String(status),
          responseParameters: Object.fromEntries(
            names.map((name) => [`method.response.header.${name}`, headers[name]]),
          ),
          responseTemplates: { 'application/json': template },
        },
      },
    },
  };
}
