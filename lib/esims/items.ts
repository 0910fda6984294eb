/**
 * Table `esims`.
 *
 * | Access pattern | Key |
 * | --- | --- |
 * | one eSIM | pk ESIM#<id>, sk ESIM |
 * | the order that tops it up now | pk ESIM#<id>, sk TOP_UP |
 * | an owner's eSIMs, newest first | index byOwner: ownerKey, pk (a ULID inside) |
 * | an eSIM by ICCID (provider callbacks) | index byIccid: iccid |
 *
 * The eSIMs of one order have ids derived from the order's (same ULID, last character counts), so
 * an order's eSIMs are one BatchGet away without an index.
 */
import type { Item } from '../platform/dynamodb.ts';
import { create, type Write } from '../platform/writes.ts';
import type { Esim, EsimTopUp } from './esim.ts';

export const esimKey = (id: string) => ({ pk: `ESIM#${id}`, sk: 'ESIM' });

export const toEsim = ({ pk: _pk, sk: _sk, ...esim }: Item) => esim as unknown as Esim;
export const newEsim = (esim: Esim): Write => create('esims', { ...esimKey(esim.id), ...esim });

export const changedEsim = (before: Esim, after: Esim): Write => ({
  put: 'esims',
  item: { ...esimKey(after.id), ...after },
  condition: 'version = :before',
  values: { ':before': before.version },
});

/** Refuses what stands beside it when the eSIM has changed since it was read. */
export const sameEsim = ({ id, version }: Esim): Write => ({
  check: 'esims',
  key: esimKey(id),
  condition: 'version = :before',
  values: { ':before': version },
});

/** Id of an order's n-th eSIM (0..9). */
export const esimIdFor = (orderId: string, index: number): string =>
  `esm_${orderId.slice('ord_'.length, -1)}${index}`;

/** The eSIMs that an order brings, or the one that it tops up. */
export const esimIdsOf = (order: {
  id: string;
  quantity: number;
  topUp?: { esimId: string };
}): string[] =>
  order.topUp
    ? [order.topUp.esimId]
    : Array.from({ length: order.quantity }, (_, index) => esimIdFor(order.id, index));

const lockKey = (esimId: string) => ({ pk: `ESIM#${esimId}`, sk: 'TOP_UP' });

/**
 * One top-up of an eSIM at a time, else nobody could tell whose a new assignment is. An item of its
 * own: news of the provider about the eSIM replace the eSIM's item and would take the lock away.
 */
export const topUpLock = (esimId: string, orderId: string): Write => ({
  put: 'esims',
  item: { ...lockKey(esimId), orderId },
  condition: 'attribute_not_exists(pk) OR orderId = :order',
  values: { ':order': orderId },
});

export const topUpUnlock = (esimId: string, orderId: string): Write => ({
  remove: 'esims',
  key: lockKey(esimId),
  condition: 'attribute_not_exists(pk) OR orderId = :order',
  values: { ':order': orderId },
});

/** Adds to whatever the eSIM is now; the version makes news that were read before look again. */
export const toppedUp = (esimId: string, topUp: EsimTopUp): Write => ({
  update: 'esims',
  key: esimKey(esimId),
  set: 'SET topUps = list_append(if_not_exists(topUps, :none), :one), version = version + :next, updatedAt = :now',
  condition: 'attribute_exists(pk)',
  values: { ':none': [], ':one': [topUp], ':next': 1, ':now': topUp.addedAt },
});
