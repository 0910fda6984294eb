/** What a function finds around it when it runs in the bench's own process. */
import { stageConfig } from '../../infra/stages.ts';
import { logger, metrics } from '../../lib/platform/observability.ts';

/** Nobody reads logs and metrics here. */
export function quiet(): void {
  logger.setLogLevel('SILENT');
  metrics.publishStoredMetrics = () => {
    metrics.clearMetrics();
    return metrics;
  };
}

/** Production's settings, as far as they do not depend on where things run. */
export function applySettings(): void {
  const { stage, timings, keyMode, providerCurrency } = stageConfig(() => 'prod');
  Object.assign(process.env, {
    STAGE: stage,
    KEY_MODE: keyMode,
    // One order after the other, without the provider's pace: what is measured is one order.
    TIMINGS: JSON.stringify({ ...timings, orderGapSeconds: 0 }),
    ESIM_GO_CURRENCY: providerCurrency,
  });
}
