import * as z from 'zod';

import { orderPage } from '../../lib/orders/page.ts';
import { OrderStatus, OrderView } from '../../lib/orders/view.ts';
import { actorId, customerOwner } from '../../lib/platform/actor.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { listOf, pageQuery } from '../../lib/platform/list.ts';

export const endpoint = defineEndpoint({
  method: 'GET',
  path: '/api/v1/orders',
  tag: 'Orders',
  summary: 'Your orders, newest first',
  description: 'With a status filter a page may be shorter than `limit`; follow `nextCursor`.',
  auth: { kind: 'customer' },
  rate: 'read',
  query: z.strictObject({ ...pageQuery, status: OrderStatus.optional() }),
  responses: { 200: { description: 'A page of orders', schema: listOf(OrderView, 'OrderList') } },
  errors: ['INVALID_CURSOR'],
  grants: { tables: { orders: ['query:byOwner', 'batchGet'], esims: ['batchGet'] } },
  impact: 'Travellers cannot list their orders',
  handle: async ({ actor, query }) => {
    return { status: 200, body: await orderPage(customerOwner(actorId(actor)), query) };
  },
});

export const handler = edge(endpoint);
