/** Reading eSIMs: whose it is gets compared before anything is returned. */
import { type Actor, customerOwner, vendorOwner } from '../platform/actor.ts';
import { batchGet, get, type Key, query } from '../platform/dynamodb.ts';
import { ProblemError } from '../platform/errors.ts';
import { decodeCursor, encodeCursor } from '../platform/list.ts';
import type { Esim } from './esim.ts';
import { esimKey, toEsim } from './items.ts';

/** The partition that lists a caller's eSIMs; a link's bearer has none. */
export function ownerKeyOf(actor: Actor): string {
  if (actor.kind === 'VENDOR_KEY') return vendorOwner(actor.vendorId);
  if (actor.kind === 'CUSTOMER') return customerOwner(actor.customerId);
  throw new ProblemError('FORBIDDEN');
}

export async function readEsim(id: string): Promise<Esim | undefined> {
  // Whoever was just told that an order is complete must find its eSIMs.
  const item = await get('esims', esimKey(id), { consistent: true });
  return item && toEsim(item);
}

/** The eSIM when this caller may see it; another's is simply not found. */
export async function visibleEsim(actor: Actor, id: string): Promise<Esim> {
  const esim = await readEsim(id);
  if (!esim || !isVisible(actor, esim)) throw new ProblemError('ESIM_NOT_FOUND');
  return esim;
}

function isVisible(actor: Actor, esim: Esim): boolean {
  if (actor.kind === 'LINK') return esim.orderId === actor.orderId;
  return esim.ownerKey === ownerKeyOf(actor);
}

/** Newest first. */
export async function listEsims(
  ownerKey: string,
  options: { limit: number; cursor?: string | undefined },
): Promise<{ esims: Esim[]; nextCursor: string | null }> {
  const scope = `esims ${ownerKey}`;
  const page = await query<Key, 'esims'>({
    table: 'esims',
    index: 'byOwner',
    partition: ['ownerKey', ownerKey],
    newestFirst: true,
    limit: options.limit,
    startAfter: decodeCursor(scope, options.cursor),
  });
  const keys = page.items.map(({ pk, sk }) => ({ pk, sk }));
  const found = keys.length === 0 ? [] : (await batchGet('esims', keys)).map(toEsim);
  return {
    esims: found.sort((a, b) => (a.id < b.id ? 1 : -1)),
    nextCursor: encodeCursor(scope, page.last),
  };
}

/** By the number printed on it, as callbacks name it; the newest when there are several. */
export async function esimByIccid(iccid: string): Promise<Esim | undefined> {
  const page = await query<Key, 'esims'>({
    table: 'esims',
    index: 'byIccid',
    partition: ['iccid', iccid],
    newestFirst: true,
    limit: 1,
  });
  const [key] = page.items;
  const item = key && (await get('esims', { pk: key.pk, sk: key.sk }, { consistent: true }));
  return item && toEsim(item);
}
