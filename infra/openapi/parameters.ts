/** Path, query and header parameters of an operation. */
import type { z } from 'zod';
import type { Endpoint } from '../../lib/platform/endpoint.ts';
import { type Components, isSchema, type JsonSchema, schemaOf } from './schemas.ts';

/** Headers that several operations take, as components. */
export const headerParameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description: 'Your name for this one purchase or change; repeat it with every retry',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]{1,255}$' },
    example: '5f0c7a1e-3b52-4a55-9d0c-0a7a3a0f6b1d',
  },
  CorrelationId: {
    name: 'X-Correlation-Id',
    in: 'header',
    required: false,
    description:
      'Your id for this request: 8 to 64 letters, digits, `_` or `-`. It is answered, logged, and ' +
      'handed on to what follows; any other value is replaced by an id of ours',
    schema: { type: 'string' },
    example: 'checkout-7Q2M41',
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'ETag of the answer that you hold',
    schema: { type: 'string' },
    example: '"mF0aYq2hVbZl9c1XwT4kRg"',
  },
} as const;

const reference = (name: keyof typeof headerParameters) => ({
  $ref: `#/components/parameters/${name}`,
});

export function parametersOf(endpoint: Endpoint, components: Components): object[] {
  return [
    ...fields(endpoint.params, 'path', components),
    ...fields(endpoint.query, 'query', components),
    ...(endpoint.idempotency ? [reference('IdempotencyKey')] : []),
    ...(endpoint.responses[304] ? [reference('IfNoneMatch')] : []),
    reference('CorrelationId'),
  ];
}

function fields(
  shape: z.ZodObject | undefined,
  place: 'path' | 'query',
  components: Components,
): object[] {
  if (!shape) return [];
  const sent = schemaOf(shape, 'input', components);
  const understood = schemaOf(shape, 'output', components).properties as Record<string, JsonSchema>;
  const required = (sent.required ?? []) as string[];
  return Object.entries(sent.properties as Record<string, JsonSchema>).map(([name, text]) => {
    const { description, ...schema } = describedBy(text, understood[name]);
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema,
    };
  });
}

/** A number or flag travels as text: its own type and bounds tell a client more than the text's. */
function describedBy(sent: JsonSchema, understood: JsonSchema | undefined): JsonSchema {
  if (!isSchema(understood) || (understood.type !== 'integer' && understood.type !== 'boolean'))
    return sent;
  const examples = (sent.examples ?? understood.examples) as unknown[] | undefined;
  return {
    ...understood,
    ...(sent.description === undefined ? {} : { description: sent.description }),
    ...(examples ? { examples: examples.map((text) => JSON.parse(String(text))) } : {}),
  };
}
