import { type Bench, openBench, publishableKey, secretKey, thrownBy } from './testbench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const order = { amount: 700, currency: 'usd' };

function call(path: string, headers: Record<string, string>, body?: string): Promise<Response> {
  const init: RequestInit = { headers, method: body === undefined ? 'GET' : 'POST' };
  if (body !== undefined) init.body = body;
  return fetch(`${bench.url}${path}`, init);
}
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const basic = (key: string) => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;

test('a missing or wrong key answers 401, and every answer has a request id', async () => {
  const none = await call('/v1/payment_intents', {});
  expect(none.status).toBe(401);
  expect(none.headers.get('request-id')).toMatch(/^req_\w{14}$/);
  const stranger = bench.clientFor({}, 'sk_test_of_somebody_else');
  const error = await thrownBy(stranger.paymentIntents.create(order));
  expect(error).toMatchObject({ type: 'StripeAuthenticationError', statusCode: 401 });
  expect(error.requestId).toMatch(/^req_/);
  expect(error.message).not.toContain('sk_test_of_somebody_else');
});

test('basic authentication works for both keys', async () => {
  const authorization = basic(secretKey);
  expect((await call('/v1/payment_intents', { authorization })).status).toBe(200);
  const client = await call('/v1/payment_intents', { authorization: basic(publishableKey) });
  expect(client.status).toBe(401);
});

test('the version is echoed, a nonsense one refused', async () => {
  const authorization = `Bearer ${secretKey}`;
  const versioned = { authorization, 'stripe-version': '2024-06-20' };
  const answer = await call('/v1/payment_intents', versioned);
  expect(answer.headers.get('stripe-version')).toBe('2024-06-20');
  const wrong = await call('/v1/payment_intents', { authorization, 'stripe-version': 'new' });
  expect(wrong.status).toBe(400);
  expect((await bench.stripe.paymentIntents.list()).lastResponse.apiVersion).toBe(
    '2026-10-28.endive',
  );
});

test.each([
  [{ amount: 700 }, 'parameter_missing', 'currency'],
  [{ currency: 'usd' }, 'parameter_missing', 'amount'],
  [{ ...order, colour: 'red' }, 'parameter_unknown', 'colour'],
  [{ ...order, payment_method_types: ['card'] }, 'parameter_unknown', 'payment_method_types'],
  [{ ...order, automatic_payment_methods: {} }, undefined, undefined],
  [
    { ...order, automatic_payment_methods: { enabled: true, colour: 'red' } },
    'parameter_unknown',
    'automatic_payment_methods[colour]',
  ],
  [{ ...order, amount: 'much' }, 'parameter_invalid_integer', 'amount'],
  [{ ...order, description: '' }, 'parameter_invalid_empty', 'description'],
  [{ ...order, capture_method: 'later' }, undefined, 'capture_method'],
  [{ ...order, metadata: { ['k'.repeat(41)]: 'v' } }, undefined, `metadata[${'k'.repeat(41)}]`],
  [{ ...order, metadata: { k: 'v'.repeat(501) } }, undefined, 'metadata[k]'],
  [{ ...order, transfer_data: { destination: 'a' } }, 'simulator_unmodelled', 'transfer_data'],
  [{ ...order, customer: 'cus_none' }, 'resource_missing', 'customer'],
  [{ ...order, payment_method: 'pm_card_none' }, 'resource_missing', 'payment_method'],
  [{ ...order, off_session: true }, undefined, 'off_session'],
])('%j: %s', async (params, code, param) => {
  const call = bench.stripe.paymentIntents.create(params as never);
  // An empty group does not travel in a form, so that one is fine.
  if (code === undefined && param === undefined) {
    expect((await call).object).toBe('payment_intent');
    return;
  }
  const error = await thrownBy(call);
  expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400, param });
  expect(error.code).toBe(code);
});

test('an unknown id is 404 resource_missing', async () => {
  const { paymentIntents, refunds, charges, customers, events } = bench.stripe;
  for (const missing of [
    paymentIntents.retrieve('pi_none'),
    paymentIntents.cancel('pi_none'),
    refunds.retrieve('re_none'),
    charges.retrieve('ch_none'),
    customers.retrieve('cus_none'),
    events.retrieve('evt_none'),
  ]) {
    expect(await thrownBy(missing)).toMatchObject({ statusCode: 404, code: 'resource_missing' });
  }
});

test('an unknown URL is 404, JSON instead of a form and broken brackets are 400', async () => {
  const authorization = `Bearer ${secretKey}`;
  expect((await call('/v1/nothing', { authorization })).status).toBe(404);
  const json = { authorization, 'content-type': 'application/json' };
  expect((await call('/v1/payment_intents', json, '{"amount":700}')).status).toBe(400);
  for (const body of ['amount[=1', 'a[b]=1&a=2&a[c]=3', '[a]=1']) {
    const answer = await call('/v1/payment_intents', { authorization, ...form }, body);
    expect(answer.status).toBe(400);
  }
});

test('lists are paged by cursor, newest first, and filtered', async () => {
  const { paymentIntents, customers } = bench.stripe;
  const customer = (await customers.create({ email: 'a@example.com', name: 'A' })).id;
  const ids: string[] = [];
  for (let made = 0; made < 5; made += 1) {
    ids.unshift((await paymentIntents.create({ ...order, customer })).id);
  }
  const found = async (params: object) => {
    const page = await paymentIntents.list({ customer, ...params });
    return { ids: page.data.map(({ id }) => id), more: page.has_more };
  };
  expect(await found({ limit: 2 })).toEqual({ ids: ids.slice(0, 2), more: true });
  expect(await found({ limit: 2, starting_after: ids[3] })).toEqual({ ids: [ids[4]], more: false });
  expect(await found({ limit: 2, ending_before: ids[3] })).toEqual({
    ids: ids.slice(1, 3),
    more: true,
  });
  const walked: string[] = [];
  for await (const intent of paymentIntents.list({ customer, limit: 2 })) walked.push(intent.id);
  expect(walked).toEqual(ids);
  expect((await thrownBy(paymentIntents.list({ limit: 101 }))).param).toBe('limit');
  const unknown = await thrownBy(paymentIntents.list({ starting_after: 'pi_none' }));
  expect(unknown.code).toBe('resource_missing');
});

test('expand works in depth and in lists, and names what it cannot expand', async () => {
  const { paymentIntents, customers } = bench.stripe;
  const { id: customer } = await customers.create({ metadata: { vendor: 'v1' } });
  await paymentIntents.create({
    ...order,
    customer,
    confirm: true,
    payment_method: 'pm_card_visa',
    return_url: 'https://shop.example/',
  });
  const page = await paymentIntents.list({
    customer,
    expand: ['data.latest_charge.payment_intent', 'data.customer', 'data.payment_method'],
  });
  expect(page.data[0]).toMatchObject({
    customer: { id: customer, metadata: { vendor: 'v1' } },
    latest_charge: { payment_intent: { object: 'payment_intent' } },
    payment_method: { card: { last4: '4242' } },
  });
  const error = await thrownBy(paymentIntents.list({ expand: ['data.amount'] }));
  expect(error.message).toBe('This property cannot be expanded (data.amount).');
});
