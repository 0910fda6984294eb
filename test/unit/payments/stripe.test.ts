import Stripe from 'stripe';
import {
  cancelIntent,
  createIntent,
  type Intent,
  refundIntent,
  retrieveIntent,
  verifyWebhook,
} from '../../../lib/payments/stripe.ts';
import type { Bench } from '../../simulators/stripe/testbench.ts';
import { openStripe } from './stripe-bench.ts';

let bench: Bench;
let next = 0;
beforeAll(async () => {
  bench = await openStripe();
});
afterAll(() => bench.close());
beforeEach(() => bench.control('POST', '/reset'));

const wish = (amount = 1000) => {
  next += 1;
  const createdAt = new Date().toISOString();
  return { orderId: `ord_${next}`, amount, currency: 'USD' as const, createdAt };
};
const fault = (order: object) => bench.control('POST', '/faults', order);
const pay = (intent: Intent, more = {}) =>
  bench.control('POST', `/intents/${intent.intentId}/pay`, more);
const refundKey = (orderId: string) => `order-${orderId}-refund-v1`;
const problem = (name: string) => expect.objectContaining({ problem: name });

describe('an intent', () => {
  test('carries the order and a client secret, and is the same at every repetition', async () => {
    const order = wish();
    const [first, second] = [await createIntent(order), await createIntent(order)];
    expect(first).toMatchObject({ orderId: order.orderId, amountReceived: 0, currency: 'USD' });
    expect(first.clientSecret).toContain(first.intentId);
    expect(second).toEqual(first);
    expect(await retrieveIntent(first.intentId)).toEqual(first);
  });

  test('is made once by twenty runs at the same time', async () => {
    const order = wish();
    const all = await Promise.all(Array.from({ length: 20 }, () => createIntent(order)));
    expect(new Set(all.map(({ intentId }) => intentId)).size).toBe(1);
    expect(await bench.statistics()).toMatchObject({ intentsCreated: 1 });
  });

  test.each([
    ['drop-before', {}],
    ['drop-after', {}],
    ['cut-after', {}],
    ['status-before', { status: 500 }],
    ['status-after', { status: 500 }],
    ['status-before', { status: 503 }],
    ['status-before', { status: 429 }],
  ])('is made once although the call meets %s %o', async (kind, more) => {
    await fault({ route: 'POST /v1/payment_intents', kind, ...more });
    await createIntent(wish());
    expect(await bench.statistics()).toMatchObject({ intentsCreated: 1 });
  });

  test('is refused as retryable while Stripe is down, and made by the next call', async () => {
    const order = wish();
    await fault({ route: '*', kind: 'status-before', status: 503, times: 30 });
    await expect(createIntent(order)).rejects.toEqual(problem('PAYMENT_UNAVAILABLE'));
    await bench.control('DELETE', '/faults');
    const made = await createIntent(order);
    expect((await createIntent(order)).intentId).toBe(made.intentId);
    expect(await bench.statistics()).toMatchObject({ intentsCreated: 1 });
  });

  test.each([10, 100_000_000])('of %d cents cannot be charged', async (amount) => {
    await expect(createIntent(wish(amount))).rejects.toEqual(problem('AMOUNT_NOT_CHARGEABLE'));
  });
});

describe('canceling an intent', () => {
  test('wins while nobody has paid, and stays won', async () => {
    const intent = await createIntent(wish());
    const first = await cancelIntent(intent.intentId, 'abandoned');
    expect(first).toMatchObject({
      outcome: 'CANCELED',
      intent: { cancellationReason: 'abandoned' },
    });
    const again = await cancelIntent(intent.intentId, 'requested_by_customer');
    expect(again).toEqual(first);
  });

  test('tells that the money is there', async () => {
    const intent = await createIntent(wish());
    await pay(intent);
    expect(await cancelIntent(intent.intentId, 'abandoned')).toMatchObject({
      outcome: 'SUCCEEDED',
      intent: { amountReceived: 1000, orderId: intent.orderId },
    });
  });
});

describe('a refund', () => {
  const paid = async () => {
    const intent = await createIntent(wish());
    await pay(intent);
    return intent as Intent & { orderId: string };
  };

  test('is made once, by twenty runs too', async () => {
    const { orderId, intentId } = await paid();
    const refund = () => refundIntent(orderId, intentId, 1000, refundKey(orderId));
    await Promise.all(Array.from({ length: 20 }, refund));
    expect(await bench.statistics()).toMatchObject({ refunds: 1, refundedMinor: { usd: 1000 } });
  });

  test.each([
    ['drop-after', {}],
    ['cut-after', {}],
    ['status-before', { status: 500 }],
    ['status-after', { status: 500 }],
  ])('is made once although the call meets %s %o', async (kind, more) => {
    const { orderId, intentId } = await paid();
    await fault({ route: 'POST /v1/refunds', kind, ...more });
    await refundIntent(orderId, intentId, 1000, refundKey(orderId));
    expect(await bench.statistics()).toMatchObject({ refunds: 1, refundedMinor: { usd: 1000 } });
  });

  test('that was made before, under a forgotten key or by hand, is success', async () => {
    const { orderId, intentId } = await paid();
    await bench.stripe.refunds.create({ payment_intent: intentId });
    await refundIntent(orderId, intentId, 1000, refundKey(orderId));
    expect(await bench.statistics()).toMatchObject({ refunds: 1 });
  });

  test('of a disputed charge throws', async () => {
    const intent = await createIntent(wish());
    await pay(intent, { payment_method: 'pm_card_createDispute' });
    const refund = refundIntent('ord_x', intent.intentId, 1000, 'key');
    await expect(refund).rejects.toMatchObject({ code: 'charge_disputed' });
  });
});

describe('a webhook', () => {
  const payload = '{"id":"evt_1"}';
  const now = new Date();
  const header = (secret: string) => Stripe.webhooks.generateTestHeaderString({ payload, secret });

  test.each(['whsec_new', 'whsec_old'])('is accepted under %s', async (secret) => {
    await verifyWebhook(Buffer.from(payload), header(secret), now);
  });

  test('is refused under another secret', async () => {
    const check = verifyWebhook(Buffer.from(payload), header('whsec_new,whsec_old'), now);
    await expect(check).rejects.toEqual(problem('WEBHOOK_SIGNATURE_INVALID'));
  });
});
