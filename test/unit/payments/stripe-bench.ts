/** lib/payments/stripe.ts against the simulator, with a stand-in for Secrets Manager. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Bench,
  openBench,
  publishableKey,
  secretKey,
} from '../../simulators/stripe/testbench.ts';

export const webhookSecrets = 'whsec_new,whsec_old';

export async function openStripe(): Promise<Bench> {
  const bench = await openBench();
  const SecretString = JSON.stringify({
    ...{ secretKey, publishableKey, webhookSecret: webhookSecrets },
    // Of the secret `links`: all secrets are one here.
    signingKey: 'signing-key-of-tests',
  });
  const server = createServer((message, response) => {
    message.resume();
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ SecretString }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    STRIPE_URL: bench.url,
    SECRET_STRIPE: 'stripe',
    SECRET_LINKS: 'links',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  const close = async () => {
    await bench.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { ...bench, close };
}
