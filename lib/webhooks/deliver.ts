/**
 * The first attempt of an event at each of the vendor's endpoints. The record is read before and
 * written after the call: a crash between the two sends the event again, with the same id.
 */
import { get } from '../platform/dynamodb.ts';
import type { WebhookEndpoint } from '../vendors/vendor.ts';
import { attempt, type Sending } from './attempt.ts';
import type { Subject } from './delivery.ts';
import { endpointsFor } from './endpoints.ts';
import { deliveryKey, putFirst } from './items.ts';
import { messageBody } from './message.ts';

export type OrderNews = Omit<Subject, 'vendorId' | 'endpointId'> & {
  channel: string;
  vendorId?: string | undefined;
};

export async function deliver(news: OrderNews, deps: Sending): Promise<void> {
  const { vendorId, channel, ...event } = news;
  if (channel !== 'VENDOR' || vendorId === undefined) return;
  const endpoints = await endpointsFor(vendorId, event.eventType);
  const open = await unrecorded({ ...event, vendorId }, endpoints);
  if (open.length === 0) return;
  const body = await messageBody(event);
  const sent = await Promise.allSettled(
    open.map(async (endpoint) => {
      const subject = { ...event, vendorId, endpointId: endpoint.id };
      await putFirst(await attempt(subject, undefined, endpoint, body, deps));
    }),
  );
  // Only now: an endpoint that cannot be served must not keep the others from being served.
  for (const result of sent) if (result.status === 'rejected') throw result.reason;
}

/** A repeated message: what is recorded is done, or belongs to the retry job. */
async function unrecorded(event: Omit<Subject, 'endpointId'>, endpoints: WebhookEndpoint[]) {
  const known = await Promise.all(
    endpoints.map(({ id }) =>
      get('deliveries', deliveryKey({ ...event, endpointId: id }), { consistent: true }),
    ),
  );
  return endpoints.filter((_, index) => known[index] === undefined);
}
