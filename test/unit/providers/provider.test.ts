import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { providerFor } from '../../../lib/providers/provider.ts';
import { answering as dynamoAnswering } from '../platform/dynamo-client.ts';
import { answering } from './esim-go/answering.ts';

it('is made without any setting, and says at the first call what is missing', async () => {
  const provider = providerFor('esim-go');
  expect(provider).toMatchObject({ name: 'esim-go', orderIdempotency: 'none' });
  await expect(provider.cataloguePage(1)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
});

it('takes address, currency and key from settings and secret', async () => {
  const secrets = createServer((_, response) => {
    const fields = JSON.stringify({ apiKey: 'from-the-secret', previousApiKey: 'the-one-before' });
    response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ SecretString: fields }));
  });
  await new Promise<void>((resolve) => secrets.listen(0, '127.0.0.1', resolve));
  const price = { name: 'a', duration: 1, dataAmount: 1, price: 2.5 };
  const server = await answering(() => ({ body: [price] }));
  const port = (secrets.address() as AddressInfo).port;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    SECRET_ESIM_GO: 'esim-go',
    ESIM_GO_URL: `${server.url}/v2.5/`,
    ESIM_GO_CURRENCY: 'GBP',
  });
  // The gate lets everything through.
  process.env.TABLE_PROVIDERS = 'providers';
  dynamoAnswering(() => ({}));
  const page = await providerFor('esim-go', 'corr-12345678').cataloguePage(1);
  expect(page.bundles).toMatchObject([{ code: 'a', cost: { amount: 250, currency: 'GBP' } }]);
  expect(server.seen[0]?.url).toMatch(/^\/v2\.5\/catalogue\?/);
  expect(server.seen[0]?.headers).toMatchObject({
    'x-api-key': 'from-the-secret',
    'x-correlation-id': 'corr-12345678',
  });
  const rawBody = Buffer.from('{}');
  const signature = createHmac('sha256', 'the-one-before').update(rawBody).digest('hex');
  const headers = { 'X-Signature-SHA256': signature };
  expect(await providerFor('esim-go').verifyCallback(rawBody, headers)).toBe(true);
  secrets.closeAllConnections();
  await new Promise((resolve) => secrets.close(resolve));
  await server.close();
});
