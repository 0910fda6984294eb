/** What an order itself, its attempts, claims and eSIMs tell. Pure. */
import type { Esim } from '../esims/esim.ts';
import type { Order } from '../orders/order.ts';
import type { Attempt, Claim } from '../provisioning/items.ts';
import type { CastEvent } from './cast.ts';
import { byWhom, type Entry, money } from './entry.ts';

export function orderEntries(order: Order): Entry[] {
  const { quantity, bundleCode, total, currency, createdAt, paidAt, updatedAt } = order;
  const price = money(total, currency);
  const isCard = order.channel === 'CARD';
  const terms = isCard ? `${price}, to be paid by card` : `${price} held`;
  return [
    {
      ...{ at: createdAt, part: 'order' as const },
      what: `accepted: ${quantity} x ${bundleCode}${order.topUp ? ` for ${order.topUp.esimId}` : ''}, ${terms}`,
    },
    ...(isCard && paidAt ? [{ at: paidAt, part: 'order' as const, what: 'paid' }] : []),
    { at: updatedAt, part: 'order' as const, what: `${stateOf(order)}, by ${byWhom(order.by)}` },
  ];
}

/** How an order stands, in words. */
export function stateOf(order: Order): string {
  const { status, version, attempt, attemptState, resends, apart, failure, cancelReason } = order;
  const isWaiting = status === 'PROVISIONING' || status === 'PENDING_SYNC';
  const said = [
    isWaiting && attemptState ? `attempt ${attempt} ${attemptState}` : undefined,
    resends > 0 ? `sent again ${times(resends)}` : undefined,
    isWaiting && apart ? 'sent alone' : undefined,
    failure,
    cancelReason,
  ].filter((word) => word !== undefined);
  return `${status}${said.length > 0 ? ` (${said.join(', ')})` : ''}, version ${version}`;
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

export const eventEntries = (events: readonly CastEvent[]): Entry[] =>
  events.map(({ id, type, at, atLatest }) => ({
    ...{ at, part: 'event' as const, what: `${type}${id ? ` ${id}` : ''}`, derived: true as const },
    ...(atLatest ? { atLatest } : {}),
  }));

export function attemptEntries(order: Order, attempts: readonly Attempt[]): Entry[] {
  const known = order.attemptIds ?? [];
  const first = order.attempt - known.length + 1;
  return attempts.map((attempt) => {
    const { id, provider, startedAt, lines } = attempt;
    const own = lines.findIndex(({ orderId }) => orderId === order.id);
    const place = lines.length > 1 ? `, line ${own} of ${lines.length}` : '';
    return {
      ...{ at: startedAt, part: 'attempt' as const },
      what: `attempt ${first + known.indexOf(id)} at ${provider}: ${id}${place}`,
      ...(lines.length > 1 ? { more: lines.map(riderOf(order.id)) } : {}),
    };
  });
}

const riderOf =
  (own: string) =>
  ({ orderId, bundleCode, quantity }: Attempt['lines'][number], line: number): string =>
    `line ${line}: ${orderId}  ${quantity} x ${bundleCode}${orderId === own ? '  (this order)' : ''}`;

export const claimEntries = (order: Order, claims: readonly Claim[]): Entry[] =>
  claims.map(({ provider, reference, line, orderId, claimedAt }) => ({
    ...{ at: claimedAt, part: 'claim' as const },
    what: `line ${line} of ${provider} order ${reference}: ${orderId === order.id ? 'this order' : orderId}`,
  }));

export const esimEntries = (order: Order, esims: readonly Esim[]): Entry[] =>
  esims.flatMap((esim) => {
    const { id, iccid, status, version, createdAt, updatedAt } = esim;
    const isOwn = esim.orderId === order.id;
    const added = (esim.topUps ?? []).filter((topUp) => isOwn || topUp.orderId === order.id);
    return [
      ...(isOwn ? [entry(createdAt, `${id} stored, ICCID ${lastFour(iccid)}`)] : []),
      ...added.map(({ orderId, bundleCode, addedAt }) =>
        entry(addedAt, `${bundleCode} added to ${id} by ${orderId}`),
      ),
      ...(version > 1 ? [entry(updatedAt, `${id} ${status}, version ${version}`)] : []),
    ];
  });

const entry = (at: string, what: string): Entry => ({ at, part: 'esim', what });

/** Enough to tell one eSIM from another, too little to use it. */
export const lastFour = (iccid: string): string => `…${iccid.slice(-4)}`;
