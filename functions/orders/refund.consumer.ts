import { OrderFailed, OrderRefundDue } from '../../lib/orders/events.ts';
import { refundOrder } from '../../lib/orders/refund.ts';
import { consume, defineConsumer } from '../../lib/platform/consumer.ts';

export const consumer = defineConsumer({
  on: [OrderFailed, OrderRefundDue],
  batchSize: 1,
  receivesMax: 5,
  concurrencyMax: 5,
  timeoutSeconds: 60,
  grants: {
    tables: { orders: ['get', 'put'], payments: ['get', 'put'], ledger: ['put', 'update'] },
    secrets: ['stripe'],
  },
  settings: ['STRIPE_URL'],
  impact: 'Money of failed orders is not given back; the reconciler announces them again',
  handle: (event, now) => refundOrder(event.data.orderId, now),
});

export const handler = consume(consumer);
