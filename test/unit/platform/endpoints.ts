/** Small endpoints for the tests of the edge. */
import { z } from 'zod';
import type { Auth } from '../../../lib/platform/actor.ts';
import { defineEndpoint, type Endpoint, type Reply } from '../../../lib/platform/endpoint.ts';
import { json } from './gateway.ts';

const common: Omit<Endpoint, 'auth' | 'params' | 'query' | 'body' | 'responses' | 'handle'> = {
  ...{ method: 'POST', path: '/api/v1/things/{thingId}', tag: 'Things', summary: 'A thing' },
  ...{ rate: 'read', errors: [], grants: {}, impact: 'none' },
};

const Done = z.object({ object: z.literal('thing'), note: z.string().optional() });

/** Takes anything, answers what it is told. */
export const answering = (
  handle: () => Promise<Reply>,
  auth: Auth = { kind: 'public' },
): Endpoint =>
  defineEndpoint({
    ...common,
    auth,
    responses: { 200: { description: 'Done', schema: Done } },
    handle,
  });

export const done = async (): Promise<Reply> => ({ status: 200, body: { object: 'thing' } });
export const open = answering(done);

/** Hands on what the sender signed. */
export const signed = defineEndpoint({
  ...common,
  auth: { kind: 'signature', by: 'stripe' },
  responses: { 200: { description: 'Done', schema: Done } },
  handle: async ({ rawBody }) => ({
    status: 200,
    body: { object: 'thing', note: rawBody.toString('base64') },
  }),
});

export const Params = z.strictObject({ thingId: z.string().regex(/^thing_\d$/) });
export const Query = z.strictObject({ colour: z.enum(['red', 'blue']).optional() });
export const Body = z.strictObject({
  name: z.string().min(1).max(20),
  size: z.int().min(1).max(10),
  parts: z
    .array(z.strictObject({ weight: z.number() }))
    .max(3)
    .default([]),
});

/** Everything that an endpoint can demand; its answer says what the handler got. */
export const strict = defineEndpoint({
  ...common,
  auth: { kind: 'public' },
  idempotency: 'required',
  params: Params,
  query: Query,
  body: Body,
  errors: ['ESIM_NOT_FOUND'],
  responses: {
    200: {
      description: 'What arrived',
      schema: z.object({ params: Params, query: Query, body: Body, idempotencyKey: z.string() }),
    },
  },
  handle: async ({ params, query, body, idempotencyKey }) => ({
    status: 200,
    body: { params, query, body, idempotencyKey },
  }),
});

/** A call that `strict` takes. */
export const valid = {
  headers: { ...json, 'Idempotency-Key': 'key-1' },
  params: { thingId: 'thing_1' },
  query: { colour: 'red' },
  body: JSON.stringify({ name: 'Ann', size: 3 }),
};
