/** The world around the product, each part a host of the virtual network. */
import type { Cloud } from '../runtime/aws/cloud.ts';
import { hosts } from '../runtime/environment.ts';
import type { Kernel } from '../runtime/kernel.ts';
import type { Host, Network } from '../runtime/network/network.ts';
import { type Gateway, openGateway } from './gateway.ts';
import { openProvider, type ProviderService } from './provider.ts';
import { openReceivers, type Receivers } from './receivers.ts';
import { openStripe, type StripeService } from './stripe.ts';
import { eventsFromStripe } from './stripe-post.ts';

export interface Outside {
  gateway: Gateway;
  provider: ProviderService;
  stripe: StripeService;
  receivers: Receivers;
}

interface OutsideOptions {
  seed: number;
  timings: { settleSeconds: number };
  providerLatencyMs?: readonly [number, number] | undefined;
}

export function openOutside(
  kernel: Kernel,
  network: Network,
  { endpoints, invoke }: Cloud,
  { seed, timings, providerLatencyMs: latencyMs }: OutsideOptions,
): Outside {
  const gateway = openGateway(kernel, endpoints, invoke);
  const provider = openProvider(kernel, seed, { settleSeconds: timings.settleSeconds, latencyMs });
  const stripe = openStripe(kernel, seed);
  const receivers = openReceivers(kernel);
  const named = (hostname: string) => (asked: string) => asked === hostname;
  network.add(named(hosts.provider), provider);
  network.add(named(hosts.stripe), stripe);
  network.add((asked) => asked.endsWith(hosts.receivers), receivers);
  network.add(named(hosts.api), apiOf(kernel, gateway, stripe));
  return { gateway, provider, stripe, receivers };
}

/** Our own API as Stripe and the provider meet it. */
function apiOf(kernel: Kernel, gateway: Gateway, stripe: StripeService): Host {
  const { loop, faults } = kernel;
  const fromStripe = eventsFromStripe(kernel, stripe, gateway);
  return {
    ...{ name: 'api', latencyMs: gateway.latencyMs },
    async answer(call) {
      if (call.by === 'stripe') return fromStripe(call);
      const site = `callback:${call.url.pathname}`;
      if (call.by === 'provider' && faults.strikes('provider-callback-twice', site)) {
        const laterMs = faults.between('provider-callback-twice', site, 0, 60_000);
        loop.after(laterMs, () => void gateway.answer(call));
      }
      return gateway.answer(call);
    },
  };
}
