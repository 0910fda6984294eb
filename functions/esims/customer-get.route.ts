import * as z from 'zod';
import { visibleEsim } from '../../lib/esims/read.ts';
import { EsimView, esimView } from '../../lib/esims/view.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { idSchema } from '../../lib/platform/ids.ts';

export const endpoint = defineEndpoint({
  method: 'GET',
  path: '/api/v1/esims/{esimId}',
  tag: 'eSIMs',
  summary: 'One of your eSIMs, with what is needed to install it',
  auth: { kind: 'customerOrLink' },
  rate: 'read',
  params: z.strictObject({ esimId: idSchema('esim') }),
  responses: { 200: { description: 'The eSIM', schema: EsimView } },
  errors: ['ESIM_NOT_FOUND'],
  grants: { tables: { esims: ['get'] } },
  impact: 'Travellers cannot fetch install data of their eSIMs',
  handle: async ({ actor, params }) => ({
    status: 200,
    body: esimView(await visibleEsim(actor, params.esimId)),
  }),
});

export const handler = edge(endpoint);
