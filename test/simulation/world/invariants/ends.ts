/** When all is quiet: every order final or in review, and nothing lies where it should not. */
import {
  type Books,
  ordersOf,
  type Row,
  reviewsOf,
  text,
  type Violation,
  violation,
} from './evidence.ts';

const broken = violation('ends');
const final = new Set(['COMPLETED', 'REFUNDED', 'CANCELED']);

export const isFinal = (order: Row): boolean => final.has(text(order, 'status'));

export const openOrders = (books: Books): string[] => {
  const reviewed = new Set(reviewsOf(books).map((review) => text(review, 'orderId')));
  return ordersOf(books)
    .filter((order) => !isFinal(order) && !reviewed.has(text(order, 'id')))
    .map((order) => text(order, 'id'));
};

export function endViolations(books: Books, afterMs: number): Violation[] {
  const orders = new Map(ordersOf(books).map((order) => [text(order, 'id'), order]));
  const minutes = Math.round(afterMs / 60_000);
  return openOrders(books).map((id) => {
    const { status, attemptState, dueAt } = orders.get(id) ?? { pk: '', sk: '' };
    return broken(
      id,
      `is ${status} ${attemptState ?? ''}, due ${dueAt}, ${minutes} minutes after the last fault`,
    );
  });
}

/** A review names something that is there. */
export function reviewViolations(books: Books): Violation[] {
  const orders = new Set(ordersOf(books).map((order) => text(order, 'id')));
  return reviewsOf(books)
    .filter(({ orderId }) => orderId !== undefined && !orders.has(String(orderId)))
    .map((review) => broken(review.pk, `looks into ${review.orderId}, which is no order`));
}
