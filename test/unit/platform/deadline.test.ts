/** A service that takes a request and never answers must not hold a function until it is ended. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { deadline } from '../../../lib/platform/deadline.ts';
import { get } from '../../../lib/platform/dynamodb.ts';

let silent: Server;
let requests = 0;

beforeAll(async () => {
  silent = createServer(() => {
    requests += 1;
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_REGION: 'us-east-1' },
    ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', TABLE_ORDERS: 'orders' },
  });
});

afterAll(() => {
  silent.closeAllConnections();
  silent.close();
});

test('a call fails at its deadline', async () => {
  const client = new DynamoDBClient({ maxAttempts: 1, requestHandler: deadline(50) });
  const hung = client.send(new GetItemCommand({ TableName: 'x', Key: { pk: { S: 'x' } } }));
  await expect(hung).rejects.toMatchObject({ name: 'TimeoutError' });
});

test("the product's own reads give up after a bounded number of tries", async () => {
  requests = 0;
  await expect(get('orders', { pk: 'ORDER#1', sk: 'ORDER' })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
  expect(requests).toBe(3);
});
