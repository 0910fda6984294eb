import { endpoints } from '../../../functions/registry.ts';
import { gatewayDocument } from '../../../infra/gateway.ts';
import { errorRow } from '../../../lib/platform/errors.ts';
import { type Json, objectsOf } from './document.ts';

interface Mock {
  type: string;
  contentHandling: string;
  requestTemplates: Record<string, string>;
  responses: {
    default: {
      statusCode: string;
      responseParameters: Record<string, string>;
      responseTemplates: Record<string, string>;
    };
  };
}
interface Operation {
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: string; required: boolean }[];
  'x-amazon-apigateway-integration': { type: string; httpMethod: string; uri: string } & Mock;
}
interface Gateway {
  openapi: string;
  security?: unknown;
  paths: Record<string, Record<string, Operation>>;
  components: { securitySchemes: Record<string, Json> };
  'x-amazon-apigateway-gateway-responses': Record<
    string,
    {
      statusCode?: string;
      responseParameters: Record<string, string>;
      responseTemplates: Record<string, string>;
    }
  >;
}

const make = (corsOrigins: string[], more = {}) =>
  gatewayDocument(endpoints, {
    integrationUri: (key) => `arn:function:${key}`,
    authorizerUri: 'arn:authorizer',
    corsOrigins,
    ...more,
  }) as Gateway;
const origins = ['https://www.example.com', 'https://app.example.com'];
const gateway = make(origins);
const responses = gateway['x-amazon-apigateway-gateway-responses'];
const integration = (operation: Operation) => operation['x-amazon-apigateway-integration'];
const anyMethod = 'x-amazon-apigateway-any-method';

describe.each(Object.entries(endpoints))('%s', (key, endpoint) => {
  const operation = gateway.paths[endpoint.path]![endpoint.method.toLowerCase()]!;

  test('goes to its own function', () => {
    expect(integration(operation)).toEqual({
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: `arn:function:${key}`,
    });
  });

  test('has the authorizer that its auth needs, and is metered when it is a vendor route', () => {
    const expected = {
      public: undefined,
      signature: undefined,
      vendor: [{ caller: [], apiKey: [] }],
      customer: [{ caller: [] }],
      staff: [{ caller: [] }],
      customerOrGuest: [{ anyone: [] }],
      customerOrLink: [{ anyone: [] }],
    }[endpoint.auth.kind];
    expect(operation.security).toEqual(expected);
  });

  test('names its required parameters', () => {
    const names = (operation.parameters ?? []).map((one) => one.name);
    const params = Object.keys(endpoint.params?.shape ?? {});
    expect(names).toEqual([...params, ...(endpoint.idempotency ? ['Idempotency-Key'] : [])]);
    for (const parameter of operation.parameters ?? []) expect(parameter.required).toBe(true);
  });
});

test('the importer takes it: 3.0, no schemas, security by operation', () => {
  expect(gateway.openapi).toBe('3.0.1');
  expect(gateway.security).toBeUndefined();
  const forbidden = [
    'example',
    'examples',
    'default',
    'discriminator',
    'readOnly',
    'exclusiveMinimum',
    'const',
    '$ref',
    'oneOf',
    'anyOf',
  ];
  const words = [...objectsOf(gateway.paths)]
    .filter(([path]) => !path.includes('x-amazon-apigateway-integration'))
    .flatMap(([, value]) => Object.keys(value));
  expect(words).toContain('security');
  expect(words.filter((word) => forbidden.includes(word))).toEqual([]);
});

test('parameters are whole segments, and siblings share one name', () => {
  const names = new Map<string, string>();
  for (const path of Object.keys(gateway.paths)) {
    const segments = path.split('/');
    for (const [at, segment] of segments.entries()) {
      if (!segment.includes('{')) continue;
      expect(segment).toMatch(/^\{\w+\}$/);
      const parent = segments.slice(0, at).join('/');
      expect(names.get(parent) ?? segment).toBe(segment);
      names.set(parent, segment);
    }
  }
  expect(names.size).toBeGreaterThan(0);
});

test('credentials are checked before the function, and the answer is kept for seconds only', () => {
  const { caller, anyone, apiKey } = gateway.components.securitySchemes;
  expect(caller!['x-amazon-apigateway-authorizer']).toEqual({
    type: 'request',
    authorizerUri: 'arn:authorizer',
    identitySource: 'method.request.header.Authorization',
    authorizerResultTtlInSeconds: 10,
  });
  expect(anyone!['x-amazon-apigateway-authorizer']).toEqual({
    type: 'request',
    authorizerUri: 'arn:authorizer',
    authorizerResultTtlInSeconds: 0,
  });
  expect(apiKey).toEqual({ type: 'apiKey', name: 'x-api-key', in: 'header' });
  expect(gateway).toHaveProperty('x-amazon-apigateway-api-key-source', 'AUTHORIZER');
  expect(gateway).toHaveProperty('x-amazon-apigateway-binary-media-types', ['*/*']);
});

describe.each(Object.entries(gateway.paths))('%s', (path, item) => {
  const answered = Object.values(endpoints)
    .filter((endpoint) => endpoint.path === path)
    .map(({ method }) => method);

  test('answers 405 with what is allowed to every other method', () => {
    const mock = integration(item[anyMethod]!);
    const answer = mock.responses.default;
    expect(item[anyMethod]!.security).toBeUndefined();
    expect([mock.type, mock.contentHandling]).toEqual(['mock', 'CONVERT_TO_TEXT']);
    expect(JSON.parse(mock.requestTemplates['application/json']!)).toEqual({ statusCode: 405 });
    expect(answer.statusCode).toBe('405');
    expect(answer.responseParameters).toMatchObject({
      'method.response.header.Allow': `'${[...answered, 'OPTIONS'].join(', ')}'`,
      'method.response.header.Content-Type': "'application/problem+json'",
    });
    const body = JSON.parse(answer.responseTemplates['application/json']!);
    expect(body).toMatchObject({ status: 405, code: 'ERR_1004', name: 'METHOD_NOT_ALLOWED' });
  });

  test('answers preflight for the listed origins, never for all', () => {
    const { statusCode, responseParameters, responseTemplates } = integration(item.options!)
      .responses.default;
    expect(statusCode).toBe('204');
    expect(responseParameters).toMatchObject({
      'method.response.header.Access-Control-Allow-Origin': "'https://www.example.com'",
      'method.response.header.Access-Control-Allow-Methods': `'${answered.join(', ')}'`,
      'method.response.header.Vary': "'Origin'",
    });
    for (const origin of origins)
      expect(responseTemplates['application/json']).toContain(`$origin == "${origin}"`);
    expect(JSON.stringify(item.options)).not.toContain("'*'");
  });

  test('declares every header that its mocks answer', () => {
    for (const operation of [item.options!, item[anyMethod]!]) {
      const declared = Object.values(
        (operation as unknown as { responses: Record<string, { headers: object }> }).responses,
      );
      const mapped = Object.keys(integration(operation).responses.default.responseParameters);
      expect(mapped).toEqual(
        Object.keys(declared[0]!.headers).map((name) => `method.response.header.${name}`),
      );
    }
  });
});

test('without origins there is no preflight, and OPTIONS is a method like others', () => {
  const { paths } = make([]);
  expect(paths['/health']).not.toHaveProperty('options');
  const allow = integration(paths['/health']![anyMethod]!).responses.default.responseParameters;
  expect(allow['method.response.header.Allow']).toBe("'GET'");
});

test.each([
  '*',
  'https://*.example.com',
  'http://example.com',
  'https://example.com/',
  'example.com',
  "https://a.com' x",
])('the origin %s is refused', (origin) => {
  expect(() => make([origin])).toThrow('not an origin');
});

test('the local stage alone may name an origin without TLS', () => {
  expect(() => make(['http://localhost:3000'])).toThrow('not an origin');
  expect(() => make(['http://localhost:3000'], { plainHttpOrigins: true })).not.toThrow();
});

/** Every type that API Gateway knows for a REST API, with our answer; undefined keeps its own. */
const statuses: Record<string, [string | undefined, string]> = {
  ACCESS_DENIED: ['403', 'FORBIDDEN'],
  API_CONFIGURATION_ERROR: ['500', 'INTERNAL_ERROR'],
  AUTHORIZER_CONFIGURATION_ERROR: ['500', 'INTERNAL_ERROR'],
  AUTHORIZER_FAILURE: ['503', 'SERVICE_UNAVAILABLE'],
  BAD_REQUEST_BODY: ['400', 'VALIDATION_FAILED'],
  BAD_REQUEST_PARAMETERS: ['400', 'VALIDATION_FAILED'],
  DEFAULT_4XX: [undefined, 'VALIDATION_FAILED'],
  DEFAULT_5XX: [undefined, 'INTERNAL_ERROR'],
  EXPIRED_TOKEN: ['401', 'INVALID_TOKEN'],
  INTEGRATION_FAILURE: ['503', 'SERVICE_UNAVAILABLE'],
  INTEGRATION_TIMEOUT: ['503', 'SERVICE_UNAVAILABLE'],
  INVALID_API_KEY: ['500', 'INTERNAL_ERROR'],
  INVALID_SIGNATURE: ['401', 'INVALID_TOKEN'],
  MISSING_AUTHENTICATION_TOKEN: ['404', 'ROUTE_NOT_FOUND'],
  QUOTA_EXCEEDED: ['429', 'RATE_LIMITED'],
  REQUEST_TOO_LARGE: ['413', 'PAYLOAD_TOO_LARGE'],
  RESOURCE_NOT_FOUND: ['404', 'ROUTE_NOT_FOUND'],
  THROTTLED: ['429', 'RATE_LIMITED'],
  UNAUTHORIZED: ['401', 'UNAUTHENTICATED'],
  UNSUPPORTED_MEDIA_TYPE: ['415', 'UNSUPPORTED_MEDIA_TYPE'],
  WAF_FILTERED: ['429', 'RATE_LIMITED'],
};

test('the gateway answers each of its own errors', () => {
  expect(Object.keys(responses).sort()).toEqual(Object.keys(statuses).sort());
});

test.each(Object.entries(statuses))('%s is answered as our problem', (type, [status, name]) => {
  const { statusCode, responseTemplates, responseParameters } = responses[type]!;
  const body = JSON.parse(responseTemplates['application/json']!);
  expect(statusCode).toBe(status);
  expect(body).toMatchObject({
    name,
    code: errorRow(name as never).code,
    status: errorRow(name as never).status,
    correlationId: '$context.requestId',
    instance: 'urn:uuid:$context.requestId',
  });
  const header = (header: string) => responseParameters[`gatewayresponse.header.${header}`];
  expect(header('Content-Type')).toBe("'application/problem+json'");
  expect(header('X-Correlation-Id')).toBe('context.requestId');
  expect(header('Strict-Transport-Security')).toMatch(/max-age=\d{7,}/);
  expect(header('X-Content-Type-Options')).toBe("'nosniff'");
  const isLater = body.status === 429 || body.status === 503;
  expect(header('Retry-After')).toBe(isLater ? "'2'" : undefined);
});
