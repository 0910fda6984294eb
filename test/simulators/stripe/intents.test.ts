import { type Bench, noRedirects, openBench, thrownBy } from './testbench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const order = { amount: 1250, currency: 'usd', automatic_payment_methods: noRedirects };
const confirmed = { ...order, confirm: true, payment_method: 'pm_card_visa' };

test('a created intent keeps what it was given and waits for a method', async () => {
  const intent = await bench.stripe.paymentIntents.create({
    ...order,
    metadata: { order: 'ord 1/ä', empty: '' },
    description: 'Bundle',
  });
  expect(intent).toMatchObject({
    amount: 1250,
    currency: 'usd',
    status: 'requires_payment_method',
    metadata: { order: 'ord 1/ä' },
    description: 'Bundle',
    capture_method: 'automatic_async',
    latest_charge: null,
    last_payment_error: null,
    livemode: false,
  });
  expect(intent.id).toMatch(/^pi_\w{24}$/);
  expect(intent.client_secret).toMatch(new RegExp(`^${intent.id}_secret_\\w{25}$`));
  expect(await bench.stripe.paymentIntents.retrieve(intent.id)).toEqual(intent);
});

test('the seed decides the ids', async () => {
  const [one, other] = [await openBench({ seed: 3 }), await openBench({ seed: 3 })];
  const [first, second] = [
    await one.stripe.paymentIntents.create(order),
    await other.stripe.paymentIntents.create(order),
  ];
  expect(first.id).toBe(second.id);
  await Promise.all([one.close(), other.close()]);
});

test('a confirmed visa pays in full and leaves a captured charge', async () => {
  const intent = await bench.stripe.paymentIntents.create({
    ...confirmed,
    expand: ['latest_charge.balance_transaction'],
  });
  expect(intent).toMatchObject({ status: 'succeeded', amount_received: 1250 });
  expect(intent.latest_charge).toMatchObject({
    amount_captured: 1250,
    captured: true,
    paid: true,
    refunded: false,
    payment_intent: intent.id,
    payment_method_details: { card: { brand: 'visa', last4: '4242' } },
    balance_transaction: { amount: 1250, type: 'charge', fee: 66, net: 1184 },
  });
});

test.each([
  ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
  ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['pm_card_chargeCustomerFail', 'card_declined', 'generic_decline'],
  ['pm_card_chargeDeclinedExpiredCard', 'expired_card', ''],
  ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', ''],
  ['pm_card_chargeDeclinedProcessingError', 'processing_error', ''],
])(
  '%s is declined as %s/%s, and another card may pay the same intent',
  async (method, code, why) => {
    const intent = await bench.stripe.paymentIntents.create(order);
    const { paymentIntents } = bench.stripe;
    const error = await thrownBy(paymentIntents.confirm(intent.id, { payment_method: method }));
    expect(error).toMatchObject({ type: 'StripeCardError', statusCode: 402, code });
    // The client shows an absent decline code as an empty text.
    expect(error.decline_code).toBe(why);
    expect(error.payment_intent).toMatchObject({
      id: intent.id,
      status: 'requires_payment_method',
      payment_method: null,
      last_payment_error: { code, charge: error.charge },
    });
    const failed = await bench.stripe.charges.retrieve(error.charge as string);
    expect(failed).toMatchObject({ status: 'failed', paid: false, amount_captured: 0 });
    const paid = await paymentIntents.confirm(intent.id, { payment_method: 'pm_card_mastercard' });
    expect(paid).toMatchObject({ status: 'succeeded', last_payment_error: null });
  },
);

test('a server-side confirm asks for a return_url where redirects are allowed', async () => {
  const { paymentIntents } = bench.stripe;
  const before = await bench.statistics();
  const { automatic_payment_methods: _left, ...defaults } = confirmed;
  const error = await thrownBy(paymentIntents.create(defaults));
  expect(error.message).toContain('return_url');
  expect(await bench.statistics()).toMatchObject({
    intentsCreated: before.intentsCreated,
  });
  const paid = await paymentIntents.create({ ...defaults, return_url: 'https://shop.example/' });
  expect(paid.status).toBe('succeeded');
});

test('manual capture holds the money until it is captured, in part if so wished', async () => {
  const { paymentIntents, charges } = bench.stripe;
  const held = await paymentIntents.create({ ...confirmed, capture_method: 'manual' });
  expect(held).toMatchObject({
    status: 'requires_capture',
    amount_capturable: 1250,
    amount_received: 0,
  });
  const over = await thrownBy(paymentIntents.capture(held.id, { amount_to_capture: 1251 }));
  expect(over).toMatchObject({ param: 'amount_to_capture' });
  const taken = await paymentIntents.capture(held.id, { amount_to_capture: 1000 });
  expect(taken).toMatchObject({
    status: 'succeeded',
    amount_received: 1000,
    amount_capturable: 0,
  });
  const charge = await charges.retrieve(taken.latest_charge as string);
  expect(charge).toMatchObject({ amount: 1250, amount_captured: 1000, captured: true });
  const again = await thrownBy(paymentIntents.capture(held.id));
  expect(again.code).toBe('payment_intent_unexpected_state');
});

test('an authorisation lapses after seven days', async () => {
  const held = await bench.stripe.paymentIntents.create({ ...confirmed, capture_method: 'manual' });
  await bench.control('PUT', '/settings', { clockOffsetSeconds: 7 * 86_400 + 1 });
  const lapsed = await bench.stripe.paymentIntents.retrieve(held.id);
  expect(lapsed).toMatchObject({ status: 'canceled', cancellation_reason: 'automatic' });
  await bench.control('PUT', '/settings', { clockOffsetSeconds: null });
});

test('cancel wins before the payment and tells of it afterwards', async () => {
  const { paymentIntents } = bench.stripe;
  const open = await paymentIntents.create(order);
  const canceled = await paymentIntents.cancel(open.id, { cancellation_reason: 'abandoned' });
  expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
  expect(canceled.canceled_at).not.toBeNull();
  const confirm = paymentIntents.confirm(open.id, { payment_method: 'pm_card_visa' });
  expect(await thrownBy(confirm)).toMatchObject({ code: 'payment_intent_unexpected_state' });

  const paid = await paymentIntents.create(confirmed);
  const error = await thrownBy(paymentIntents.cancel(paid.id));
  expect(error).toMatchObject({
    type: 'StripeInvalidRequestError',
    code: 'payment_intent_unexpected_state',
    payment_intent: { id: paid.id, status: 'succeeded' },
  });
});

test('the amount may change until the money is taken, metadata always', async () => {
  const { paymentIntents, charges } = bench.stripe;
  const intent = await paymentIntents.create({ ...order, metadata: { a: '1', b: '2' } });
  const changed = await paymentIntents.update(intent.id, { amount: 900, metadata: { a: '' } });
  expect(changed).toMatchObject({ amount: 900, metadata: { b: '2' } });
  const attached = await paymentIntents.update(intent.id, { payment_method: 'pm_card_visa' });
  expect(attached.status).toBe('requires_confirmation');
  const paid = await paymentIntents.confirm(intent.id);
  expect(paid.amount_received).toBe(900);
  const error = await thrownBy(paymentIntents.update(intent.id, { amount: 901 }));
  expect(error).toMatchObject({ code: 'payment_intent_unexpected_state', param: 'amount' });
  await paymentIntents.update(intent.id, { metadata: { late: 'yes' } });
  const charge = await charges.retrieve(paid.latest_charge as string);
  expect(charge.metadata).toEqual({ b: '2' });
});

test('a bank debit is processing until it settles', async () => {
  const start = () =>
    bench.stripe.paymentIntents.create({
      ...confirmed,
      payment_method: 'pm_usBankAccount_success',
    });
  const settled = await start();
  expect(settled.status).toBe('processing');
  const complete = (id: string, outcome: string) =>
    bench.control('POST', `/intents/${id}/complete-action`, { outcome });
  expect(await complete(settled.id, 'succeed')).toMatchObject({ status: 'succeeded' });
  const bounced = await start();
  expect(await complete(bounced.id, 'fail')).toMatchObject({ status: 'requires_payment_method' });
});

test.each([
  [{ amount: 49, currency: 'usd' }, 'amount_too_small'],
  [{ amount: 100_000_000, currency: 'usd' }, 'amount_too_large'],
  [{ amount: 0, currency: 'usd' }, 'parameter_invalid_integer'],
  [{ amount: 1001, currency: 'kwd' }, 'invalid_charge_amount'],
  [{ amount: 12_345, currency: 'isk' }, 'invalid_charge_amount'],
  [{ amount: 100, currency: 'zzz' }, undefined],
])('%j is refused', async (money, code) => {
  const error = await thrownBy(bench.stripe.paymentIntents.create({ ...order, ...money }));
  expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400 });
  expect(error.code).toBe(code);
});

test('eight digits are the most, and zero-decimal currencies need no step', async () => {
  const { paymentIntents } = bench.stripe;
  expect((await paymentIntents.create({ ...order, amount: 99_999_999 })).amount).toBe(99_999_999);
  const yen = await paymentIntents.create({ ...order, amount: 51, currency: 'JPY' });
  expect(yen.currency).toBe('jpy');
});
