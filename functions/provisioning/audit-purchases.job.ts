import { defineJob, runJob } from '../../lib/platform/consumer.ts';
import { auditPurchases } from '../../lib/provisioning/audit.ts';
import { provisioning } from '../../lib/provisioning/deps.ts';

export const job = defineJob({
  schedule: 'rate(1 hour)',
  timeoutSeconds: 300,
  grants: {
    tables: { orders: ['batchGet', 'put', 'update'], providers: ['get', 'put', 'update'] },
    secrets: ['esim-go'],
  },
  settings: ['TIMINGS', 'ESIM_GO_URL', 'ESIM_GO_CURRENCY'],
  impact: 'A purchase that no order waits for is not noticed',
  handle: () => auditPurchases(provisioning()),
});

export const handler = runJob(job);
