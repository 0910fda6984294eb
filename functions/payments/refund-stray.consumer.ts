import { PaymentRefundDue } from '../../lib/payments/events.ts';
import { refundStray } from '../../lib/payments/refund.ts';
import { consume, defineConsumer } from '../../lib/platform/consumer.ts';

export const consumer = defineConsumer({
  on: [PaymentRefundDue],
  batchSize: 1,
  // Two days of trouble at Stripe heal by themselves.
  receivesMax: 500,
  concurrencyMax: 5,
  // Twice Stripe's deadline, with what a stored fault costs on top.
  timeoutSeconds: 60,
  grants: {
    tables: { payments: ['get', 'put'], ledger: ['put'], orders: ['put'] },
    secrets: ['stripe'],
  },
  settings: ['STRIPE_URL'],
  impact: 'Money that came for a canceled order is not given back',
  handle: (event, now) =>
    refundStray(event.data.orderId, {
      now,
      by: { kind: 'SYSTEM', id: 'refund-stray', requestId: event.correlationId },
    }),
});

export const handler = consume(consumer);
