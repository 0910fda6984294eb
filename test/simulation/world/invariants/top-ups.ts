/** Top-ups: a complete one stands on its eSIM once, and nothing else does. */
import {
  type Books,
  esimsOf,
  grouped,
  ordersOf,
  text,
  type Violation,
  violation,
} from './evidence.ts';

const broken = violation('top-ups');

/** Holds at every moment. */
export function topUpViolations(books: Books): Violation[] {
  const added = grouped(
    esimsOf(books).flatMap(({ id, topUps }) =>
      ((topUps ?? []) as { orderId: string }[]).map(({ orderId }) => ({ orderId, esimId: id })),
    ),
    ({ orderId }) => orderId,
  );
  const done = ordersOf(books).filter(
    ({ topUp, status }) => topUp !== undefined && status === 'COMPLETED',
  );
  const wrong = done.flatMap((order) => {
    const id = text(order, 'id');
    const own = added.get(id) ?? [];
    added.delete(id);
    const { esimId } = order.topUp as { esimId: string };
    return own.length === 1 && own[0]?.esimId === esimId
      ? []
      : [broken(id, `stands on its eSIM ${own.length} times`)];
  });
  return [...wrong, ...[...added.keys()].map((id) => broken(id, 'topped up and is not complete'))];
}
