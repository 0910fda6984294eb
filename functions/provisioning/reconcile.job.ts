import { timings } from '../../lib/platform/config.ts';
import { defineJob, runJob } from '../../lib/platform/consumer.ts';
import { providerFor } from '../../lib/providers/provider.ts';
import { reconcile } from '../../lib/provisioning/reconcile.ts';

export const job = defineJob({
  schedule: 'rate(1 minute)',
  timeoutSeconds: 300,
  grants: {
    tables: {
      orders: ['get', 'batchGet', 'put', 'query:byDue'],
      esims: ['put'],
      ledger: ['put', 'update'],
    },
    secrets: ['esim-go'],
  },
  settings: ['TIMINGS', 'ESIM_GO_URL', 'ESIM_GO_CURRENCY'],
  impact: 'Orders whose outcome is unknown stay unresolved',
  handle: () =>
    reconcile({
      provider: providerFor('esim-go'),
      timings: timings(),
      clock: () => new Date(),
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    }),
});

export const handler = runJob(job);
