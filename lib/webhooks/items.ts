/**
 * Table `deliveries`, outgoing webhooks (mails: lib/notifications/items.ts).
 *
 * | Access pattern | Key |
 * | --- | --- |
 * | one event to one endpoint | pk VENDOR#<vendorId>, sk DELIVERY#<eventId>#<endpointId> |
 * | a vendor's deliveries, newest event first | the same partition (event ids hold a ULID) |
 * | deliveries to try again | index byDue: dueKey DUE#<shard>, dueAt (sparse) |
 *
 * A first attempt that succeeds is one put of one write unit: no index entry, under 1 KB.
 */
import type { Item, Key } from '../platform/dynamodb.ts';
import { putIf, putNew } from '../platform/put.ts';
import type { Delivery } from './delivery.ts';

export const deliveriesOf = (vendorId: string) => `VENDOR#${vendorId}`;
export const deliveryPrefix = 'DELIVERY#';
export const deliveryKey = (id: Pick<Delivery, 'vendorId' | 'eventId' | 'endpointId'>): Key => ({
  pk: deliveriesOf(id.vendorId),
  sk: `${deliveryPrefix}${id.eventId}#${id.endpointId}`,
});

/** The index has keys only; whose delivery it is stands in them. */
export const endpointIdOf = (key: Key): string => key.sk.slice(key.sk.lastIndexOf('#') + 1);
export const vendorIdOf = (key: Key): string => key.pk.slice('VENDOR#'.length);

const dueShards = 4;
export const dueKeys = Array.from({ length: dueShards }, (_, shard) => `DUE#${shard}`);
const dueKeyOf = (orderId: string) => `DUE#${orderId.charCodeAt(orderId.length - 1) % dueShards}`;

export function deliveryItem(delivery: Delivery): Item {
  return {
    ...deliveryKey(delivery),
    ...delivery,
    ...(delivery.dueAt === undefined ? {} : { dueKey: dueKeyOf(delivery.orderId) }),
  };
}

export function toDelivery(item: Item): Delivery {
  const { pk: _pk, sk: _sk, dueKey: _dueKey, ...delivery } = item;
  return delivery as unknown as Delivery;
}

/** False when another worker recorded this event for this endpoint meanwhile. */
export const putFirst = (delivery: Delivery): Promise<boolean> =>
  putNew('deliveries', deliveryItem(delivery));

/** False when the delivery is no longer as `before` says: another worker has it. */
export const putNext = (before: Delivery, after: Delivery): Promise<boolean> =>
  putIf('deliveries', deliveryItem(after), {
    condition: '#status = :retrying AND dueAt = :dueAt',
    names: { '#status': 'status' },
    values: { ':retrying': 'RETRYING', ':dueAt': before.dueAt },
  });
