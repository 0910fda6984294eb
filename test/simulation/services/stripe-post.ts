/** The way of Stripe's events to our webhook: they get lost, come late, twice, or out of order. */
import { addDelivery } from '../../simulators/stripe/delivery/delivery.ts';
import type { Kernel } from '../runtime/kernel.ts';
import type { Host, HttpReply } from '../runtime/network/network.ts';
import type { StripeService } from './stripe.ts';

const taken: HttpReply = { status: 200, headers: {}, body: '' };

/** `api` as Stripe's courier meets it. */
export function eventsFromStripe(
  { loop, faults }: Kernel,
  { account, courier }: StripeService,
  api: Host,
): Host['answer'] {
  return async (call) => {
    const { id, type } = JSON.parse(call.body) as { id: string; type: string };
    const site = `stripe-event:${type}`;
    /** A delivery of its own, signed when it goes out. */
    const again = (inMs: number) => {
      addDelivery(account, id, 'waiting', loop.now() + inMs);
      courier.wake();
    };
    // For Stripe all is well: it will not send the event again.
    if (faults.strikes('stripe-event-lost', site)) return taken;
    if (faults.strikes('stripe-event-late', site)) {
      again(faults.between('stripe-event-late', site, 20_000, 1_800_000));
      return taken;
    }
    if (faults.strikes('stripe-event-reordered', site)) {
      again(faults.between('stripe-event-reordered', site, 500, 20_000));
      return taken;
    }
    if (faults.strikes('stripe-event-twice', site))
      again(faults.between('stripe-event-twice', site, 0, 120_000));
    return api.answer(call);
  };
}
