import * as z from 'zod';
import { received } from '../../lib/payments/inbox.ts';
import { storeInbox } from '../../lib/payments/items.ts';
import { identified } from '../../lib/payments/notice.ts';
import { verifyWebhook } from '../../lib/payments/stripe.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { count } from '../../lib/platform/observability.ts';

const Receipt = z
  .object({ object: z.literal('webhook_receipt'), received: z.literal(true) })
  .meta({ id: 'WebhookReceipt' });

export const endpoint = defineEndpoint({
  method: 'POST',
  path: '/api/v1/webhooks/stripe',
  tag: 'Webhooks in',
  summary: 'Events from Stripe',
  description:
    'Signed by Stripe over the raw body, with five minutes of tolerance. An event is stored once ' +
    'and acknowledged; what follows from it happens afterwards.',
  auth: { kind: 'signature', by: 'stripe' },
  rate: 'webhook',
  responses: { 200: { description: 'Stored, now or before', schema: Receipt } },
  errors: [],
  grants: { tables: { payments: ['put'] }, secrets: ['stripe'] },
  timeoutSeconds: 10,
  impact: 'Card payments are noticed late: Stripe repeats its events for three days',
  handle: async ({ rawBody, headers, stamp, correlationId, now }) => {
    await verifyWebhook(rawBody, headers['stripe-signature'], now);
    const payload = rawBody.toString('utf8');
    const { eventId, type } = identified(payload);
    const by = { ...stamp, kind: 'STRIPE' as const, id: eventId };
    const message = { source: 'stripe' as const, eventId, type, payload, correlationId, by };
    const isNew = await storeInbox(received(message, now));
    count(isNew ? 'StripeEvents' : 'StripeEventRepeats');
    return { status: 200, body: { object: 'webhook_receipt', received: true } };
  },
});

export const handler = edge(endpoint);
