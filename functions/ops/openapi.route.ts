import document from '../../docs/openapi.json' with { type: 'json' };
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { notModified, revalidated } from '../../lib/platform/etag.ts';

const bytes = JSON.stringify(document);

export const endpoint = defineEndpoint({
  method: 'GET',
  path: '/api/v1/openapi.json',
  tag: 'Operations',
  summary: 'This contract, OpenAPI 3.1',
  description: 'Answers carry an ETag; send it as If-None-Match to get 304.',
  auth: { kind: 'public' },
  rate: 'read',
  responses: {
    200: { description: 'The document', contentTypes: ['application/json'] },
    ...notModified,
  },
  errors: [],
  grants: {},
  impact: 'Integrators cannot fetch the contract',
  handle: async (request) =>
    revalidated(request, bytes, {
      status: 200,
      bytes,
      contentType: 'application/json',
      headers: { 'Cache-Control': 'public, max-age=300' },
    }),
});

export const handler = edge(endpoint);
