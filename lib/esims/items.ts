/**
 * Table `esims`.
 *
 * | Access pattern | Key |
 * | --- | --- |
 * | one eSIM | pk ESIM#<id>, sk ESIM |
 * | an owner's eSIMs, newest first | index byOwner: ownerKey, pk (a ULID inside) |
 * | an eSIM by ICCID (provider callbacks) | index byIccid: iccid |
 *
 * The eSIMs of one order have ids derived from the order's (same ULID, last character counts), so
 * an order's eSIMs are one BatchGet away without an index.
 */
import type { Item } from '../platform/dynamodb.ts';
import { create, type Write } from '../platform/writes.ts';
import type { Esim } from './esim.ts';

export const esimKey = (id: string) => ({ pk: `ESIM#${id}`, sk: 'ESIM' });

export const toEsim = ({ pk: _pk, sk: _sk, ...esim }: Item) => esim as unknown as Esim;
export const newEsim = (esim: Esim): Write => create('esims', { ...esimKey(esim.id), ...esim });

export const changedEsim = (before: Esim, after: Esim): Write => ({
  put: 'esims',
  item: { ...esimKey(after.id), ...after },
  condition: 'version = :before',
  values: { ':before': before.version },
});

/** Id of an order's n-th eSIM (0..9). */
export const esimIdFor = (orderId: string, index: number): string =>
  `esm_${orderId.slice('ord_'.length, -1)}${index}`;

export const esimIdsOf = (order: { id: string; quantity: number }): string[] =>
  Array.from({ length: order.quantity }, (_, index) => esimIdFor(order.id, index));
