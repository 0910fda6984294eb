import * as z from 'zod';

import { esimsOf, ownOrder } from '../../lib/orders/read.ts';
import { OrderView, orderView } from '../../lib/orders/view.ts';
import { type VendorActor, vendorOwner } from '../../lib/platform/actor.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { idSchema } from '../../lib/platform/ids.ts';

export const endpoint = defineEndpoint({
  method: 'GET',
  path: '/api/v1/vendor/orders/{orderId}',
  tag: 'Vendor orders',
  summary: 'One of your orders',
  auth: { kind: 'vendor', scope: 'orders:read' },
  rate: 'read',
  params: z.strictObject({ orderId: idSchema('order') }),
  responses: { 200: { description: 'The order with its eSIMs', schema: OrderView } },
  errors: ['ORDER_NOT_FOUND'],
  grants: { tables: { orders: ['get'], esims: ['batchGet'] } },
  impact: 'Vendors cannot follow their orders',
  handle: async ({ actor, params }) => {
    const order = await ownOrder(vendorOwner((actor as VendorActor).vendorId), params.orderId);
    const esims = await esimsOf([order]);
    return { status: 200, body: orderView(order, esims.get(order.id) ?? []) };
  },
});

export const handler = edge(endpoint);
