import { cacheable, listOf, wholeList } from '../../lib/catalogue/answer.ts';
import { RegionView, regionsOf } from '../../lib/catalogue/areas.ts';
import { currentCatalogue } from '../../lib/catalogue/current.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { notModified } from '../../lib/platform/etag.ts';

export const endpoint = defineEndpoint({
  method: 'GET',
  path: '/api/v1/regions',
  tag: 'Catalogue',
  summary: 'List the regions that bundles cover',
  description:
    'All on one page, by name; `code` is what the region filter of GET /bundles takes. Answers carry ' +
    'an ETag; send it as If-None-Match to get 304.',
  auth: { kind: 'public' },
  rate: 'read',
  responses: {
    200: { description: 'All regions', schema: listOf('RegionList', RegionView) },
    ...notModified,
  },
  errors: ['CATALOGUE_UNAVAILABLE'],
  grants: { tables: { catalogue: ['get'] } },
  memoryMb: 512,
  timeoutSeconds: 10,
  impact: 'Travellers cannot choose a region',
  async handle(request) {
    const current = await currentCatalogue();
    const data = regionsOf(current.listing, 'RETAIL');
    return cacheable(request, wholeList(data, current, request.now));
  },
});

export const handler = edge(endpoint);
