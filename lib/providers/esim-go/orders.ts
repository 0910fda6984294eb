/** Orders already placed: the search that reconciles lost answers, and one order until it is whole. */
import { type PlacedOrder, ProviderUnavailable } from '../port.ts';
import {
  ask,
  askForContent,
  isOk,
  isProcessing,
  type Question,
  requireAcceptedKey,
} from './client.ts';
import type { Connection } from './connection.ts';
import { completed } from './install.ts';
import { placedOrder, type ReadOrder, readOrder, readOrders } from './map-order.ts';
import { isReference } from './wire.ts';

const perPage = 50;
const pagesMax = 40;

/**
 * Purchases created in the window, oldest first. Pages are walked until one is empty or repeats:
 * the provider's largest page is not documented, and a purchase that is missed would be made twice.
 * Throws ProviderUnavailable beyond `pagesMax`.
 */
export async function findOrders(
  connection: Connection,
  { from, to }: { from: Date; to: Date },
): Promise<PlacedOrder[]> {
  const found = new Map<string, ReadOrder>();
  for (let page = 1; page <= pagesMax; page++) {
    const context = { currency: connection.currency, createdBy: to.toISOString() };
    const { size, orders } = readOrders(await orderPage(connection, { from, to }, page), context);
    const known = found.size;
    for (const order of orders) found.set(order.reference, order);
    const repeated = orders.length > 0 && found.size === known;
    if (size === 0 || repeated) return purchases([...found.values()], { from, to });
  }
  throw new ProviderUnavailable(`eSIM Go: more than ${pagesMax} pages of orders in the window`);
}

const orderPage = (connection: Connection, { from, to }: { from: Date; to: Date }, page: number) =>
  askForContent(connection, {
    path: '/orders',
    query: [
      ['page', page],
      ['limit', perPage],
      ['includeIccids', 'true'],
      ['createdAt', `gte:${from.toISOString()}`],
      ['createdAt', `lte:${to.toISOString()}`],
    ],
  });

/** Top-ups have no purchase line left; stock was bought by hand and is nobody's order. */
const purchases = (orders: ReadOrder[], { from, to }: { from: Date; to: Date }): PlacedOrder[] =>
  orders
    .filter(({ lines, stock }) => lines.length > 0 && !stock)
    .filter(({ createdAt }) => createdAt >= from.toISOString() && createdAt <= to.toISOString())
    .sort((a, b) => compare(a.createdAt, b.createdAt) || compare(a.reference, b.reference))
    .map(placedOrder);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/**
 * One order with the install data of its eSIMs as far as the provider has it. PENDING also while the
 * provider answers 503 "still processing"; then without lines, and `createdAt` is the time of asking.
 */
export async function order(
  connection: Connection,
  reference: string,
): Promise<PlacedOrder | undefined> {
  if (!isReference(reference)) return undefined;
  const createdBy = new Date().toISOString();
  const question: Question = { path: `/orders/${reference}`, mayBeProcessing: true };
  const answer = await ask(connection, question);
  if (isProcessing(question, answer)) {
    return { reference, createdAt: createdBy, status: 'PENDING', lines: [], total: null };
  }
  if ([400, 403, 404].includes(answer.status)) {
    if (answer.status === 403) await requireAcceptedKey(connection);
    return undefined;
  }
  const read = isOk(answer)
    ? readOrder(answer.json, { currency: connection.currency, createdBy })
    : undefined;
  if (read?.reference !== reference) {
    throw new ProviderUnavailable(`eSIM Go: ${answer.status} without the order asked for`);
  }
  return placedOrder(read.said === 'COMPLETED' ? await completed(connection, read) : read);
}
