import * as z from 'zod';

import { orderPage } from '../../lib/orders/page.ts';
import { OrderStatus, OrderView } from '../../lib/orders/view.ts';
import { type VendorActor, vendorOwner } from '../../lib/platform/actor.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { listOf, pageQuery } from '../../lib/platform/list.ts';

export const endpoint = defineEndpoint({
  method: 'GET',
  path: '/api/v1/vendor/orders',
  tag: 'Vendor orders',
  summary: 'Your orders, newest first',
  description: 'With a status filter a page may be shorter than `limit`; follow `nextCursor`.',
  auth: { kind: 'vendor', scope: 'orders:read' },
  rate: 'read',
  query: z.strictObject({ ...pageQuery, status: OrderStatus.optional() }),
  responses: { 200: { description: 'A page of orders', schema: listOf(OrderView, 'OrderList') } },
  errors: ['INVALID_CURSOR'],
  grants: { tables: { orders: ['query:byOwner', 'batchGet'], esims: ['batchGet'] } },
  impact: 'Vendors cannot list their orders',
  handle: async ({ actor, query }) => {
    const owner = vendorOwner((actor as VendorActor).vendorId);
    return { status: 200, body: await orderPage(owner, query) };
  },
});

export const handler = edge(endpoint);
