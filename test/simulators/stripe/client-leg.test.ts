import type Stripe from 'stripe';
import { type Bench, noRedirects, openBench, publishableKey, thrownBy } from './testbench.ts';

let bench: Bench;
let browser: Stripe;
beforeAll(async () => {
  bench = await openBench();
  browser = bench.clientFor({}, publishableKey);
});
afterAll(() => bench.close());

const order = { amount: 500, currency: 'eur', metadata: { order: 'o1' } };
const client = (intent: Stripe.PaymentIntent, more: object = {}) =>
  ({ client_secret: intent.client_secret, ...more }) as Stripe.PaymentIntentConfirmParams;

test('the publishable key and the client secret confirm and see a reduced intent', async () => {
  const intent = await bench.stripe.paymentIntents.create(order);
  const params = client(intent, { payment_method: 'pm_card_visa' });
  const paid = await browser.paymentIntents.confirm(intent.id, params);
  expect(paid.status).toBe('succeeded');
  expect(paid).not.toHaveProperty('metadata');
  expect(paid).not.toHaveProperty('latest_charge');
  const client_secret = intent.client_secret as string;
  const seen = await browser.paymentIntents.retrieve(intent.id, { client_secret });
  expect(seen).toMatchObject({ id: intent.id, status: 'succeeded' });
});

test('a wrong or missing client secret is refused, and other calls need the secret key', async () => {
  const intent = await bench.stripe.paymentIntents.create(order);
  const wrong = { client_secret: `${intent.id}_secret_x`, payment_method: 'pm_card_visa' };
  const { paymentIntents } = browser;
  const refused = await thrownBy(paymentIntents.confirm(intent.id, wrong as object));
  expect(refused).toMatchObject({ param: 'client_secret', statusCode: 400 });
  const missing = await thrownBy(paymentIntents.confirm(intent.id, {}));
  expect(missing).toMatchObject({ code: 'parameter_missing', param: 'client_secret' });
  expect((await thrownBy(paymentIntents.retrieve(intent.id))).code).toBe('parameter_missing');
  expect(await thrownBy(paymentIntents.create(order))).toMatchObject({
    type: 'StripeAuthenticationError',
    code: 'secret_key_required',
  });
  expect((await bench.stripe.paymentIntents.retrieve(intent.id)).status).toBe(
    'requires_payment_method',
  );
});

test('a decline in the browser embeds the reduced intent only', async () => {
  const intent = await bench.stripe.paymentIntents.create(order);
  const params = client(intent, { payment_method: 'pm_card_visa_chargeDeclined' });
  const error = await thrownBy(browser.paymentIntents.confirm(intent.id, params));
  expect(error).toMatchObject({ code: 'card_declined', payment_intent: { id: intent.id } });
  expect(error.payment_intent).not.toHaveProperty('metadata');
});

test('manual confirmation is for the server alone, once more after the challenge', async () => {
  const intent = await bench.stripe.paymentIntents.create({
    ...order,
    confirmation_method: 'manual',
    automatic_payment_methods: noRedirects,
  });
  const params = client(intent, { payment_method: 'pm_card_visa' });
  expect(await thrownBy(browser.paymentIntents.confirm(intent.id, params))).toMatchObject({
    code: 'payment_intent_invalid_parameter',
  });
  const { paymentIntents } = bench.stripe;
  const method = { payment_method: 'pm_card_threeDSecure2Required' };
  expect((await paymentIntents.confirm(intent.id, method)).status).toBe('requires_action');
  const path = `/intents/${intent.id}/complete-action`;
  expect(await bench.control('POST', path, { outcome: 'succeed' })).toMatchObject({
    status: 'requires_confirmation',
  });
  expect((await paymentIntents.confirm(intent.id)).status).toBe('succeeded');
});

describe('3-D Secure', () => {
  async function challenged(): Promise<{ intent: Stripe.PaymentIntent; page: string }> {
    const intent = await bench.stripe.paymentIntents.create(order);
    const params = client(intent, {
      payment_method: 'pm_card_authenticationRequired',
      return_url: 'https://shop.example/done?x=1',
    });
    const waiting = await browser.paymentIntents.confirm(intent.id, params);
    expect(waiting.status).toBe('requires_action');
    return { intent, page: waiting.next_action?.redirect_to_url?.url as string };
  }

  test('the page completes the payment and sends the customer back', async () => {
    const { intent, page } = await challenged();
    expect(await (await fetch(page)).text()).toContain('outcome=succeed');
    const response = await fetch(`${page}&outcome=succeed`, { redirect: 'manual' });
    expect(response.status).toBe(303);
    const back = new URL(response.headers.get('location') as string);
    expect(Object.fromEntries(back.searchParams)).toEqual({
      x: '1',
      payment_intent: intent.id,
      payment_intent_client_secret: intent.client_secret,
      redirect_status: 'succeeded',
    });
    const paid = await bench.stripe.paymentIntents.retrieve(intent.id, {
      expand: ['latest_charge'],
    });
    expect(paid).toMatchObject({
      status: 'succeeded',
      latest_charge: {
        payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } },
      },
    });
  });

  test('a failed challenge leaves the intent open for another card', async () => {
    const { intent, page } = await challenged();
    await fetch(`${page}&outcome=fail`, { redirect: 'manual' });
    expect(await bench.stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
      latest_charge: null,
    });
    const paid = await bench.control('POST', `/intents/${intent.id}/pay`, {});
    expect(paid.status).toBe('succeeded');
  });

  test('the page needs the client secret', async () => {
    const { page } = await challenged();
    const address = page.replace(/client_secret=.*/, 'client_secret=wrong');
    expect((await fetch(`${address}&outcome=succeed`)).status).toBe(404);
  });

  test('nobody there to authenticate means a decline', async () => {
    const attempt = bench.stripe.paymentIntents.create({
      ...order,
      automatic_payment_methods: noRedirects,
      payment_method: 'pm_card_authenticationRequired',
      confirm: true,
      off_session: true,
    });
    expect(await thrownBy(attempt)).toMatchObject({
      code: 'card_declined',
      decline_code: 'authentication_required',
    });
  });
});
