/** The books: worked out anew from the transfers, without the product's own proof. */
import {
  amount,
  type Books,
  grouped,
  ordersOf,
  type Row,
  sum,
  text,
  type Violation,
  violation,
} from './evidence.ts';

const broken = violation('ledger');

const isTransfer = ({ sk }: Row) => sk.startsWith('TRANSFER#');

/** Holds at every moment: each transaction leaves the books whole. */
export function ledgerViolations(books: Books): Violation[] {
  const transfers = books.ledger.filter(isTransfer);
  const byPartition = grouped(transfers, ({ pk }) => pk);
  return [
    ...transfers.flatMap(unbalanced),
    ...books.ledger
      .filter(({ sk }) => sk === 'BALANCE')
      .flatMap((account) => wrongBalances(account, byPartition.get(account.pk) ?? [])),
    ...wrongHolds(books, transfers),
  ];
}

function unbalanced(transfer: Row): Violation[] {
  const { amount: moved, debit, credit, status } = transfer;
  const isWhole = Number.isSafeInteger(moved) && Number(moved) > 0;
  const isKnown = status === 'PENDING' || status === 'POSTED' || status === 'VOIDED';
  if (isWhole && isKnown && debit && credit && debit !== credit) return [];
  return [broken(text(transfer, 'id'), `does not balance: ${JSON.stringify(transfer)}`)];
}

function wrongBalances(account: Row, transfers: readonly Row[]): Violation[] {
  const wallet = `vendor:${account.pk.slice('ACCOUNT#'.length)}:wallet`;
  const total = (side: 'debit' | 'credit', status: string) =>
    sum(
      transfers
        .filter((each) => each[side] === wallet && each.status === status)
        .map((each) => amount(each, 'amount')),
    );
  const held = total('debit', 'PENDING');
  const spent = total('debit', 'POSTED');
  const funded = amount(account, 'creditLimit') + total('credit', 'POSTED');
  const expected = { held, spent, funded, available: funded - held - spent };
  const wrong = Object.entries(expected)
    .filter(([part, value]) => account[part] !== value)
    .map(([part, value]) =>
      broken(account.pk, `${part} is ${account[part]}, its transfers say ${value}`),
    );
  if (amount(account, 'available') >= 0) return wrong;
  return [...wrong, broken(account.pk, `available is ${account.available}`)];
}

const holdStatus: Record<string, string> = { COMPLETED: 'POSTED', REFUNDED: 'VOIDED' };

/** Holds are the open vendor orders: one each, of its price, until it is posted or voided. */
function wrongHolds(books: Books, transfers: readonly Row[]): Violation[] {
  const holds = transfers.filter(({ pk, kind }) => pk.startsWith('ACCOUNT#') && kind === 'ORDER');
  const byOrder = grouped(holds, (hold) => text(hold, 'orderId'));
  const vendorOrders = ordersOf(books).filter(({ channel }) => channel === 'VENDOR');
  const violations = vendorOrders.flatMap((order) => {
    const own = byOrder.get(text(order, 'id')) ?? [];
    byOrder.delete(text(order, 'id'));
    const status = holdStatus[text(order, 'status')] ?? 'PENDING';
    const [hold, ...more] = own;
    const fits =
      hold !== undefined &&
      more.length === 0 &&
      hold.status === status &&
      hold.amount === order.total &&
      hold.currency === order.currency &&
      hold.pk === `ACCOUNT#${order.vendorId}` &&
      hold.id === order.holdId;
    if (fits) return [];
    const found = own.map((each) => `${each.status} ${each.amount}`).join(', ') || 'none';
    return [
      broken(
        text(order, 'id'),
        `is ${order.status} at ${order.total} and should have one ${status} hold, has: ${found}`,
      ),
    ];
  });
  const strays = [...byOrder.values()].flat();
  return [
    ...violations,
    ...strays.map((hold) => broken(text(hold, 'id'), `holds money for no order`)),
  ];
}
