import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { handler as cancel } from '../../../functions/orders/cancel.route.ts';
import { handler as create } from '../../../functions/orders/customer-create.route.ts';
import { handler as list } from '../../../functions/orders/customer-list.route.ts';
import { handler as read } from '../../../functions/orders/get.route.ts';
import type { Actor } from '../../../lib/platform/actor.ts';
import type { Bench } from '../../simulators/stripe/testbench.ts';
import { openShop } from './card.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openShop();
}, 30_000);
afterAll(() => bench.close());

interface Call {
  actor?: Actor;
  body?: object;
  key?: string;
  orderId?: string;
  query?: Record<string, string>;
}

async function call(handler: typeof create, { actor, body, key, orderId, query }: Call) {
  const event = {
    ...{ body: body ? JSON.stringify(body) : null, path: '/', queryStringParameters: query },
    headers: { 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) },
    pathParameters: orderId ? { orderId } : null,
    requestContext: {
      ...{ requestId: 'request-1', identity: { sourceIp: '1.2.3.4' } },
      authorizer: { actor: JSON.stringify(actor ?? { kind: 'ANONYMOUS' }) },
    },
  } as unknown as APIGatewayProxyEvent;
  const answer = (await handler(event, {} as never)) as APIGatewayProxyResult;
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body) };
}

const wish = { bundleCode: 'esim_1GB', quantity: 1 };
const guest = (key: string, more: object = {}) =>
  call(create, { key, body: { ...wish, email: 'Ann@Example.com', ...more } });
const customer = (id: string): Actor => ({
  ...{ kind: 'CUSTOMER', customerId: id, email: `${id}@example.com` },
});

test('a guest buys, and a repeat gets the same answer', async () => {
  const first = await guest('a-key-of-sixteen-1');
  expect(first).toMatchObject({
    status: 201,
    body: {
      ...{ object: 'order', status: 'PAYMENT_PENDING', total: { amount: 500, currency: 'USD' } },
      payment: {
        ...{ provider: 'stripe', publishableKey: 'pk_test_simulator', amount: 500 },
        ...{ currency: 'USD', clientSecret: expect.stringMatching(/^pi_\w+_secret_/) },
      },
      link: { token: expect.any(String) },
    },
  });
  const again = await guest('a-key-of-sixteen-1');
  expect(again.body).toEqual(first.body);
  expect(again.headers).toMatchObject({ 'Idempotent-Replayed': 'true' });
  expect(JSON.stringify(first.body)).not.toMatch(/ann@/i);
});

test.each([
  ['no e-mail', { email: undefined }, 'a-key-of-sixteen-2', 400, 'VALIDATION_FAILED'],
  ['a bad e-mail', { email: 'ann' }, 'a-key-of-sixteen-2', 400, 'VALIDATION_FAILED'],
  ['a short key', {}, 'short', 400, 'IDEMPOTENCY_KEY_INVALID'],
  ['no key', {}, '', 400, 'IDEMPOTENCY_KEY_MISSING'],
  ['quantity 0', { quantity: 0 }, 'a-key-of-sixteen-2', 400, 'VALIDATION_FAILED'],
  ['quantity 11', { quantity: 11 }, 'a-key-of-sixteen-2', 400, 'VALIDATION_FAILED'],
  ['a price of its own', { total: 1 }, 'a-key-of-sixteen-2', 400, 'VALIDATION_FAILED'],
  ['an unknown bundle', { bundleCode: 'none' }, 'a-key-of-sixteen-2', 404, 'BUNDLE_NOT_FOUND'],
])('a guest with %s is refused', async (_what, more, key, status, name) => {
  expect(await guest(key, more)).toMatchObject({ status, body: { name } });
});

test('a link opens exactly its order, and cancels it', async () => {
  const [one, two] = [await guest('a-key-of-sixteen-3'), await guest('a-key-of-sixteen-4')];
  const actor: Actor = { kind: 'LINK', orderId: one.body.id };
  const own = { actor, orderId: one.body.id, query: { token: one.body.link.token } };
  expect(await call(read, own)).toMatchObject({ status: 200, body: { id: one.body.id } });
  const foreign = { actor, orderId: two.body.id, key: 'k' };
  for (const handler of [read, cancel])
    expect(await call(handler, foreign)).toMatchObject({
      ...{ status: 404, body: { name: 'ORDER_NOT_FOUND' } },
    });
  const first = await call(cancel, { ...own, key: 'k' });
  expect(first).toMatchObject({ status: 200, body: { status: 'CANCELED' } });
  const again = await call(cancel, { ...own, key: 'k' });
  expect(again.body).toEqual(first.body);
  expect(again.headers).toMatchObject({ 'Idempotent-Replayed': 'true' });
});

test('a customer sees, lists and cancels own orders only', async () => {
  const [ann, bob] = [customer('ann'), customer('bob')];
  const made = await call(create, { actor: ann, body: wish, key: '1' });
  expect(made).toMatchObject({ status: 201, body: { link: null } });
  const orderId = made.body.id;
  expect(await call(read, { actor: ann, orderId })).toMatchObject({ status: 200 });
  const listed = await call(list, { actor: ann, query: { status: 'PAYMENT_PENDING' } });
  expect(listed.body.data.map(({ id }: { id: string }) => id)).toEqual([orderId]);
  expect((await call(list, { actor: bob })).body.data).toEqual([]);
  expect(await call(read, { actor: bob, orderId })).toMatchObject({ status: 404 });
  expect(await call(cancel, { actor: bob, orderId, key: '1' })).toMatchObject({ status: 404 });
  // The same key of another owner is another request.
  expect((await call(create, { actor: bob, body: wish, key: '1' })).body.id).not.toBe(orderId);
});

test('a customer whose sign-in names no address has to give one', async () => {
  const actor: Actor = { kind: 'CUSTOMER', customerId: 'cat' };
  const bare = await call(create, { actor, body: wish, key: '1' });
  expect(bare).toMatchObject({ status: 400, body: { name: 'VALIDATION_FAILED' } });
  expect(bare.body.errors).toMatchObject([{ in: 'body', field: 'email' }]);
  const body = { ...wish, email: 'cat@example.com' };
  expect(await call(create, { actor, body, key: '1' })).toMatchObject({ status: 201 });
});

test('a paid order cannot be canceled', async () => {
  const ann = customer('ann');
  const { body } = await call(create, { actor: ann, body: wish, key: '2' });
  const intentId = body.payment.clientSecret.split('_secret_')[0];
  await bench.control('POST', `/intents/${intentId}/pay`);
  expect(await call(cancel, { actor: ann, orderId: body.id, key: '2' })).toMatchObject({
    ...{ status: 409, body: { name: 'ORDER_STATE_CONFLICT' } },
  });
});
