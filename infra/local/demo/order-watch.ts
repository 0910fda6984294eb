/** An order followed to its end, and what its vendor and its buyer are told of it. */
import type { z } from 'zod';
import type { OrderView } from '../../../lib/orders/view.ts';
import type { OrderWebhook } from '../../../lib/webhooks/message.ts';
import { type Call, fetched, waitFor } from './client.ts';

export type Order = OrderView;
type Message = z.infer<typeof OrderWebhook>;

export interface Watched {
  order: Order;
  /** Each state when it was first seen, as text. */
  states: string;
}

/** Statuses between two looks are not seen: it passes some in milliseconds. */
export async function watchOrder(url: string, how: Call, final: Order['status'][]) {
  const startedMs = performance.now();
  const seen: string[] = [];
  let last: string | undefined;
  const order = await waitFor(`order to be ${final.join(' or ')}`, async () => {
    const now = await fetched<Order>(url, how);
    if (now.status !== last) {
      seen.push(`${now.status} ${Math.round(performance.now() - startedMs)} ms`);
      last = now.status;
    }
    return final.includes(now.status) ? now : undefined;
  });
  return { order, states: seen.join(' → ') } satisfies Watched;
}

export interface Webhook {
  id: string | null;
  signature: string | null;
  answered: number | null;
  message: Message;
}

interface Received extends Omit<Webhook, 'message'> {
  body: string;
}

/** What the receiver got about this order, once it got `type`. */
export async function webhooksOf(control: string, orderId: string, type: Message['type']) {
  return waitFor(`webhook ${type}`, async () => {
    const all = await fetched<Received[]>(`${control}/deliveries`);
    const own = all
      .map(({ body, id, signature, answered }): Webhook => {
        return { id, signature, answered, message: JSON.parse(body) as Message };
      })
      .filter(({ message }) => message.data.id === orderId);
    // Told at least once: a repeat of the same event is no second one.
    const events = [...new Map(own.map((webhook) => [webhook.id, webhook])).values()];
    return events.some(({ message }) => message.type === type) ? events : undefined;
  });
}
