/** Problem answers: one schema, and every code of a status by name. */
import { z } from 'zod';
import type { Endpoint } from '../../lib/platform/endpoint.ts';
import { errorsOf } from '../../lib/platform/endpoint.ts';
import { type ErrorName, errorNames, errorRow, problem } from '../../lib/platform/errors.ts';
import { headers } from './headers.ts';

export const Problem = z
  .object({
    type: z.url().meta({ description: 'Page about the code' }),
    title: z.string().meta({ description: 'What the code means; the same every time' }),
    status: z.int().meta({ description: 'HTTP status' }),
    detail: z.string().optional().meta({ description: 'What is wrong with this request' }),
    instance: z.string().meta({ description: "The request: its path, or a URN of the gateway's" }),
    code: z
      .string()
      .regex(/^ERR_\d{4}$/)
      .meta({ description: 'Stable: branch on this' }),
    name: z.enum(errorNames).meta({ description: 'The code in words' }),
    correlationId: z.string().meta({ description: 'Tell us this when you ask about the request' }),
    retryable: z.boolean().meta({ description: 'The same request may succeed later' }),
    errors: z
      .array(
        z.object({
          in: z.enum(['body', 'query', 'path', 'header']),
          field: z.string().meta({ description: 'Path of the field, with dots' }),
          message: z.string(),
        }),
      )
      .optional()
      .meta({ description: 'The fields that are not valid; at most 20' }),
  })
  .meta({ id: 'Problem', description: 'An error, as RFC 9457 describes it' });

/** One example an error, shared by all operations. */
export function errorExample(name: ErrorName) {
  const errors = [
    { in: 'query' as const, field: 'limit', message: 'a whole number from 1 to 100' },
  ];
  return {
    summary: errorRow(name).title,
    value: problem(name, {
      instance: '/api/v1/vendor/orders',
      correlationId: '0f9d1c52-6d0e-4e0b-9f5e-2f6b0c6f2d11',
      ...(name === 'VALIDATION_FAILED' ? { errors } : {}),
    }),
  };
}

/** Error answers by status, each with all its codes. */
export function errorResponses(endpoint: Endpoint): Record<string, object> {
  const byStatus = Map.groupBy(errorsOf(endpoint), (name) => errorRow(name).status);
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [status, errorResponse(status, names)]),
  );
}

function errorResponse(status: number, names: ErrorName[]) {
  const sorted = names.toSorted((a, b) => errorRow(a).code.localeCompare(errorRow(b).code));
  return {
    description: sorted
      .map((name) => `\`${errorRow(name).code}\` ${name}: ${errorRow(name).title}`)
      .join('\n\n'),
    headers: headers('CorrelationId', ...(status === 429 || status === 503 ? retry : [])),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(
          sorted.map((name) => [name, { $ref: `#/components/examples/${name}` }]),
        ),
      },
    },
  };
}

const retry = ['RetryAfter'] as const;
