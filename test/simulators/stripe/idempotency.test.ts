import type Stripe from 'stripe';
import { type Bench, noRedirects, openBench, secretKey, thrownBy } from './testbench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
afterEach(async () => {
  await bench.control('DELETE', '/faults');
  await bench.control('PUT', '/settings', { latencyMs: { '*': 0 }, clockOffsetSeconds: 0 });
});

const order = { amount: 700, currency: 'usd', automatic_payment_methods: noRedirects };
const create = (idempotencyKey: string, more: object = {}) =>
  bench.stripe.paymentIntents.create({ ...order, ...more }, { idempotencyKey });

test('a repeat gets the first answer, marked as a replay', async () => {
  const first = await create('order-1');
  const again = await create('order-1');
  expect(again).toEqual(first);
  const headers = (again as Stripe.Response<Stripe.PaymentIntent>).lastResponse.headers;
  expect(headers).toMatchObject({
    'idempotent-replayed': 'true',
    'idempotency-key': 'order-1',
    'original-request': first.lastResponse.requestId,
  });
  expect(headers['request-id']).not.toBe(first.lastResponse.requestId);
  const { idempotentReplays } = await bench.statistics();
  expect(idempotentReplays).toBe(1);
});

test('other parameters, or another path, with the same key are refused', async () => {
  const intent = await create('order-2');
  for (const call of [
    create('order-2', { amount: 701 }),
    bench.stripe.paymentIntents.cancel(intent.id, {}, { idempotencyKey: 'order-2' }),
  ]) {
    const error = await thrownBy(call);
    expect(error).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 });
  }
});

test('the order of the parameters does not matter', async () => {
  const post = (body: string) =>
    fetch(`${bench.url}/v1/payment_intents`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${secretKey}`,
        'content-type': 'application/x-www-form-urlencoded',
        'idempotency-key': 'order-3',
      },
      body,
    });
  const [first, again] = [
    await post('amount=700&currency=usd'),
    await post('currency=usd&amount=700'),
  ];
  expect(await again.json()).toEqual(await first.json());
});

test('two at the same time: the second meets a conflict, its client repeats and finds the answer', async () => {
  await bench.control('PUT', '/settings', { latencyMs: { '*': 120 } });
  const first = create('order-4');
  await new Promise((resolve) => setTimeout(resolve, 30));
  const conflict = await thrownBy(create('order-4'));
  expect(conflict).toMatchObject({
    type: 'StripeAPIError',
    statusCode: 409,
    code: 'idempotency_key_in_use',
  });
  const patient = bench.clientFor({ maxNetworkRetries: 2 });
  const found = await patient.paymentIntents.create(order, { idempotencyKey: 'order-4' });
  expect(found.id).toBe((await first).id);
});

test('a validation failure is not kept, so the key stays free', async () => {
  expect((await thrownBy(create('order-5', { amount: 1 }))).code).toBe('amount_too_small');
  expect((await thrownBy(create('order-5', { colour: 'red' }))).code).toBe('parameter_unknown');
  expect((await create('order-5')).amount).toBe(700);
});

test('a decline is kept: the same key gives the same 402 and no second attempt', async () => {
  const declined = { payment_method: 'pm_card_visa_chargeDeclined', confirm: true };
  const first = await thrownBy(create('order-6', declined));
  const again = await thrownBy(create('order-6', declined));
  expect(again.charge).toBe(first.charge);
});

test('a 500 after the endpoint began is kept; the effect took place', async () => {
  const before = (await bench.statistics()).intentsCreated;
  await bench.control('POST', '/faults', { route: '/v1/payment_intents', kind: 'status-after' });
  for (const _attempt of [1, 2]) {
    const error = await thrownBy(create('order-7', { metadata: { order: '7' } }));
    expect(error).toMatchObject({ type: 'StripeAPIError', statusCode: 500 });
  }
  const { intentsCreated } = await bench.statistics();
  expect(intentsCreated).toBe(before + 1);
  const [newest] = (await bench.stripe.paymentIntents.list({ limit: 1 })).data;
  expect(newest?.metadata).toEqual({ order: '7' });
});

test('a 500 before the endpoint began is not kept', async () => {
  const fault = { route: 'POST /v1/payment_intents', kind: 'status-before', status: 503 };
  await bench.control('POST', '/faults', fault);
  expect((await thrownBy(create('order-8'))).statusCode).toBe(503);
  expect((await create('order-8')).amount).toBe(700);
});

test('after a day the same key makes a new object', async () => {
  const first = await create('order-9');
  await bench.control('PUT', '/settings', { clockOffsetSeconds: 86_399 });
  expect((await create('order-9')).id).toBe(first.id);
  await bench.control('PUT', '/settings', { clockOffsetSeconds: 86_401 });
  expect((await create('order-9')).id).not.toBe(first.id);
});

test('a key longer than 255 characters is refused', async () => {
  expect((await thrownBy(create('k'.repeat(256)))).statusCode).toBe(400);
});
