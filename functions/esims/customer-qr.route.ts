import * as z from 'zod';
import { lpaString } from '../../lib/esims/esim.ts';
import { qrQuery, qrReply, qrTypes } from '../../lib/esims/qr.ts';
import { visibleEsim } from '../../lib/esims/read.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { idSchema } from '../../lib/platform/ids.ts';

export const endpoint = defineEndpoint({
  method: 'GET',
  path: '/api/v1/esims/{esimId}/qr',
  tag: 'eSIMs',
  summary: 'QR code that installs an eSIM',
  description: 'PNG unless `format=svg` or `Accept: image/svg+xml` asks for SVG.',
  auth: { kind: 'customerOrLink' },
  rate: 'read',
  params: z.strictObject({ esimId: idSchema('esim') }),
  query: qrQuery,
  responses: { 200: { description: 'The image', contentTypes: qrTypes } },
  errors: ['ESIM_NOT_FOUND'],
  grants: { tables: { esims: ['get'] } },
  impact: 'Travellers cannot fetch QR codes',
  handle: async ({ actor, params, query, headers }) => {
    const esim = await visibleEsim(actor, params.esimId);
    return qrReply(lpaString(esim), query.format, headers.accept);
  },
});

export const handler = edge(endpoint);
