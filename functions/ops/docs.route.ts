import page from '../../docs/reference.json' with { type: 'json' };
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { notModified, revalidated } from '../../lib/platform/etag.ts';

export const endpoint = defineEndpoint({
  method: 'GET',
  path: '/docs',
  tag: 'Operations',
  summary: 'This contract as a page for people',
  auth: { kind: 'public' },
  rate: 'read',
  responses: {
    200: { description: 'The page', contentTypes: ['text/html'] },
    ...notModified,
  },
  errors: [],
  grants: {},
  impact: 'Integrators cannot read the documentation',
  handle: async (request) =>
    revalidated(request, page.html, {
      status: 200,
      bytes: page.html,
      contentType: 'text/html; charset=utf-8',
      headers: {
        'Cache-Control': 'public, max-age=300',
        'Content-Security-Policy': page.contentSecurityPolicy,
        'Referrer-Policy': 'no-referrer',
      },
    }),
});

export const handler = edge(endpoint);
