import { reconcileEvents } from '../../lib/payments/reconcile.ts';
import { defineJob, runJob } from '../../lib/platform/consumer.ts';

export const job = defineJob({
  schedule: 'rate(5 minutes)',
  timeoutSeconds: 300,
  grants: {
    tables: { payments: ['get', 'batchGet', 'put', 'update'], orders: ['put'] },
    secrets: ['stripe'],
  },
  settings: ['STRIPE_URL'],
  impact: 'Payments and failed refunds whose event got lost are not noticed',
  handle: () => reconcileEvents({ clock: () => new Date(), runSeconds: 200 }),
});

export const handler = runJob(job);
