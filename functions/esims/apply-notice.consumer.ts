import { ProviderNoticeReceived } from '../../lib/esims/events.ts';
import { consume, defineConsumer } from '../../lib/platform/consumer.ts';
import { providerFor } from '../../lib/providers/provider.ts';
import { applyNotice } from '../../lib/webhooks/apply-notice.ts';

export const consumer = defineConsumer({
  on: [ProviderNoticeReceived],
  batchSize: 10,
  receivesMax: 5,
  timeoutSeconds: 30,
  grants: {
    tables: { payments: ['get', 'update'], esims: ['query:byIccid', 'get', 'put'] },
  },
  settings: ['ESIM_GO_CURRENCY'],
  impact: 'eSIMs show old states and usage; the inbox keeps the notices',
  handle: (event) =>
    applyNotice(event.data.eventId, {
      provider: providerFor('esim-go'),
      clock: () => new Date(),
    }),
});

export const handler = consume(consumer);
