/**
 * Table `orders`.
 *
 * | Access pattern | Key |
 * | --- | --- |
 * | one order | pk ORDER#<id>, sk ORDER |
 * | an attempt at the provider, with its orders | pk ATTEMPT#<id>, sk ATTEMPT |
 * | whose is this line of a provider order | pk CLAIM#<provider>#<reference>, sk LINE#<n> |
 * | whose is this eSIM (read from several lines) | pk ICCID#<provider>#<iccid>, sk ICCID |
 * | an owner's orders, newest first | index byOwner: ownerKey, pk (a ULID inside: sorted by time) |
 * | paid orders that wait for the provider, oldest first | index byDue: dueKey WAIT#<shard>, dueAt |
 * | orders that somebody must look at | index byDue: dueKey DUE#<shard>, dueAt (sparse) |
 * | unpaid orders whose time is up | index byDue: dueKey UNPAID#<shard>, dueAt (sparse) |
 *
 * Both indexes are KEYS_ONLY: a change of state costs no index write, pages are filled by BatchGet.
 */
import type { Item } from '../platform/dynamodb.ts';
import { create, type Write } from '../platform/writes.ts';
import { isUnpaid, type Order, type OrderStatus } from './order.ts';

export const orderKey = (id: string) => ({ pk: `ORDER#${id}`, sk: 'ORDER' });
export const orderIdOf = (key: { pk: string }): string => key.pk.slice('ORDER#'.length);

export const dueShards = 4;
const shardsOf = (prefix: string) =>
  Array.from({ length: dueShards }, (_, shard) => `${prefix}#${shard}`);
export const dueKeys = shardsOf('DUE');
/** PAID or PROVISIONING: one that is provisioned at once keeps its key, which saves index writes. */
export const waitKeys = shardsOf('WAIT');
/** Apart, so that a mass of unpaid orders never stands before the paid ones. */
export const unpaidDueKeys = shardsOf('UNPAID');

/** Shard by the id's last character, so that one partition never takes all open orders. */
const dueKeyOf = ({ id, status }: Order) =>
  `${dueList(status)}#${id.charCodeAt(id.length - 1) % dueShards}`;

function dueList(status: OrderStatus): 'UNPAID' | 'WAIT' | 'DUE' {
  if (isUnpaid(status)) return 'UNPAID';
  return status === 'PAID' || status === 'PROVISIONING' ? 'WAIT' : 'DUE';
}

export function orderItem(order: Order): Item {
  return {
    ...orderKey(order.id),
    ...order,
    // Sparse index: only an order that somebody must look at has a due key.
    ...(order.dueAt === undefined ? {} : { dueKey: dueKeyOf(order) }),
  };
}

export function toOrder(item: Item): Order {
  const { pk: _pk, sk: _sk, dueKey: _dueKey, ...order } = item;
  return order as unknown as Order;
}

export const newOrder = (order: Order): Write => create('orders', orderItem(order));

/** Replaces the order that `before` describes; refused when anyone moved it meanwhile. */
export const changedOrder = (before: Order, after: Order): Write => ({
  put: 'orders',
  item: orderItem(after),
  condition: 'version = :before',
  values: { ':before': before.version },
});
