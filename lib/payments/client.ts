/** Stripe's client: made at the first call, made anew when the key changes. */
import Stripe from 'stripe';
import { setting } from '../platform/config.ts';
import { secret } from '../platform/secrets.ts';
import { mapped } from './faults.ts';

let known: { secretKey: string; address: string; client: Stripe } | undefined;

async function stripe(): Promise<Stripe> {
  const secretKey = await secret('stripe', 'secretKey');
  const address = setting('STRIPE_URL');
  if (known?.secretKey === secretKey && known.address === address) return known.client;
  const url = new URL(address);
  const protocol = url.protocol === 'https:' ? 'https' : 'http';
  const client = new Stripe(secretKey, {
    host: url.hostname,
    port: Number(url.port || (protocol === 'https' ? 443 : 80)),
    protocol,
    // Two tries must fit into a function's time.
    timeout: 8_000,
    maxNetworkRetries: 1,
    telemetry: false,
  });
  known = { secretKey, address, client };
  return client;
}

/** Calls Stripe; its faults come out as our errors. */
export async function guarded<T>(work: (client: Stripe) => Promise<T>): Promise<T> {
  try {
    return await work(await stripe());
  } catch (error) {
    throw mapped(error);
  }
}
