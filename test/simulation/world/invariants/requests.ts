/** The same Idempotency-Key has one effect, and everybody who used it heard of that one. */
import {
  amount,
  type Evidence,
  grouped,
  ordersOf,
  type Purchase,
  type Row,
  sum,
  text,
  type Violation,
  violation,
} from './evidence.ts';

const broken = violation('requests');

/** Holds at every moment. */
export function requestViolations({ books, purchases }: Evidence): Violation[] {
  const byMark = grouped(ordersOf(books), (order) =>
    text(order, order.channel === 'VENDOR' ? 'customerReference' : 'email'),
  );
  const known = new Set(purchases.map(({ mark }) => mark));
  return [
    ...purchases.flatMap((purchase) => oneEffect(purchase, byMark.get(purchase.mark) ?? [])),
    ...[...byMark]
      .filter(([mark]) => !known.has(mark))
      .map(([mark]) => broken(mark, 'is an order that nobody asked for')),
    ...wrongCounters(books),
  ];
}

function oneEffect(purchase: Purchase, orders: readonly Row[]): Violation[] {
  const { key, answers, otherBody, otherQuantity, bundleCode, quantity } = purchase;
  const isAsked = (order: Row, wanted: number | undefined) =>
    order.bundleCode === bundleCode && order.quantity === wanted;
  // The other body came first; then nobody may have been told that the first one is accepted.
  const isOther = (order: Row) =>
    isAsked(order, otherQuantity) && !answers.some(({ status }) => status === 201);
  const found: Violation[] = [];
  const [order, ...more] = orders;
  if (more.length > 0) found.push(broken(key, `made ${orders.length} orders`));
  const named = new Set(
    answers.filter(({ status }) => status === 201).map(({ orderId }) => orderId),
  );
  if (named.size > 1) found.push(broken(key, `was answered with ${[...named].join(' and ')}`));
  for (const id of named)
    if (id !== order?.id) found.push(broken(key, `was answered with ${id}, made ${order?.id}`));
  for (const { status, orderId } of otherBody)
    if (status === 201 && (orderId !== order?.id || answers.some((each) => each.status === 201)))
      found.push(broken(key, `took two different requests, as ${orderId} and ${order?.id}`));
  if (order && !isAsked(order, quantity) && !isOther(order))
    found.push(broken(key, `asked for ${quantity} x ${bundleCode}, made another order`));
  if (order && amount(order, 'total') !== amount(order, 'unitPrice') * amount(order, 'quantity'))
    found.push(broken(key, 'made an order whose total is not its price times its quantity'));
  return found;
}

/** The counters behind a vendor's limits count every accepted order once. */
function wrongCounters(books: Evidence['books']): Violation[] {
  const months = grouped(
    ordersOf(books).filter(({ channel }) => channel === 'VENDOR'),
    (order) => `VENDOR#${order.vendorId} COUNT#${text(order, 'createdAt').slice(0, 7)}`,
  );
  const counters = books.vendors.filter(({ sk }) => sk.startsWith('COUNT#'));
  const counted = new Map(counters.map((counter) => [`${counter.pk} ${counter.sk}`, counter]));
  return [...new Set([...months.keys(), ...counted.keys()])].flatMap((key) => {
    const orders = months.get(key) ?? [];
    const counter = counted.get(key) ?? { pk: '', sk: '' };
    const spend = sum(orders.map((order) => amount(order, 'total')));
    if (amount(counter, 'o') === orders.length && amount(counter, 's') === spend) return [];
    return [
      broken(
        key,
        `counts ${counter.o ?? 0} orders of ${counter.s ?? 0}, there are ${orders.length} of ${spend}`,
      ),
    ];
  });
}
