/** One operation of the published document from one endpoint. */
import type { Endpoint, ResponseSpec } from '../../lib/platform/endpoint.ts';
import { errorResponses } from './errors.ts';
import { exampleOf } from './examples.ts';
import { headers } from './headers.ts';
import { parametersOf } from './parameters.ts';
import { type Components, schemaOf } from './schemas.ts';
import { securityOf } from './security.ts';

/** 'orders/vendor-create' -> ordersVendorCreate */
export const operationIdOf = (key: string): string =>
  key.replace(/[/-](\w)/g, (_, letter: string) => letter.toUpperCase());

export function operationOf(key: string, endpoint: Endpoint, components: Components): object {
  const { summary, description, tag, body } = endpoint;
  const media = (schema: NonNullable<ResponseSpec['schema']>, part: string, io: Direction) => ({
    'application/json': {
      schema: schemaOf(schema, io, components),
      ...withExample(exampleOf(key, part, schema)),
    },
  });
  return {
    operationId: operationIdOf(key),
    tags: [tag],
    summary,
    ...(description ? { description } : {}),
    security: securityOf(endpoint.auth),
    parameters: parametersOf(endpoint, components),
    ...(body ? { requestBody: { required: true, content: media(body, 'body', 'input') } } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(endpoint.responses).map(([status, spec]) => [
          status,
          {
            description: spec.description,
            headers: headersOf(endpoint, Number(status)),
            ...contentOf(spec, (schema) => media(schema, status, 'output')),
          },
        ]),
      ),
      ...errorResponses(endpoint),
    },
  };
}

type Direction = 'input' | 'output';

const withExample = (example: unknown) => (example === undefined ? {} : { example });

function contentOf(
  spec: ResponseSpec,
  json: (schema: NonNullable<ResponseSpec['schema']>) => object,
) {
  if (spec.schema) return { content: json(spec.schema) };
  if (!spec.contentTypes) return {};
  return { content: Object.fromEntries(spec.contentTypes.map((type) => [type, {}])) };
}

function headersOf(endpoint: Endpoint, status: number) {
  return headers(
    'CorrelationId',
    ...(status === 201 ? (['Location'] as const) : []),
    ...(endpoint.idempotency ? (['IdempotentReplayed'] as const) : []),
    ...(endpoint.responses[304] ? (['ETag'] as const) : []),
  );
}
