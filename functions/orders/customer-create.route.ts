import * as z from 'zod';
import { guestOwner } from '../../lib/orders/buyer.ts';
import { checkOut } from '../../lib/orders/checkout.ts';
import { CheckoutView, checkoutReply } from '../../lib/orders/checkout-view.ts';
import { orderWish } from '../../lib/orders/wish.ts';
import { type Actor, customerOwner } from '../../lib/platform/actor.ts';
import { timings } from '../../lib/platform/config.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { ProblemError } from '../../lib/platform/errors.ts';
import { fingerprint } from '../../lib/platform/idempotency.ts';

const Body = z
  .strictObject({
    ...orderWish,
    email: z.email().max(254).optional().meta({
      description: 'Where the eSIMs are mailed; required unless the sign-in names an address',
    }),
  })
  .meta({ id: 'OrderRequest' });

export const endpoint = defineEndpoint({
  method: 'POST',
  path: '/api/v1/orders',
  tag: 'Orders',
  summary: 'Buy eSIMs by card',
  description:
    'Confirm the payment with `payment.clientSecret`; the eSIMs follow by themselves once it has ' +
    'succeeded. After 503 repeat the request with the same Idempotency-Key: it goes on with the ' +
    'same order and payment. An unpaid order expires. Guests give an e-mail and a key of at least ' +
    '16 characters, and follow the order by `link.token`.',
  auth: { kind: 'customerOrGuest' },
  rate: 'payment',
  idempotency: 'required',
  body: Body,
  responses: { 201: { description: 'The order and how to pay it', schema: CheckoutView } },
  errors: [
    'BUNDLE_NOT_FOUND',
    'BUNDLE_UNAVAILABLE',
    'AMOUNT_NOT_CHARGEABLE',
    'ORDER_STATE_CONFLICT',
    'PAYMENT_UNAVAILABLE',
  ],
  grants: {
    tables: {
      catalogue: ['get'],
      orders: ['put', 'get'],
      payments: ['put', 'get'],
      idempotency: ['put', 'get'],
    },
    secrets: ['stripe', 'links'],
  },
  settings: ['TIMINGS', 'STRIPE_URL'],
  // Stripe may take two tries of eight seconds.
  timeoutSeconds: 29,
  impact: 'Travellers cannot buy',
  handle: async ({ actor, body, idempotencyKey, stamp, correlationId, now }) => {
    const buyer = buyerOf(actor, body.email, idempotencyKey);
    const checkout = await checkOut({
      ...body,
      ...buyer,
      stamp,
      correlationId,
      now,
      timings: timings(),
      idempotency: {
        owner: buyer.ownerKey,
        route: 'POST /api/v1/orders',
        key: idempotencyKey,
        fingerprint: fingerprint({ ...body, email: body.email?.toLowerCase() }),
      },
    });
    return checkoutReply(checkout, buyer.customerId === undefined);
  },
});

export const handler = edge(endpoint);

const guestKeyMin = 16;

/** A guest proves nothing but its key: it must not be one that another could guess. */
function buyerOf(actor: Actor, given: string | undefined, idempotencyKey: string) {
  const customer = actor.kind === 'CUSTOMER' ? actor : undefined;
  const email = given ?? customer?.email;
  // Without an address nobody could be sent what they paid for.
  if (email === undefined)
    throw new ProblemError('VALIDATION_FAILED', undefined, {
      errors: [{ in: 'body', field: 'email', message: 'required: the sign-in names none' }],
    });
  if (customer)
    return { ownerKey: customerOwner(customer.customerId), customerId: customer.customerId, email };
  if (idempotencyKey.length < guestKeyMin)
    throw new ProblemError(
      'IDEMPOTENCY_KEY_INVALID',
      `Guests use at least ${guestKeyMin} characters.`,
    );
  return { ownerKey: guestOwner(email), email };
}
