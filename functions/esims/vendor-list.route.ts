import * as z from 'zod';
import { listEsims, ownerKeyOf } from '../../lib/esims/read.ts';
import { EsimSummary, esimSummary } from '../../lib/esims/view.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { listOf, pageQuery } from '../../lib/platform/list.ts';

export const endpoint = defineEndpoint({
  method: 'GET',
  path: '/api/v1/vendor/esims',
  tag: 'Vendor eSIMs',
  summary: 'Your eSIMs, newest first',
  auth: { kind: 'vendor', scope: 'esims:read' },
  rate: 'read',
  query: z.strictObject(pageQuery),
  responses: {
    200: { description: 'A page of eSIMs', schema: listOf(EsimSummary, 'VendorEsimList') },
  },
  errors: ['INVALID_CURSOR'],
  grants: { tables: { esims: ['query:byOwner', 'batchGet'] } },
  impact: 'Vendors cannot list their eSIMs',
  handle: async ({ actor, query }) => {
    const { esims, nextCursor } = await listEsims(ownerKeyOf(actor), query);
    return { status: 200, body: { object: 'list', data: esims.map(esimSummary), nextCursor } };
  },
});

export const handler = edge(endpoint);
