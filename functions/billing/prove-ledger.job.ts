import { proveLedger } from '../../lib/ledger/prove.ts';
import { defineJob, runJob } from '../../lib/platform/consumer.ts';
import { count, log } from '../../lib/platform/observability.ts';

export const job = defineJob({
  schedule: 'rate(1 hour)',
  timeoutSeconds: 900,
  memoryMb: 1024,
  grants: { tables: { ledger: ['scan', 'query'] } },
  impact: 'A wrong balance would go unnoticed',
  handle: async () => {
    const report = await proveLedger();
    count('LedgerFindings', report.findings.length + (report.sum === 0 ? 0 : 1));
    for (const finding of report.findings) log('error', 'ledger finding', { finding });
    return report;
  },
});

export const handler = runJob(job);
