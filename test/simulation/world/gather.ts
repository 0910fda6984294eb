/** Reads the evidence of a moment out of the machine: tables, the provider, Stripe, receivers. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Machine } from '../runtime/machine.ts';
import type { Books, CardMoney, Evidence, Received, Row, Sale } from './invariants/evidence.ts';
import type { Witness } from './witness.ts';

export const rowOf = (item: Record<string, AttributeValue>): Row => unmarshall(item) as Row;

const rowsOf = (machine: Machine, table: keyof Books): Row[] =>
  [...machine.store.items(machine.tableName(table))].map(rowOf);

export const booksOf = (machine: Machine): Books => ({
  orders: rowsOf(machine, 'orders'),
  ledger: rowsOf(machine, 'ledger'),
  payments: rowsOf(machine, 'payments'),
  esims: rowsOf(machine, 'esims'),
  vendors: rowsOf(machine, 'vendors'),
  deliveries: rowsOf(machine, 'deliveries'),
});

export function salesOf({ provider }: Machine): Sale[] {
  const { orders, esims } = provider.simulation.world;
  const assigned = (reference: string, iccids: readonly string[]) =>
    iccids.flatMap((iccid) =>
      (esims.get(iccid)?.assignments ?? [])
        .filter((assignment) => assignment.reference.startsWith(`${reference}-`))
        .map(({ id }) => id),
    );
  return orders
    .filter(({ kind }) => kind === 'purchase')
    .flatMap(({ reference, lines, units }) => {
      const isTopUp = units.some(({ target }) => target !== null);
      return lines.map(({ item, quantity, iccids }, line) => ({
        ...{ reference, line, bundleCode: item, quantity, iccids },
        assignmentIds: isTopUp ? assigned(reference, iccids) : [],
      }));
    });
}

export function cardsOf({ stripe }: Machine): CardMoney[] {
  const { intents, charges, refunds } = stripe.account;
  const sums = new Map<string, { captured: number; refunded: number; isRefundLost: boolean }>();
  const sumOf = (intentId: unknown) => {
    const sum = sums.get(String(intentId)) ?? { captured: 0, refunded: 0, isRefundLost: false };
    sums.set(String(intentId), sum);
    return sum;
  };
  for (const { payment_intent, amount_captured, status } of charges.values())
    if (status === 'succeeded') sumOf(payment_intent).captured += amount_captured;
  for (const { payment_intent, amount, status } of refunds.values()) {
    const sum = sumOf(payment_intent);
    if (status === 'failed' || status === 'canceled') sum.isRefundLost = true;
    else sum.refunded += amount;
  }
  return [...intents.values()].map(({ id, status, metadata }) => ({
    ...{ orderId: metadata.orderId, intentId: id, status },
    ...sumOf(id),
  }));
}

export const gather = (
  machine: Machine,
  witness: Witness,
  received: readonly Received[],
): Evidence => ({
  books: booksOf(machine),
  sales: salesOf(machine),
  cards: cardsOf(machine),
  received,
  purchases: witness.purchases,
});
