import * as z from 'zod';
import { get } from '../../lib/platform/dynamodb.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { ProblemError } from '../../lib/platform/errors.ts';
import { log } from '../../lib/platform/observability.ts';
import { secret } from '../../lib/platform/secrets.ts';

const Ready = z.object({ object: z.literal('readiness'), status: z.literal('READY') });

export const endpoint = defineEndpoint({
  method: 'GET',
  path: '/ready',
  tag: 'Operations',
  summary: 'The API can reach what it needs',
  auth: { kind: 'public' },
  rate: 'read',
  responses: { 200: { description: 'Ready', schema: Ready.meta({ id: 'Readiness' }) } },
  errors: [],
  grants: { tables: { orders: ['get'] }, secrets: ['links'] },
  impact: 'Readiness checks fail',
  handle: async () => {
    try {
      await Promise.all([
        get('orders', { pk: 'ORDER#ready', sk: 'ORDER' }),
        secret('links', 'signingKey'),
      ]);
    } catch (error) {
      // Which part failed is for our log, not for the caller.
      log('error', 'not ready', { error });
      throw new ProblemError('SERVICE_UNAVAILABLE');
    }
    return { status: 200, body: { object: 'readiness', status: 'READY' } };
  },
});

export const handler = edge(endpoint);
