import { OrderCompleted, OrderFailed, OrderRefunded } from '../../lib/orders/events.ts';
import { optionalSetting } from '../../lib/platform/config.ts';
import { consume, defineConsumer } from '../../lib/platform/consumer.ts';
import { deliver } from '../../lib/webhooks/deliver.ts';

export const consumer = defineConsumer({
  on: [OrderCompleted, OrderFailed, OrderRefunded],
  batchSize: 10,
  receivesMax: 5,
  // Endpoints that hang must not take the account's functions from everybody.
  concurrencyMax: 50,
  timeoutSeconds: 30,
  grants: {
    tables: {
      vendors: ['query', 'update'],
      orders: ['get'],
      esims: ['batchGet'],
      deliveries: ['get', 'put'],
    },
  },
  settings: ['WEBHOOK_ALLOW_PRIVATE'],
  impact: 'Vendors are not told about their orders; the queue keeps the events',
  handle: ({ id, type, occurredAt, correlationId, data }) =>
    deliver(
      {
        eventId: id,
        eventType: type,
        occurredAt,
        correlationId,
        orderId: data.orderId,
        channel: data.channel,
        vendorId: data.vendorId,
      },
      {
        allowPrivate: optionalSetting('WEBHOOK_ALLOW_PRIVATE') === 'true',
        clock: () => new Date(),
        random: Math.random,
      },
    ),
});

export const handler = consume(consumer);
