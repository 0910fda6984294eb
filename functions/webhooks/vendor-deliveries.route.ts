import * as z from 'zod';
import type { VendorActor } from '../../lib/platform/actor.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { listOf, pageQuery } from '../../lib/platform/list.ts';
import { deliveryView, listDeliveries, WebhookDelivery } from '../../lib/webhooks/view.ts';

export const endpoint = defineEndpoint({
  method: 'GET',
  path: '/api/v1/vendor/webhook-deliveries',
  tag: 'Vendor webhooks',
  summary: 'Events sent to your endpoints, newest first',
  description: 'Kept for 30 days.',
  auth: { kind: 'vendor', scope: 'webhooks:manage' },
  rate: 'read',
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'A page of deliveries',
      schema: listOf(WebhookDelivery, 'WebhookDeliveryList'),
    },
  },
  errors: ['INVALID_CURSOR'],
  grants: { tables: { deliveries: ['query'] } },
  impact: 'Vendors cannot see what became of their webhooks',
  handle: async ({ actor, query }) => {
    const { deliveries, nextCursor } = await listDeliveries((actor as VendorActor).vendorId, query);
    return {
      status: 200,
      body: { object: 'list', data: deliveries.map(deliveryView), nextCursor },
    };
  },
});

export const handler = edge(endpoint);
