/** Events that the platform sends to a vendor's endpoint. */
import { orderEventContracts } from '../../lib/orders/events.ts';
import { OrderWebhook } from '../../lib/webhooks/message.ts';
import { webhookExample } from './examples.ts';
import { type Components, schemaOf } from './schemas.ts';

export function webhooksSection(components: Components): Record<string, object> {
  const types = OrderWebhook.shape.type.options;
  return Object.fromEntries(types.map((type) => [type, { post: webhook(type, components) }]));
}

function webhook(type: (typeof OrderWebhook.shape.type.options)[number], components: Components) {
  return {
    operationId: `${type.replace(/\.(\w)/, (_, letter: string) => letter.toUpperCase())}Webhook`,
    tags: ['Webhooks'],
    summary: orderEventContracts.find((event) => event.type === type)?.description ?? type,
    security: [],
    parameters: [
      header('webhook-id', 'The event; the same on every attempt', `evt_${order}_4_completed`),
      header('webhook-timestamp', 'Seconds since 1970, when this attempt was made', '1781779512'),
      header('webhook-signature', 'One or more signatures, apart by spaces', `v1,${signature}`),
    ],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: schemaOf(OrderWebhook, 'output', components),
          example: webhookExample(type),
        },
      },
    },
    responses: {
      '2XX': { description: 'Received: not sent again. Answer within 15 seconds.' },
      410: { description: 'Nobody lives here any more: the endpoint is disabled' },
      default: { description: 'Sent again, up to ten attempts over about three days' },
    },
  };
}

const order = 'ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z4';
const signature = 'g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

const header = (name: string, description: string, example: string) => ({
  ...{ name, in: 'header', required: true, description },
  ...{ schema: { type: 'string' }, example },
});
