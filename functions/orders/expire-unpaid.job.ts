import { expireUnpaid } from '../../lib/orders/expire.ts';
import { timings } from '../../lib/platform/config.ts';
import { defineJob, runJob } from '../../lib/platform/consumer.ts';

export const job = defineJob({
  schedule: 'rate(1 minute)',
  timeoutSeconds: 300,
  grants: {
    tables: {
      orders: ['get', 'put', 'query:byDue'],
      payments: ['get', 'put'],
      ledger: ['put'],
    },
    secrets: ['stripe'],
  },
  settings: ['TIMINGS', 'STRIPE_URL'],
  impact: 'Unpaid orders stay open, and payments whose event got lost are not noticed',
  handle: () => expireUnpaid({ clock: () => new Date(), timings: timings() }),
});

export const handler = runJob(job);
