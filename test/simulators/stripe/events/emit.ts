import type Stripe from 'stripe';
import type { Context } from '../account/context.ts';
import { nowSeconds } from '../account/context.ts';
import { makeId } from '../account/ids.ts';
import { enqueue } from '../delivery/delivery.ts';

/** An event shows its object as it stood at that moment, whatever happens to it afterwards. */
export function emit(
  context: Context,
  type: Stripe.Event.Type,
  object: object,
  previous?: object,
): Stripe.EventBase {
  const { account } = context;
  const data: Stripe.Event.Data = { object: structuredClone(object) };
  if (previous !== undefined) data.previous_attributes = structuredClone(previous);
  return publish(context, {
    id: makeId(account.random, 'evt'),
    object: 'event',
    api_version: account.settings.webhook.apiVersion,
    created: nowSeconds(context),
    data,
    livemode: false,
    pending_webhooks: 0,
    request: context.cause,
    type,
  });
}

/** Records the event and queues it for the endpoint. */
export function publish(context: Context, event: Stripe.EventBase): Stripe.EventBase {
  context.account.events.set(event.id, event);
  event.pending_webhooks = enqueue(context.account, event, context.nowMs) > 0 ? 1 : 0;
  return event;
}
