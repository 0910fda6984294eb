import { OrderPaid } from '../../lib/orders/events.ts';
import { consume, defineConsumer } from '../../lib/platform/consumer.ts';
import { provisioning } from '../../lib/provisioning/deps.ts';
import { drain } from '../../lib/provisioning/drain.ts';
import { WakeUp } from '../../lib/provisioning/events.ts';

export const consumer = defineConsumer({
  on: [OrderPaid],
  direct: [WakeUp],
  batchSize: 10,
  receivesMax: 5,
  // One provider order in three seconds, each at most 25 seconds long: so many can be under way.
  concurrencyMax: 10,
  timeoutSeconds: 60,
  grants: {
    tables: {
      orders: ['get', 'batchGet', 'query', 'put', 'query:byDue'],
      esims: ['get', 'check', 'put', 'update', 'delete'],
      ledger: ['put', 'update'],
      providers: ['update'],
    },
    secrets: ['esim-go'],
    queues: ['provisioning/provision', 'provisioning/follow'],
  },
  settings: ['TIMINGS', 'ESIM_GO_URL', 'ESIM_GO_CURRENCY'],
  impact: 'Paid orders wait; the reconciler wakes them again when this works',
  handleAll: (events) =>
    drain(
      events.flatMap(({ data }) => ('orderId' in data ? [data.orderId] : [])),
      provisioning(),
    ),
});

export const handler = consume(consumer);
