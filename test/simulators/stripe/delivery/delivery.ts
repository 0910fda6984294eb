import type Stripe from 'stripe';
import type { Account } from '../account/account.ts';
import type { Delivery } from '../account/records.ts';
import { signatureHeader } from './signature.ts';

/** One HTTP request to the endpoint, signed for this attempt. */
export interface Outgoing {
  number: number;
  url: string;
  headers: Record<string, string>;
  body: string;
  timeoutMs: number;
}

/** Queues an event unless the endpoint is absent or not subscribed; tells how many deliveries. */
export function enqueue(account: Account, event: Stripe.EventBase, nowMs: number): number {
  const { webhook } = account.settings;
  if (webhook.url === null || !subscribed(webhook.enabledEvents, event.type)) return 0;
  const copies = 1 + webhook.duplicates;
  for (let copy = 0; copy < copies; copy += 1) {
    const shift = webhook.shuffle ? Math.floor(account.random() * webhook.shuffleWindowMs) : 0;
    addDelivery(account, event.id, webhook.withhold ? 'held' : 'waiting', nowMs + shift);
  }
  return copies;
}

export function addDelivery(
  account: Account,
  eventId: string,
  state: 'held' | 'waiting',
  nextAtMs: number,
): Delivery {
  account.lastDelivery += 1;
  const number = account.lastDelivery;
  const delivery: Delivery = { number, eventId, state, nextAtMs, after: null, attempts: [] };
  account.deliveries.set(number, delivery);
  if (state === 'waiting') account.waiting.add(number);
  return delivery;
}

/** "charge.*" and "*" are not accepted by Stripe in full, but are handy in a simulator. */
function subscribed(enabledEvents: string[], type: string): boolean {
  return enabledEvents.some(
    (pattern) =>
      pattern === '*' ||
      pattern === type ||
      (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
  );
}

/** Marks the due deliveries as being sent and hands them out, in order of their time. */
export function takeDue(account: Account, nowMs: number, limit: number): Outgoing[] {
  const due = [...account.waiting]
    .map((number) => account.deliveries.get(number) as Delivery)
    .filter((delivery) => delivery.nextAtMs <= nowMs && isFree(account, delivery))
    .sort((one, other) => one.nextAtMs - other.nextAtMs || one.number - other.number)
    .slice(0, limit);
  return due.flatMap((delivery) => {
    const outgoing = prepare(account, delivery, nowMs);
    return outgoing === null ? [] : [outgoing];
  });
}

function isFree(account: Account, delivery: Delivery): boolean {
  if (delivery.after === null) return true;
  const before = account.deliveries.get(delivery.after);
  return before === undefined || before.attempts.length > 0;
}

function prepare(account: Account, delivery: Delivery, nowMs: number): Outgoing | null {
  const { url, secrets, timeoutMs } = account.settings.webhook;
  const event = account.events.get(delivery.eventId);
  account.waiting.delete(delivery.number);
  if (url === null || event === undefined) {
    delivery.state = 'given-up';
    return null;
  }
  delivery.state = 'sending';
  account.counters.webhookAttempts += 1;
  const body = JSON.stringify(event, null, 2);
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    accept: '*/*; q=0.5, application/xml',
    'cache-control': 'no-cache',
    'stripe-signature': signatureHeader(body, secrets, Math.floor(nowMs / 1000)),
  };
  return { number: delivery.number, url, headers, body, timeoutMs };
}

/** Writes down how an attempt ended and when the next one is due. */
export function recordAttempt(
  account: Account,
  number: number,
  answer: { status: number | null; error: string | null },
  nowMs: number,
): void {
  const delivery = account.deliveries.get(number);
  // A reset while the request was under way has forgotten it.
  if (delivery === undefined || delivery.state !== 'sending') return;
  delivery.attempts.push({ atMs: nowMs, ...answer });
  if (answer.status !== null && answer.status >= 200 && answer.status < 300) {
    delivery.state = 'delivered';
    account.counters.webhooksDelivered += 1;
    const event = account.events.get(delivery.eventId);
    if (event !== undefined) event.pending_webhooks = 0;
    return;
  }
  const { retryGapsMs, attemptsMax } = account.settings.webhook;
  const made = delivery.attempts.length;
  if (made >= attemptsMax) {
    delivery.state = 'given-up';
    return;
  }
  delivery.state = 'waiting';
  delivery.nextAtMs = nowMs + (retryGapsMs[Math.min(made, retryGapsMs.length) - 1] ?? 1000);
  account.waiting.add(number);
}

/** When something is due next; null when nothing waits (held ones wait for a release). */
export function nextDeliveryMs(account: Account): number | null {
  let next: number | null = null;
  for (const number of account.waiting) {
    const delivery = account.deliveries.get(number);
    if (delivery === undefined || !isFree(account, delivery)) continue;
    next = next === null ? delivery.nextAtMs : Math.min(next, delivery.nextAtMs);
  }
  return next;
}
