/** Cards: what Stripe kept of a buyer's money is the price of what the buyer got, and the books say so. */
import {
  amount,
  type Books,
  type CardMoney,
  type Evidence,
  grouped,
  ordersOf,
  type Row,
  reviewsOf,
  sum,
  text,
  type Violation,
  violation,
} from './evidence.ts';

const broken = violation('cards');

const ordered = ({ books }: Evidence) =>
  ordersOf(books).filter(({ channel }) => channel === 'CARD');
const moneyOf = (cards: readonly CardMoney[]) =>
  grouped(cards, ({ orderId }) => orderId ?? 'nobody');
const transfersOf = ({ ledger }: Books) =>
  grouped(
    ledger.filter(({ pk }) => pk.startsWith('ORDER#')),
    ({ pk }) => pk.slice('ORDER#'.length),
  );

/** Holds at every moment: nothing is delivered that is not paid, and no order is paid twice. */
export function cardViolations(evidence: Evidence): Violation[] {
  const money = moneyOf(evidence.cards);
  const transfers = transfersOf(evidence.books);
  return ordered(evidence).flatMap((order) => {
    const id = text(order, 'id');
    const paid = (money.get(id) ?? []).filter(({ captured }) => captured > 0);
    const deposits = sum(
      (transfers.get(id) ?? []).map((transfer) => {
        const sign =
          Number(transfer.credit === 'platform:customer_deposits') -
          Number(transfer.debit === 'platform:customer_deposits');
        return sign * amount(transfer, 'amount');
      }),
    );
    const found: Violation[] = [];
    if (paid.length > 1) found.push(broken(id, `paid by ${paid.length} intents`));
    if (deposits < 0) found.push(broken(id, `gave ${-deposits} more than it got`));
    const isPaid = paid.some(({ captured }) => captured === order.total);
    if (needsMoney.has(text(order, 'status')) && !isPaid)
      found.push(broken(id, `is ${order.status} without its money`));
    return found;
  });
}

const needsMoney = new Set(['PAID', 'PROVISIONING', 'PENDING_SYNC', 'COMPLETED']);

/** When all is quiet. Money that could not go back stands in review. */
export function finalCardViolations(evidence: Evidence): Violation[] {
  const { books } = evidence;
  const money = moneyOf(evidence.cards);
  const transfers = transfersOf(books);
  const reviewed = new Set(reviewsOf(books).map((review) => text(review, 'orderId')));
  const orders = ordered(evidence);
  const known = new Set(orders.map((order) => text(order, 'id')));
  return [
    ...orders
      .filter((order) => !reviewed.has(text(order, 'id')))
      .flatMap((order) => {
        const id = text(order, 'id');
        return finalOrder(order, money.get(id) ?? [], transfers.get(id) ?? []);
      }),
    ...[...money]
      .filter(([id, cards]) => !known.has(id) && cards.some(({ captured }) => captured > 0))
      .map(([id]) => broken(id, 'captured money of no order')),
  ];
}

function finalOrder(order: Row, cards: readonly CardMoney[], transfers: readonly Row[]) {
  const id = text(order, 'id');
  const captured = sum(cards.map((card) => card.captured));
  const refunded = sum(cards.map((card) => card.refunded));
  const price = order.status === 'COMPLETED' ? amount(order, 'total') : 0;
  const found: Violation[] = [];
  if (captured - refunded !== price)
    found.push(
      broken(id, `${order.status}: captured ${captured}, refunded ${refunded}, price ${price}`),
    );
  const booked = (kind: string) =>
    sum(transfers.filter((each) => each.kind === kind).map((each) => amount(each, 'amount')));
  const expected = { PAYMENT: captured, REFUND: refunded, ORDER: price };
  for (const [kind, value] of Object.entries(expected))
    if (booked(kind) !== value)
      found.push(broken(id, `${kind} is booked as ${booked(kind)}, moved ${value}`));
  return found;
}
