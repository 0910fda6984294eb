import { optionalSetting } from '../../lib/platform/config.ts';
import { defineJob, runJob } from '../../lib/platform/consumer.ts';
import { retryDue } from '../../lib/webhooks/retry.ts';

export const job = defineJob({
  schedule: 'rate(1 minute)',
  timeoutSeconds: 60,
  grants: {
    tables: {
      vendors: ['get', 'update'],
      orders: ['get'],
      esims: ['batchGet'],
      deliveries: ['query:byDue', 'batchGet', 'put'],
    },
  },
  settings: ['WEBHOOK_ALLOW_PRIVATE'],
  impact: 'Webhooks that failed once are not tried again',
  handle: () =>
    retryDue({
      allowPrivate: optionalSetting('WEBHOOK_ALLOW_PRIVATE') === 'true',
      clock: () => new Date(),
      random: Math.random,
    }),
});

export const handler = runJob(job);
