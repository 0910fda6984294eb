import { randomUUID } from 'node:crypto';
import { type SyncOutcome, syncCatalogue } from '../../lib/catalogue/sync.ts';
import { defineJob, runJob } from '../../lib/platform/consumer.ts';
import { count, milliseconds } from '../../lib/platform/observability.ts';
import { pricer } from '../../lib/pricing/price.ts';
import { pricingRules } from '../../lib/pricing/store.ts';
import { providerFor } from '../../lib/providers/provider.ts';

export const job = defineJob({
  schedule: 'rate(15 minutes)',
  grants: {
    tables: {
      catalogue: ['get', 'batchGet', 'batchPut', 'put', 'update', 'delete'],
      providers: ['update'],
    },
    secrets: ['esim-go'],
  },
  settings: ['ESIM_GO_URL', 'ESIM_GO_CURRENCY'],
  memoryMb: 1024,
  timeoutSeconds: 300,
  impact: 'Bundles and prices are no longer brought up to date; the last catalogue is sold',
  async handle(now, event) {
    const runId = randomUUID();
    const price = pricer(await pricingRules());
    const provider = providerFor('esim-go', `sync_${runId}`);
    const acceptMissing = 'acceptMissing' in event && event.acceptMissing === true;
    const outcome = await syncCatalogue({ provider, price, now, runId, acceptMissing });
    measure(outcome);
    return outcome;
  },
});

export const handler = runJob(job);

function measure(outcome: SyncOutcome): void {
  // Zero as well: an alarm on a metric without data points says nothing.
  count('CatalogueSyncDone', outcome.outcome === 'DONE' ? 1 : 0);
  count('CatalogueSyncAborted', outcome.outcome === 'DONE' || outcome.outcome === 'BUSY' ? 0 : 1);
  if (outcome.outcome !== 'DONE') return;
  count('CatalogueBundlesSellable', outcome.sellable);
  count('CatalogueBundlesSkipped', outcome.skipped);
  count('CataloguePricesChanged', outcome.priceChanged);
  count('CatalogueBundlesRetired', outcome.retired);
  milliseconds('CatalogueSyncDuration', outcome.durationMs);
}
