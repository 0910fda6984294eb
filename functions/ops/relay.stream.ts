/**
 * From committed changes to events: reads the tables' streams and puts on the bus what each change
 * tells. A throw repeats the batch, which is harmless: event ids are made from the changed item and
 * its version. Only a bus that takes nothing throws; a record that cannot be read is counted and
 * left, because it would block its shard: the state it tells of stands in the table.
 */
import type { DynamoDBRecord } from 'aws-lambda';
import { catalogueEvents } from '../../lib/catalogue/events.ts';
import { noticeEvents } from '../../lib/esims/events.ts';
import { orderEvents } from '../../lib/orders/events.ts';
import { toOrder } from '../../lib/orders/items.ts';
import { paymentEvents } from '../../lib/payments/events.ts';
import { publish } from '../../lib/platform/bus.ts';
import { defineStream, relayStream } from '../../lib/platform/consumer.ts';
import type { DomainEvent } from '../../lib/platform/events.ts';
import { count, log } from '../../lib/platform/observability.ts';
import { changeOf } from '../../lib/platform/stream.ts';

export const stream = defineStream({
  tables: ['orders', 'payments', 'catalogue'],
  sortKeys: ['ORDER', 'PAYMENT', 'INBOX', 'BUNDLE'],
  timeoutSeconds: 30,
  grants: { events: true },
  impact: 'Nothing follows a committed change: paid orders wait, webhooks and mails are late',
  handle: (records) => publish(records.flatMap(readable)),
});

export const handler = relayStream(stream);

function readable(record: DynamoDBRecord): DomainEvent[] {
  try {
    return eventsOf(record);
  } catch (error) {
    count('RelayPoison');
    log('error', 'stream record unreadable', { error, item: record.dynamodb?.Keys?.pk?.S });
    return [];
  }
}

/** Which domain an item belongs to stands in its sort key. */
export function eventsOf(record: DynamoDBRecord): DomainEvent[] {
  const { sk, before, after } = changeOf(record);
  switch (sk) {
    case 'ORDER':
      return orderEvents(before && toOrder(before), after && toOrder(after));
    case 'BUNDLE':
      return catalogueEvents(before as never, after as never);
    case 'PAYMENT':
      return paymentEvents(before as never, after as never);
    case 'INBOX':
      return [
        ...paymentEvents(before as never, after as never),
        ...noticeEvents(before as never, after as never),
      ];
    default:
      return [];
  }
}
