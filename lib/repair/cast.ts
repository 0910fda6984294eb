/**
 * The events that an order has cast. They are kept nowhere: what is told here follows from the order as
 * it stands, and from the webhooks that carried them. Pure.
 */
import type { Order } from '../orders/order.ts';
import type { Delivery } from '../webhooks/delivery.ts';

export interface CastEvent {
  /** Absent where the version of the order at that moment is not known any more. */
  id?: string;
  type: string;
  at: string;
  /** `at` is the latest moment at which it can have happened. */
  atLatest?: true;
}

export function castEvents(order: Order, deliveries: readonly Delivery[] = []): CastEvent[] {
  const told = new Map(deliveries.map(({ eventId, occurredAt }) => [eventId, occurredAt]));
  return concluded(order).map((event) => {
    const at = event.id === undefined ? undefined : told.get(event.id);
    if (at === undefined) return event;
    const { atLatest: _atLatest, ...known } = event;
    return { ...known, at };
  });
}

function concluded(order: Order): CastEvent[] {
  const { status, version, updatedAt, completedAt } = order;
  const id = (of: number, word: string) => `evt_${order.id}_${of}_${word}`;
  const events: CastEvent[] = [];
  if (order.paidAt !== undefined)
    events.push({
      // A vendor's order begins with it; a card order may have been written once or twice before.
      ...(order.channel === 'VENDOR' ? { id: id(1, 'paid') } : {}),
      ...{ type: 'order.paid', at: order.paidAt },
    });
  // An order that is refunded was written once more after that.
  const last = status === 'REFUNDED' ? version - 1 : version;
  if (completedAt !== undefined)
    events.push({ id: id(last, 'completed'), type: 'order.completed', at: completedAt });
  if (order.failure !== undefined) events.push(...failures(order, last, id));
  if (status === 'REFUNDED')
    events.push({ id: id(version, 'refunded'), type: 'order.refunded', at: updatedAt });
  if (status === 'CANCELED')
    events.push({ id: id(version, 'canceled'), type: 'order.canceled', at: updatedAt });
  return events;
}

/** A failed order is written again only to announce it once more, and then to refund it. */
function failures(
  { status, nudges, updatedAt }: Order,
  last: number,
  id: (of: number, word: string) => string,
): CastEvent[] {
  const isExact = status === 'FAILED' && nudges === 0;
  const failed: CastEvent = {
    ...{ id: id(last - nudges, 'failed'), type: 'order.failed', at: updatedAt },
    ...(isExact ? {} : { atLatest: true }),
  };
  const again = Array.from({ length: nudges }, (_, index): CastEvent => {
    const isLast = status === 'FAILED' && index === nudges - 1;
    return {
      ...{ id: id(last - nudges + 1 + index, 'refund_due'), type: 'order.refund_due' },
      ...{ at: updatedAt, ...(isLast ? {} : { atLatest: true }) },
    };
  });
  return [failed, ...again];
}
