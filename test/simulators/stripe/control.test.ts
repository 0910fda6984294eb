import { type Bench, openBench } from './testbench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const order = { amount: 700, currency: 'usd' };
const pay = (id: string, body: object = {}) => bench.control('POST', `/intents/${id}/pay`, body);

test('health', async () => {
  expect(await bench.control('GET', '/health')).toEqual({ ok: true });
});

test('pay is the browser confirming: success, decline, challenge', async () => {
  const { id } = await bench.stripe.paymentIntents.create(order);
  expect(await pay(id, { payment_method: 'pm_card_visa_chargeDeclined' })).toMatchObject({
    status: 'requires_payment_method',
    decline: 'generic_decline',
  });
  const challenged = await pay(id, { payment_method: 'pm_card_threeDSecure2Required' });
  expect(challenged).toMatchObject({
    status: 'requires_action',
    next_action: expect.stringContaining('/redirect/authenticate/'),
  });
  const complete = (outcome: string) =>
    bench.control('POST', `/intents/${id}/complete-action`, { outcome });
  expect(await complete('fail')).toMatchObject({
    status: 'requires_payment_method',
    decline: 'payment_intent_authentication_failure',
  });
  expect(await pay(id)).toMatchObject({ status: 'succeeded', amount_received: 700 });
  await expect(pay(id)).rejects.toThrow('400 payment_intent_unexpected_state');
  await expect(complete('succeed')).rejects.toThrow('400 payment_intent_unexpected_state');
});

test('an underpayment succeeds with less than was asked for', async () => {
  const { id } = await bench.stripe.paymentIntents.create(order);
  expect(await pay(id, { amount_received: 650 })).toMatchObject({
    status: 'succeeded',
    amount: 700,
    amount_received: 650,
  });
  expect((await bench.statistics()).capturedMinor).toEqual({ usd: 650 });
});

test('the intents are listed in the order of their making', async () => {
  const { paymentIntents } = bench.stripe;
  const first = await paymentIntents.create({ ...order, metadata: { order: 'o1' } });
  const second = await paymentIntents.create({ ...order, currency: 'eur' });
  expect(await bench.control('GET', '/intents')).toEqual([
    expect.objectContaining({
      id: first.id,
      status: 'requires_payment_method',
      amount: 700,
      amount_received: 0,
      currency: 'usd',
      metadata: { order: 'o1' },
      client_secret: first.client_secret,
    }),
    expect.objectContaining({ id: second.id, currency: 'eur' }),
  ]);
});

test('statistics tell what was charged by currency, and requests by route', async () => {
  const { paymentIntents } = bench.stripe;
  for (const currency of ['usd', 'usd', 'eur']) {
    await pay((await paymentIntents.create({ ...order, currency })).id);
  }
  const canceled = await paymentIntents.create(order);
  await paymentIntents.cancel(canceled.id);
  await fetch(`${bench.url}/v1/nothing`);
  expect(await bench.statistics()).toMatchObject({
    intentsCreated: 4,
    intentsSucceeded: 3,
    intentsCanceled: 1,
    capturedMinor: { usd: 1400, eur: 700 },
    refundedMinor: {},
    refunds: 0,
    requests: {
      'POST /v1/payment_intents': 4,
      'POST /v1/payment_intents/{intent}/cancel': 1,
      'GET (unknown)': 1,
    },
    faultsInjected: {},
    eventsCreated: 14,
    idempotentReplays: 0,
  });
});

test('settings merge, null returns to the default, and a mistake changes nothing', async () => {
  const put = (patch: object) => bench.control('PUT', '/settings', patch);
  await put({ webhook: { duplicates: 3, retryGapsMs: [5] }, latencyMs: { '*': 3 } });
  await expect(put({ webhook: { duplicates: -1 } })).rejects.toThrow(/400 .*duplicates/s);
  await expect(put({ webhok: {} })).rejects.toThrow(/400 .*webhok/s);
  await put({ webhook: { duplicates: null } });
  expect(await bench.control('GET', '/settings')).toMatchObject({
    webhook: { duplicates: 0, retryGapsMs: [5] },
    latencyMs: { '*': 3 },
  });
});

test('reset forgets everything but never repeats an id', async () => {
  const before = await bench.stripe.paymentIntents.create(order);
  await bench.control('POST', '/faults', { route: '*', kind: 'hang' });
  await bench.control('PUT', '/settings', { latencyMs: { '*': 9 } });
  await bench.control('POST', '/reset');
  expect(await bench.control('GET', '/intents')).toEqual([]);
  expect(await bench.control('GET', '/faults')).toEqual([]);
  expect(await bench.control('GET', '/settings')).toMatchObject({ latencyMs: {} });
  expect((await bench.stripe.paymentIntents.create(order)).id).not.toBe(before.id);
});

test('unknown control calls and ids are 404', async () => {
  await expect(bench.control('GET', '/nothing')).rejects.toThrow('404');
  await expect(pay('pi_none')).rejects.toThrow('404 resource_missing');
  await expect(bench.control('POST', '/events/evt_none/resend')).rejects.toThrow('404');
  await expect(bench.control('POST', '/charges/ch_none/dispute')).rejects.toThrow('404');
});
