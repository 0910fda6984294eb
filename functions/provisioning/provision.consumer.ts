import { OrderPaid, OrderProvisionDue } from '../../lib/orders/events.ts';
import { timings } from '../../lib/platform/config.ts';
import { consume, defineConsumer } from '../../lib/platform/consumer.ts';
import { providerFor } from '../../lib/providers/provider.ts';
import { provision } from '../../lib/provisioning/provision.ts';

export const consumer = defineConsumer({
  on: [OrderPaid, OrderProvisionDue],
  batchSize: 1,
  receivesMax: 5,
  // The provider takes ten requests a second from all of us together.
  concurrencyMax: 5,
  timeoutSeconds: 60,
  grants: {
    tables: {
      orders: ['get', 'put'],
      esims: ['put'],
      ledger: ['put', 'update'],
    },
    secrets: ['esim-go'],
  },
  settings: ['TIMINGS', 'ESIM_GO_URL', 'ESIM_GO_CURRENCY'],
  impact: 'Paid orders wait; the reconciler takes them up again when this works',
  handle: (event) =>
    provision(event.data.orderId, {
      provider: providerFor('esim-go', event.correlationId),
      timings: timings(),
      clock: () => new Date(),
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    }),
});

export const handler = consume(consumer);
