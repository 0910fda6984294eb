import { consume, defineConsumer } from '../../lib/platform/consumer.ts';
import { provisioning } from '../../lib/provisioning/deps.ts';
import { FollowUp } from '../../lib/provisioning/events.ts';
import { follow } from '../../lib/provisioning/follow.ts';

export const consumer = defineConsumer({
  on: [],
  direct: [FollowUp],
  batchSize: 1,
  receivesMax: 5,
  concurrencyMax: 5,
  timeoutSeconds: 60,
  grants: {
    tables: {
      orders: ['get', 'query', 'put'],
      esims: ['put', 'update', 'delete'],
      ledger: ['put', 'update'],
      providers: ['update'],
    },
    secrets: ['esim-go'],
    queues: ['provisioning/follow'],
  },
  settings: ['TIMINGS', 'ESIM_GO_URL', 'ESIM_GO_CURRENCY'],
  impact: 'Orders that the provider delivers later are completed by the minute, not by the second',
  handle: (event) => follow(event.data, provisioning()),
});

export const handler = consume(consumer);
