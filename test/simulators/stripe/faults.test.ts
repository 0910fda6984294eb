import type Stripe from 'stripe';
import { type Bench, noRedirects, openBench, thrownBy } from './testbench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const order = { amount: 700, currency: 'usd', automatic_payment_methods: noRedirects };
const create = (stripe: Stripe = bench.stripe) => stripe.paymentIntents.create(order);
const inject = (fault: object) =>
  bench.control('POST', '/faults', { route: 'POST /v1/payment_intents', ...fault });

test('a dropped connection is repeated by the client itself, with the same key', async () => {
  await inject({ kind: 'drop-after' });
  const intent = await create();
  expect(intent.status).toBe('requires_payment_method');
  expect(await bench.statistics()).toMatchObject({
    intentsCreated: 1,
    idempotentReplays: 1,
    faultsInjected: { 'drop-after': 1 },
    requests: { 'POST /v1/payment_intents': 2 },
  });
});

test('dropped before the effect: nothing was made by the first attempt', async () => {
  await inject({ kind: 'drop-before', times: 2 });
  expect(await thrownBy(create())).toMatchObject({ type: 'StripeConnectionError' });
  expect(await bench.statistics()).toMatchObject({ intentsCreated: 0 });
  expect((await create()).amount).toBe(700);
});

test('a body cut short leaves the outcome unknown', async () => {
  await inject({ kind: 'cut-after' });
  expect(await thrownBy(create())).toMatchObject({ type: 'StripeConnectionError' });
  expect(await bench.statistics()).toMatchObject({ intentsCreated: 1 });
});

test.each([
  ['hang', 0],
  ['hang-after', 1],
] as const)('%s: the client gives up', async (kind, made) => {
  await inject({ kind });
  const hasty = bench.clientFor({ timeout: 80 });
  expect(await thrownBy(create(hasty))).toMatchObject({ type: 'StripeConnectionError' });
  expect(await bench.statistics()).toMatchObject({ intentsCreated: made });
});

test('a delay longer than the client waits: the effect takes place all the same', async () => {
  await inject({ kind: 'delay', delayMs: 120 });
  const hasty = bench.clientFor({ timeout: 50 });
  const options = { idempotencyKey: 'slow' };
  const attempt = () => hasty.paymentIntents.create(order, options);
  expect(await thrownBy(attempt())).toMatchObject({ type: 'StripeConnectionError' });
  expect(await thrownBy(attempt())).toMatchObject({ code: 'idempotency_key_in_use' });
  await new Promise((resolve) => setTimeout(resolve, 120));
  await attempt();
  expect(await bench.statistics()).toMatchObject({ intentsCreated: 1 });
});

test('rate limits and lock timeouts; Stripe-Should-Retry rules the client', async () => {
  const patient = bench.clientFor({ maxNetworkRetries: 2 });
  await inject({ kind: 'status-before', status: 429 });
  expect(await thrownBy(create(patient))).toMatchObject({
    type: 'StripeRateLimitError',
    code: 'rate_limit',
  });
  await inject({ kind: 'status-before', status: 429, code: 'lock_timeout', shouldRetry: true });
  expect((await create(patient)).amount).toBe(700);
  await inject({ kind: 'status-before', status: 500, shouldRetry: false });
  expect(await thrownBy(create(patient))).toMatchObject({ statusCode: 500 });
  await inject({ kind: 'status-before', status: 409 });
  expect((await create(patient)).amount).toBe(700);
});

test('a probability draws from the seed, and faults of other routes are not met', async () => {
  await inject({ kind: 'status-before', probability: 0.5 });
  const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => create()));
  const failed = outcomes.filter(({ status }) => status === 'rejected').length;
  expect(failed).toBeGreaterThan(8);
  expect(failed).toBeLessThan(32);
  expect((await bench.stripe.paymentIntents.list()).object).toBe('list');
  const [fault] = await bench.control<object[]>('GET', '/faults');
  expect(fault).toMatchObject({ injected: failed, left: null });
  await bench.control('DELETE', '/faults');
  expect(await bench.control('GET', '/faults')).toEqual([]);
});

test('a wrong order is refused in words', async () => {
  await expect(inject({ kind: 'explode' })).rejects.toThrow(/400 .*kind/s);
  await expect(inject({ kind: 'delay' })).rejects.toThrow('a delay needs delayMs');
});

test('latency by route, as a number or a range', async () => {
  await bench.control('PUT', '/settings', {
    latencyMs: { '*': [40, 60], 'GET /v1/payment_intents': 0 },
  });
  const timed = async (call: () => Promise<unknown>) => {
    const start = performance.now();
    await call();
    return performance.now() - start;
  };
  expect(await timed(() => create())).toBeGreaterThan(38);
  expect(await timed(() => bench.stripe.paymentIntents.list())).toBeLessThan(38);
});
