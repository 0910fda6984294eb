/** What the routes that sell by card answer: the order, and how to pay it. */
import * as z from 'zod';
import { signLink } from '../identity/links.ts';
import { type Intent, publishableKey } from '../payments/stripe.ts';
import type { Reply } from '../platform/endpoint.ts';
import { Money } from '../platform/money.ts';
import type { Order } from './order.ts';
import { headersOf } from './reply.ts';
import { firstAnswer, OrderView } from './view.ts';

export const CheckoutView = OrderView.extend({
  payment: z
    .object({
      provider: z.literal('stripe'),
      clientSecret: z.string().meta({ description: "Confirm with it through Stripe's library" }),
      publishableKey: z.string(),
      amount: Money.shape.amount,
      currency: Money.shape.currency,
    })
    .meta({ id: 'OrderPayment' }),
  link: z
    .object({ token: z.string(), expiresAt: z.iso.datetime() })
    .nullable()
    .meta({ description: 'For guests: follow the order with `?token=`' }),
}).meta({ id: 'Checkout', description: 'An order that waits for its payment' });

/** `linked`: the buyer is not signed in and follows the order by a link. */
export async function checkoutReply(
  { order, intent, replayed }: { order: Order; intent: Intent; replayed: boolean },
  linked: boolean,
): Promise<Reply> {
  const { clientSecret } = intent;
  const payment = { provider: 'stripe', clientSecret, publishableKey: await publishableKey() };
  return {
    status: 201,
    body: {
      ...firstAnswer(order),
      payment: { ...payment, amount: order.total, currency: order.currency },
      // From the order's own time, so that a repeat gets the same token.
      link: linked ? await signLink(order.id, new Date(order.createdAt)) : null,
    },
    headers: headersOf(`/api/v1/orders/${order.id}`, replayed),
  };
}
