import { defineJob, runJob } from '../../lib/platform/consumer.ts';
import { gauge } from '../../lib/platform/observability.ts';
import { provisioning } from '../../lib/provisioning/deps.ts';
import { reconcile, reconcileOne } from '../../lib/provisioning/reconcile.ts';

export const job = defineJob({
  schedule: 'rate(1 minute)',
  timeoutSeconds: 300,
  grants: {
    tables: {
      orders: ['get', 'batchGet', 'query', 'put', 'update', 'query:byDue'],
      esims: ['get', 'put', 'update', 'delete', 'query:byIccid'],
      ledger: ['put', 'update'],
      providers: ['get', 'update'],
    },
    secrets: ['esim-go'],
    queues: ['provisioning/provision'],
  },
  settings: ['TIMINGS', 'ESIM_GO_URL', 'ESIM_GO_CURRENCY'],
  impact: 'Orders whose outcome is unknown stay unresolved',
  /** An operator names one order: `{"orderId": "ord_…", "by": "…"}`. */
  handle: async (_now, event) => {
    const deps = provisioning();
    if ('orderId' in event && typeof event.orderId === 'string')
      return await reconcileOne(event.orderId, 'by' in event ? String(event.by) : 'unknown', deps);
    const report = await reconcile(deps);
    const { circuit } = await deps.gate.state();
    gauge('ProviderCircuit', { CLOSED: 0, HALF_OPEN: 1, OPEN: 2 }[circuit]);
    return { ...report, circuit };
  },
});

export const handler = runJob(job);
