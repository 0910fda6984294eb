/**
 * The document that API Gateway imports: OpenAPI 3.0 with its extensions. It has routes, access and
 * what the gateway answers by itself, and no schemas: the functions validate fully and in our own
 * words, and the importer knows draft 4 of JSON schema only, so a second, poorer check would be a
 * second truth. The published contract is `openApiDocument`.
 */
import type { Auth } from '../lib/platform/actor.ts';
import type { Endpoint } from '../lib/platform/endpoint.ts';
import { checkedOrigins, methodNotAllowed, preflight } from './gateway-mocks.ts';
import { gatewayResponses } from './gateway-responses.ts';

export interface GatewayOptions {
  /** Invocation URI of the function of a registry key. */
  integrationUri(key: string): string;
  authorizerUri: string;
  /** Origins whose pages may call the API; empty for none. */
  corsOrigins: readonly string[];
  /** For the local stage only: origins may be without TLS. */
  plainHttpOrigins?: boolean;
}

type Requirement = Record<string, readonly []>;

export function gatewayDocument(
  endpoints: Record<string, Endpoint>,
  options: GatewayOptions,
): object {
  const origins = checkedOrigins(options.corsOrigins, options.plainHttpOrigins ?? false);
  const paths: Record<string, Record<string, object>> = {};
  for (const [key, endpoint] of Object.entries(endpoints)) {
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method.toLowerCase()]: operation(endpoint, options.integrationUri(key)),
    };
  }
  for (const path of Object.values(paths)) {
    const methods = Object.keys(path).map((method) => method.toUpperCase());
    if (origins.length > 0) path.options = preflight(methods, origins);
    path['x-amazon-apigateway-any-method'] = methodNotAllowed(
      Object.keys(path).map((method) => method.toUpperCase()),
    );
  }
  return {
    openapi: '3.0.1',
    info: { title: 'TTelGo API', version: 'v1' },
    paths,
    components: { securitySchemes: securitySchemes(options.authorizerUri) },
    'x-amazon-apigateway-api-key-source': 'AUTHORIZER',
    // Images must arrive whole whatever Accept says; text answers pass unchanged.
    'x-amazon-apigateway-binary-media-types': ['*/*'],
    'x-amazon-apigateway-gateway-responses': gatewayResponses(origins),
  };
}

function operation(endpoint: Endpoint, uri: string): object {
  const parameters = [
    ...[...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => parameter('path', name ?? '')),
    ...(endpoint.idempotency ? [parameter('header', 'Idempotency-Key')] : []),
  ];
  const security = securityOf(endpoint.auth);
  return {
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(security.length > 0 ? { security } : {}),
    responses: { 200: { description: 'What the function answers' } },
    'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri },
  };
}

const parameter = (place: 'path' | 'header', name: string) => ({
  name,
  in: place,
  required: true,
  schema: { type: 'string' },
});

function securityOf(auth: Auth): Requirement[] {
  switch (auth.kind) {
    case 'public':
    case 'signature':
      return [];
    case 'vendor':
      // The key is the one that the authorizer names: the usage plan meters the vendor's tier.
      return [{ caller: [], apiKey: [] }];
    case 'customer':
    case 'staff':
      return [{ caller: [] }];
    case 'customerOrGuest':
    case 'customerOrLink':
      return [{ anyone: [] }];
  }
}

/** Both are the same function: with a credential its answer may be kept, without one never. */
const securitySchemes = (authorizerUri: string) => ({
  caller: authorizer('Authorization', {
    authorizerUri,
    identitySource: 'method.request.header.Authorization',
    // A revoked key works on for so long.
    authorizerResultTtlInSeconds: 10,
  }),
  // The importer wants this name where no header identifies the caller.
  anyone: authorizer('Unused', { authorizerUri, authorizerResultTtlInSeconds: 0 }),
  apiKey: { type: 'apiKey', name: 'x-api-key', in: 'header' },
});

const authorizer = (name: string, settings: object) => ({
  type: 'apiKey',
  name,
  in: 'header',
  'x-amazon-apigateway-authtype': 'custom',
  'x-amazon-apigateway-authorizer': { type: 'request', ...settings },
});
