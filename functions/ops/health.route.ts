import * as z from 'zod';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';

const Health = z.object({ object: z.literal('health'), status: z.literal('OK') });

export const endpoint = defineEndpoint({
  method: 'GET',
  path: '/health',
  tag: 'Operations',
  summary: 'The API answers',
  auth: { kind: 'public' },
  rate: 'read',
  responses: { 200: { description: 'Alive', schema: Health.meta({ id: 'Health' }) } },
  errors: [],
  grants: {},
  impact: 'Health checks fail',
  handle: async () => ({ status: 200, body: { object: 'health', status: 'OK' } }),
});

export const handler = edge(endpoint);
