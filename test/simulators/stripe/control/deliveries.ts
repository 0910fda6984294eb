import type { Account } from '../account/account.ts';
import type { Delivery } from '../account/records.ts';
import { addDelivery } from '../delivery/delivery.ts';
import { ControlError } from './error.ts';

/** All events in the order of their making, each with how its deliveries stand. */
export function eventsWithDelivery(account: Account): object[] {
  const byEvent = new Map<string, Delivery[]>();
  for (const delivery of account.deliveries.values()) {
    const list = byEvent.get(delivery.eventId) ?? [];
    byEvent.set(delivery.eventId, list);
    list.push(delivery);
  }
  return [...account.events.values()].map((event) => ({
    ...event,
    deliveries: (byEvent.get(event.id) ?? []).map(({ number, state, nextAtMs, attempts }) => ({
      number,
      state,
      nextAtMs,
      attempts,
    })),
  }));
}

/** Sends an event again, whatever became of its earlier deliveries and of `withhold`. */
export function resend(account: Account, eventId: string, times: number, nowMs: number): void {
  if (!account.events.has(eventId)) throw new ControlError(404, `no such event: ${eventId}`);
  if (account.settings.webhook.url === null) throw new ControlError(409, 'no webhook url is set');
  for (let made = 0; made < times; made += 1) addDelivery(account, eventId, 'waiting', nowMs);
}

/**
 * Lets the held deliveries go one after the other: those of `order` first, in that order, then
 * the rest unless `only` is set.
 */
export function release(account: Account, order: string[], only: boolean, nowMs: number): number {
  const held = [...account.deliveries.values()].filter(({ state }) => state === 'held');
  for (const id of order) {
    if (!account.events.has(id)) throw new ControlError(404, `no such event: ${id}`);
  }
  const first = order.flatMap((id) => held.filter(({ eventId }) => eventId === id));
  const rest = only ? [] : held.filter(({ eventId }) => !order.includes(eventId));
  let previous: number | null = null;
  for (const delivery of [...first, ...rest]) {
    delivery.state = 'waiting';
    delivery.nextAtMs = nowMs;
    delivery.after = previous;
    previous = delivery.number;
    account.waiting.add(delivery.number);
  }
  return first.length + rest.length;
}
