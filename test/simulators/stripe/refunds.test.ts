import {
  type Bench,
  type Endpoint,
  eventually,
  noRedirects,
  openBench,
  openEndpoint,
  thrownBy,
  webhookSecret,
} from './testbench.ts';

let bench: Bench;
let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
  bench = await openBench({ webhook: { url: endpoint.url, secret: webhookSecret } });
});
afterAll(async () => {
  await bench.close();
  await endpoint.close();
});

const paid = (payment_method = 'pm_card_visa') =>
  bench.stripe.paymentIntents.create({
    amount: 1000,
    currency: 'usd',
    automatic_payment_methods: noRedirects,
    payment_method,
    confirm: true,
  });

test('partial refunds add up on the charge, and not beyond what was captured', async () => {
  const { refunds, charges } = bench.stripe;
  const intent = await paid();
  const params = { payment_intent: intent.id, amount: 400 };
  const first = await refunds.create({
    ...params,
    reason: 'requested_by_customer',
    metadata: { refund: 'r1' },
    expand: ['charge', 'payment_intent'],
  });
  expect(first).toMatchObject({
    amount: 400,
    status: 'succeeded',
    reason: 'requested_by_customer',
    metadata: { refund: 'r1' },
    charge: { amount_refunded: 400, refunded: false },
    payment_intent: { id: intent.id, status: 'succeeded' },
  });
  const over = await thrownBy(refunds.create({ payment_intent: intent.id, amount: 601 }));
  expect(over).toMatchObject({ type: 'StripeInvalidRequestError', param: 'amount' });
  const rest = await refunds.create({ charge: intent.latest_charge as string });
  expect(rest.amount).toBe(600);
  const charge = await charges.retrieve(intent.latest_charge as string, { expand: ['refunds'] });
  expect(charge).toMatchObject({ amount_refunded: 1000, refunded: true });
  expect(charge.refunds?.data.map(({ id }) => id)).toEqual([rest.id, first.id]);
  expect(await thrownBy(refunds.create(params))).toMatchObject({ code: 'charge_already_refunded' });
  const listed = await refunds.list({ payment_intent: intent.id });
  expect(listed.data).toHaveLength(2);
});

test('twenty refunds side by side never give back more than was taken', async () => {
  const intent = await paid();
  await bench.control('PUT', '/settings', { latencyMs: { '/v1/refunds': [0, 30] } });
  const attempts = Array.from({ length: 20 }, () =>
    bench.stripe.refunds.create({ payment_intent: intent.id, amount: 150 }),
  );
  const outcomes = await Promise.allSettled(attempts);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
  const charge = await bench.stripe.charges.retrieve(intent.latest_charge as string);
  expect(charge.amount_refunded).toBe(900);
  await bench.control('PUT', '/settings', { latencyMs: { '/v1/refunds': null } });
});

test('what was not paid cannot be refunded', async () => {
  const { paymentIntents, refunds } = bench.stripe;
  const open = await paymentIntents.create({ amount: 1000, currency: 'usd' });
  const error = await thrownBy(refunds.create({ payment_intent: open.id }));
  expect(error.message).toContain('does not have a successful charge');
  expect(await thrownBy(refunds.create({ payment_intent: 'pi_none' }))).toMatchObject({
    statusCode: 400,
    code: 'resource_missing',
    param: 'payment_intent',
  });
  expect((await thrownBy(refunds.create({}))).statusCode).toBe(400);
});

test('a refund may fail long after it succeeded: the charge is open again', async () => {
  const { refunds, charges } = bench.stripe;
  const intent = await paid();
  const refund = await refunds.create({ payment_intent: intent.id });
  await bench.control('POST', `/refunds/${refund.id}/fail`, { failure_reason: 'declined' });
  expect(await refunds.retrieve(refund.id)).toMatchObject({
    status: 'failed',
    failure_reason: 'declined',
    failure_balance_transaction: expect.stringMatching(/^txn_/),
  });
  const charge = await charges.retrieve(intent.latest_charge as string);
  expect(charge).toMatchObject({ amount_refunded: 0, refunded: false });
  await eventually(
    () => endpoint.received.filter(({ event }) => event.type === 'refund.failed'),
    (failed) => failed.length === 1,
  );
  expect((await refunds.create({ payment_intent: intent.id })).status).toBe('succeeded');
});

test.each([
  ['pm_card_refundFail', 'succeeded', 'failed'],
  ['pm_card_pendingRefund', 'pending', 'succeeded'],
])('%s: first %s, later %s', async (method, first, later) => {
  await bench.control('PUT', '/settings', { refundSettlementMs: 60 });
  const { refunds } = bench.stripe;
  const refund = await refunds.create({ payment_intent: (await paid(method)).id });
  expect(refund.status).toBe(first);
  await eventually(
    () => refunds.retrieve(refund.id),
    ({ status }) => status === later,
  );
});

test('metadata of a refund may change; only one that waits for the customer may be cancelled', async () => {
  const { refunds } = bench.stripe;
  const refund = await refunds.create({ payment_intent: (await paid()).id });
  const updated = await refunds.update(refund.id, { metadata: { a: 'b' } });
  expect(updated.metadata).toEqual({ a: 'b' });
  expect((await thrownBy(refunds.cancel(refund.id))).statusCode).toBe(400);
  await bench.control('POST', `/refunds/${refund.id}/move`, { status: 'requires_action' });
  expect((await refunds.cancel(refund.id)).status).toBe('canceled');
});

test('statistics count what came back, not what failed', async () => {
  await bench.control('POST', '/reset');
  const intent = await paid();
  const { refunds } = bench.stripe;
  const failing = await refunds.create({ payment_intent: intent.id, amount: 300 });
  await refunds.create({ payment_intent: intent.id, amount: 200 });
  await bench.control('POST', `/refunds/${failing.id}/fail`);
  expect(await bench.statistics()).toMatchObject({
    intentsCreated: 1,
    intentsSucceeded: 1,
    capturedMinor: { usd: 1000 },
    refundedMinor: { usd: 200 },
    refunds: 2,
  });
});
