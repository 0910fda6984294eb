import { applyStripeEvent } from '../../lib/orders/pay.ts';
import { StripeEventReceived } from '../../lib/payments/events.ts';
import { timings } from '../../lib/platform/config.ts';
import { consume, defineConsumer } from '../../lib/platform/consumer.ts';

export const consumer = defineConsumer({
  on: [StripeEventReceived],
  batchSize: 5,
  // Most of a day of trouble at Stripe heals by itself.
  receivesMax: 400,
  timeoutSeconds: 30,
  grants: {
    tables: {
      payments: ['get', 'put', 'update'],
      orders: ['get', 'put', 'update'],
      ledger: ['put'],
    },
    secrets: ['stripe'],
  },
  settings: ['TIMINGS', 'STRIPE_URL'],
  impact: 'Paid card orders are not delivered; the queue keeps the events',
  handle: (event, now) => applyStripeEvent(event.data.eventId, { now, timings: timings() }),
});

export const handler = consume(consumer);
