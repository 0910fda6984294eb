import { cacheable, listOf } from '../../lib/catalogue/answer.ts';
import { currentCatalogue, freshness } from '../../lib/catalogue/current.ts';
import { pageOf } from '../../lib/catalogue/listing.ts';
import { BundleQuery } from '../../lib/catalogue/query.ts';
import { BundleView, listedView } from '../../lib/catalogue/view.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { notModified } from '../../lib/platform/etag.ts';

export const endpoint = defineEndpoint({
  method: 'GET',
  path: '/api/v1/bundles',
  tag: 'Catalogue',
  summary: 'List the bundles on offer',
  description:
    'Retail prices. Pages stay stable while bundles come and go. `catalogue` says how old the ' +
    "provider's data is: while the provider is down, the last catalogue is served. Answers carry " +
    'an ETag; send it as If-None-Match to get 304.',
  auth: { kind: 'public' },
  rate: 'read',
  query: BundleQuery,
  responses: {
    200: { description: 'One page of bundles', schema: listOf('BundleList', BundleView) },
    ...notModified,
  },
  errors: ['INVALID_CURSOR', 'CATALOGUE_UNAVAILABLE'],
  grants: { tables: { catalogue: ['get'] } },
  memoryMb: 512,
  timeoutSeconds: 10,
  impact: 'Travellers cannot see or search the bundles',
  async handle(request) {
    const current = await currentCatalogue();
    const { bundles, nextCursor, totalCount } = pageOf(current.listing, request.query, 'RETAIL');
    return cacheable(request, {
      object: 'list',
      data: bundles.map((bundle) => listedView(current.listing, bundle, 'RETAIL')),
      nextCursor,
      totalCount,
      catalogue: freshness(current, request.now),
    });
  },
});

export const handler = edge(endpoint);
