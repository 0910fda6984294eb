/** What a vendor sees of its webhook deliveries. */
import * as z from 'zod';
import { query } from '../platform/dynamodb.ts';
import { idSchema } from '../platform/ids.ts';
import { decodeCursor, encodeCursor } from '../platform/list.ts';
import { attemptErrors, type Delivery, deliveryStatuses } from './delivery.ts';
import { deliveriesOf, deliveryPrefix, toDelivery } from './items.ts';

export const WebhookDelivery = z
  .object({
    object: z.literal('webhook_delivery'),
    eventId: z.string().meta({ description: 'Sent as the header webhook-id' }),
    endpointId: idSchema('webhookEndpoint'),
    eventType: z.string().meta({ examples: ['order.completed'] }),
    orderId: idSchema('order'),
    status: z.enum(deliveryStatuses),
    attempts: z.int(),
    lastAttempt: z.object({
      at: z.iso.datetime(),
      status: z.int().nullable().meta({ description: "Your server's HTTP status" }),
      durationMs: z.int(),
      excerpt: z.string().meta({ description: "Beginning of your server's answer" }),
      error: z.enum(attemptErrors).nullable(),
    }),
    nextAttemptAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'WebhookDelivery', description: 'One event to one of your endpoints' });

export const deliveryView = (delivery: Delivery): z.infer<typeof WebhookDelivery> => ({
  object: 'webhook_delivery',
  eventId: delivery.eventId,
  endpointId: delivery.endpointId,
  eventType: delivery.eventType,
  orderId: delivery.orderId,
  status: delivery.status,
  attempts: delivery.attempts,
  lastAttempt: {
    at: delivery.last.at,
    status: delivery.last.status ?? null,
    durationMs: delivery.last.durationMs,
    excerpt: delivery.last.excerpt,
    error: delivery.last.error ?? null,
  },
  nextAttemptAt: delivery.nextAttemptAt ?? null,
  createdAt: delivery.createdAt,
});

/** Newest event first. */
export async function listDeliveries(
  vendorId: string,
  options: { limit: number; cursor?: string | undefined },
) {
  const scope = `deliveries ${vendorId}`;
  const page = await query({
    table: 'deliveries',
    partition: ['pk', deliveriesOf(vendorId)],
    sort: { attribute: 'sk', beginsWith: deliveryPrefix },
    newestFirst: true,
    limit: options.limit,
    startAfter: decodeCursor(scope, options.cursor),
  });
  return {
    deliveries: page.items.map(toDelivery),
    nextCursor: encodeCursor(scope, page.last),
  };
}
