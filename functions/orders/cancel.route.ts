import * as z from 'zod';
import { buyersOrder } from '../../lib/orders/buyer.ts';
import { cancelOrder } from '../../lib/orders/cancel.ts';
import { OrderView, orderView } from '../../lib/orders/view.ts';
import { timings } from '../../lib/platform/config.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { fingerprint, replayedHeader } from '../../lib/platform/idempotency.ts';
import { idSchema } from '../../lib/platform/ids.ts';

export const endpoint = defineEndpoint({
  method: 'POST',
  path: '/api/v1/orders/{orderId}/cancel',
  tag: 'Orders',
  summary: 'Cancel an unpaid order',
  description:
    'Its payment can no longer be made afterwards. An order that is paid, or whose payment is ' +
    'under way, answers 409.',
  auth: { kind: 'customerOrLink' },
  rate: 'payment',
  idempotency: 'required',
  params: z.strictObject({ orderId: idSchema('order') }),
  responses: { 200: { description: 'The canceled order', schema: OrderView } },
  errors: ['ORDER_NOT_FOUND', 'ORDER_STATE_CONFLICT', 'PAYMENT_UNAVAILABLE'],
  grants: {
    tables: {
      orders: ['get', 'put'],
      payments: ['get', 'put'],
      ledger: ['put'],
      idempotency: ['get', 'put'],
    },
    secrets: ['stripe'],
  },
  settings: ['TIMINGS', 'STRIPE_URL'],
  // Stripe may take two tries of eight seconds.
  timeoutSeconds: 29,
  impact: 'Travellers cannot cancel an order; unpaid ones expire by themselves',
  handle: async ({ actor, params, idempotencyKey, stamp, now }) => {
    const order = await buyersOrder(actor, params.orderId);
    const canceled = await cancelOrder(
      order,
      {
        owner: `${stamp.kind}#${stamp.id}`,
        route: 'POST /api/v1/orders/{orderId}/cancel',
        key: idempotencyKey,
        fingerprint: fingerprint(params),
      },
      { now, by: stamp, timings: timings() },
    );
    return {
      status: 200,
      body: orderView(canceled.order, []),
      headers: canceled.replayed ? replayedHeader : {},
    };
  },
});

export const handler = edge(endpoint);
