/** How the routes that order answer: the order as it was accepted, the same for every repeat. */
import type { Reply } from '../platform/endpoint.ts';
import { replayedHeader } from '../platform/idempotency.ts';
import type { Order } from './order.ts';
import { firstAnswer } from './view.ts';

interface Accepted {
  order: Order;
  replayed: boolean;
}

export const vendorReply = ({ order, replayed }: Accepted): Reply => ({
  status: 201,
  body: firstAnswer(order),
  headers: headersOf(`/api/v1/vendor/orders/${order.id}`, replayed),
});

export const headersOf = (location: string, replayed: boolean): Record<string, string> => ({
  Location: location,
  ...(replayed ? replayedHeader : {}),
});
