import * as z from 'zod';
import { buyersOrder } from '../../lib/orders/buyer.ts';
import { esimsOf } from '../../lib/orders/read.ts';
import { OrderView, orderView } from '../../lib/orders/view.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { idSchema } from '../../lib/platform/ids.ts';

export const endpoint = defineEndpoint({
  method: 'GET',
  path: '/api/v1/orders/{orderId}',
  tag: 'Orders',
  summary: 'One of your orders',
  description: 'Signed in, or with the `token` of the link that a guest got with the order.',
  auth: { kind: 'customerOrLink' },
  rate: 'read',
  params: z.strictObject({ orderId: idSchema('order') }),
  responses: { 200: { description: 'The order with its eSIMs', schema: OrderView } },
  errors: ['ORDER_NOT_FOUND'],
  grants: { tables: { orders: ['get'], esims: ['batchGet'] } },
  impact: 'Travellers cannot follow their orders',
  handle: async ({ actor, params }) => {
    const order = await buyersOrder(actor, params.orderId);
    const esims = await esimsOf([order]);
    return { status: 200, body: orderView(order, esims.get(order.id) ?? []) };
  },
});

export const handler = edge(endpoint);
