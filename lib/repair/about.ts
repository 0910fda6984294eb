/** How that stands which a dead letter is about: mostly the reason why it failed is to be seen there. */
import { readOrder } from '../orders/read.ts';
import { readInbox } from '../payments/items.ts';
import { mask } from '../platform/observability.ts';
import { claimsOfReference } from './claims.ts';
import type { About } from './letter.ts';
import { stateOf } from './order-entries.ts';

export interface Standing {
  name: string;
  state: string;
}

export async function standingOf({ orderIds, inbox, reference }: About): Promise<Standing[]> {
  const standings = [
    ...(await Promise.all(orderIds.map(orderStanding))),
    ...(inbox ? [await inboxStanding(inbox)] : []),
    ...(reference === undefined ? [] : await claimStandings(reference)),
  ];
  return standings.map((standing) => mask(standing) as Standing);
}

async function orderStanding(orderId: string): Promise<Standing> {
  const order = await readOrder(orderId, { consistent: true });
  if (!order) return { name: orderId, state: 'no such order' };
  return { name: orderId, state: `${stateOf(order)}, since ${order.updatedAt}` };
}

async function inboxStanding({ source, eventId }: NonNullable<About['inbox']>): Promise<Standing> {
  const message = await readInbox(source, eventId);
  const name = `inbox ${source} ${eventId}`;
  if (!message) return { name, state: 'not in the inbox' };
  const { type, status, reason, attempts, receivedAt } = message;
  const why = reason === undefined ? '' : ` (${reason})`;
  return {
    name,
    state: `${type} ${status}${why}, failed tries: ${attempts}, received ${receivedAt}`,
  };
}

async function claimStandings(reference: string): Promise<Standing[]> {
  const claims = await claimsOfReference(reference);
  if (claims.length === 0) return [{ name: reference, state: 'no line is claimed' }];
  return claims.map(({ line, orderId, claimedAt }) => ({
    name: `${reference} line ${line}`,
    state: `claimed by ${orderId}, ${claimedAt}`,
  }));
}
