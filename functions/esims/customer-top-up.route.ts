import * as z from 'zod';
import { visibleEsim } from '../../lib/esims/read.ts';
import { checkOut } from '../../lib/orders/checkout.ts';
import { CheckoutView, checkoutReply } from '../../lib/orders/checkout-view.ts';
import { readOrder } from '../../lib/orders/read.ts';
import { topUpOf } from '../../lib/orders/top-up.ts';
import { topUpWish } from '../../lib/orders/wish.ts';
import { timings } from '../../lib/platform/config.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { fingerprint } from '../../lib/platform/idempotency.ts';
import { idSchema } from '../../lib/platform/ids.ts';

export const endpoint = defineEndpoint({
  method: 'POST',
  path: '/api/v1/esims/{esimId}/top-ups',
  tag: 'eSIMs',
  summary: 'Add a bundle to one of your eSIMs, by card',
  description:
    'An order like any other, of one bundle and without a new eSIM. Confirm the payment with ' +
    '`payment.clientSecret`; the bundle follows by itself once it has succeeded. A bundle that does ' +
    'not run on the eSIM is refused before anything can be paid. Guests use the `token` of the ' +
    "eSIM's own order, and follow this one by `link.token`.",
  auth: { kind: 'customerOrLink' },
  rate: 'payment',
  idempotency: 'required',
  params: z.strictObject({ esimId: idSchema('esim') }),
  body: z.strictObject(topUpWish).meta({ id: 'TopUpRequest' }),
  responses: { 201: { description: 'The order and how to pay it', schema: CheckoutView } },
  errors: [
    'ESIM_NOT_FOUND',
    'ESIM_STATE_CONFLICT',
    'ESIM_INCOMPATIBLE',
    'BUNDLE_NOT_FOUND',
    'BUNDLE_UNAVAILABLE',
    'AMOUNT_NOT_CHARGEABLE',
    'ORDER_STATE_CONFLICT',
    'PAYMENT_UNAVAILABLE',
    'PROVIDER_UNAVAILABLE',
  ],
  grants: {
    tables: {
      esims: ['get'],
      catalogue: ['get'],
      orders: ['put', 'get'],
      payments: ['put', 'get'],
      providers: ['update'],
      idempotency: ['put', 'get'],
    },
    secrets: ['stripe', 'links', 'esim-go'],
  },
  settings: ['TIMINGS', 'STRIPE_URL', 'ESIM_GO_URL', 'ESIM_GO_CURRENCY'],
  // Stripe may take two tries of eight seconds, the provider as long as one of them.
  timeoutSeconds: 29,
  impact: 'Travellers cannot top up eSIMs',
  handle: async ({ actor, params, body, idempotencyKey, stamp, correlationId, now }) => {
    const esim = await visibleEsim(actor, params.esimId);
    const { ownerKey } = esim;
    // Whoever bought the eSIM is told of its top-up, and finds it among the orders.
    const sale = await readOrder(esim.orderId);
    const email = sale?.email ?? (actor.kind === 'CUSTOMER' ? actor.email : undefined);
    const checkout = await checkOut({
      ...{ ownerKey, customerId: sale?.customerId, email, bundleCode: body.bundleCode },
      ...{ quantity: 1, stamp, correlationId, now, timings: timings() },
      topUp: () => topUpOf(esim, body.bundleCode, correlationId),
      idempotency: {
        owner: ownerKey,
        route: `POST /api/v1/esims/${esim.id}/top-ups`,
        key: idempotencyKey,
        fingerprint: fingerprint(body),
      },
    });
    return checkoutReply(checkout, actor.kind === 'LINK');
  },
});

export const handler = edge(endpoint);
