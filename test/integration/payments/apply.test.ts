import { proveLedger } from '../../../lib/ledger/prove.ts';
import { cancelOrder } from '../../../lib/orders/cancel.ts';
import { checkOut } from '../../../lib/orders/checkout.ts';
import { applyStripeEvent } from '../../../lib/orders/pay.ts';
import { readOrder } from '../../../lib/orders/read.ts';
import { readInbox, readPayment } from '../../../lib/payments/items.ts';
import { refundStray } from '../../../lib/payments/refund.ts';
import type { Bench } from '../../simulators/stripe/testbench.ts';
import {
  all,
  at,
  command,
  dyingAt,
  events,
  openShop,
  postWebhook,
  receive,
  refundWaiting,
  timings,
} from './card.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openShop();
}, 30_000);
afterAll(() => bench.close());
beforeEach(() => bench.control('POST', '/reset'));
afterEach(async () => {
  expect(await proveLedger()).toMatchObject({ findings: [], sum: 0 });
});

const pay = (intentId: string, more = {}) =>
  bench.control('POST', `/intents/${intentId}/pay`, more);
const order = async (id: string) => await readOrder(id, { consistent: true });
const transfers = async (orderId: string) =>
  (await all('ledger'))
    .filter((item) => item.orderId === orderId)
    .map(({ kind, amount, currency }) => ({ kind, amount, currency }));
const deposit = { kind: 'PAYMENT', amount: 1000, currency: 'USD' };

async function paidIntent(more = {}) {
  const { order: placed, intent } = await checkOut(command());
  await pay(intent.intentId, more);
  const [success] = await events(bench, 'payment_intent.succeeded');
  return { id: placed.id, intent, success: success as NonNullable<typeof success> };
}

describe('the webhook', () => {
  test('stores an event once and acknowledges every repeat', async () => {
    const { success } = await paidIntent();
    const payload = JSON.stringify(success);
    const answers = await Promise.all(Array.from({ length: 10 }, () => postWebhook(payload)));
    for (const answer of answers)
      expect(answer).toEqual({
        ...{ status: 200, body: { object: 'webhook_receipt', received: true } },
      });
    expect(await readInbox('stripe', success.id)).toMatchObject({
      ...{ status: 'RECEIVED', payload, type: 'payment_intent.succeeded', attempts: 0 },
    });
  });

  test('refuses and forgets what Stripe did not sign', async () => {
    const answer = await postWebhook('{"id":"evt_forged"}', 't=1,v1=00');
    expect(answer).toMatchObject({ status: 401, body: { name: 'WEBHOOK_SIGNATURE_INVALID' } });
    expect(await readInbox('stripe', 'evt_forged')).toBeUndefined();
  });
});

describe('a success', () => {
  test('pays the order, once for twenty deliveries at once', async () => {
    const { id, success } = await paidIntent();
    await Promise.all(Array.from({ length: 20 }, () => receive(success)));
    expect(await order(id)).toMatchObject({ status: 'PAID', version: 3 });
    expect(await readPayment(id)).toMatchObject({ status: 'SUCCEEDED', amountReceived: 1000 });
    expect(await transfers(id)).toEqual([deposit]);
    expect(await readInbox('stripe', success.id)).toMatchObject({ status: 'APPLIED', attempts: 0 });
  });

  test('counts once although several distinct events tell of it', async () => {
    const { id, success } = await paidIntent();
    const twins = Array.from({ length: 5 }, (_, n) => ({ ...success, id: `${success.id}_${n}` }));
    await Promise.all(twins.map(receive));
    for (const { id: eventId } of twins)
      expect((await readInbox('stripe', eventId))?.status).toBe('APPLIED');
    expect(await transfers(id)).toEqual([deposit]);
  });

  test('survives a death at any call', async () => {
    for (let call = 1; call <= 4; call += 1)
      for (const when of ['before', 'after'] as const) {
        await bench.control('POST', '/reset');
        const { id, success } = await paidIntent();
        await postWebhook(JSON.stringify(success));
        const run = () => applyStripeEvent(success.id, { now: new Date(), timings });
        expect(await dyingAt(call, when, run)).toBe('died');
        await run();
        expect((await order(id))?.status).toBe('PAID');
        expect(await transfers(id)).toEqual([deposit]);
        expect((await readInbox('stripe', success.id))?.status).toBe('APPLIED');
      }
  }, 60_000);

  test('and all other events of a payment may come in any order', async () => {
    const { id } = await paidIntent();
    for (const event of (await events(bench)).reverse()) await receive(event);
    expect((await order(id))?.status).toBe('PAID');
    expect(await transfers(id)).toEqual([deposit]);
  });

  test.each([
    ['less', { amount_received: 999 }],
    ['more', { amount_received: 1001 }],
  ])('of %s than the price closes the order and goes back', async (_what, more) => {
    const { id, success } = await paidIntent(more);
    await receive(success);
    const amount = more.amount_received;
    expect(await order(id)).toMatchObject({
      ...{ status: 'CANCELED', cancelReason: 'PAYMENT_MISMATCH' },
    });
    expect(await readPayment(id)).toMatchObject({ refundDue: true, amountReceived: amount });
    await refundWaiting();
    expect(await readPayment(id)).toMatchObject({ status: 'REFUNDED', refunded: amount });
    expect(await transfers(id)).toEqual([
      { ...deposit, amount },
      { ...deposit, kind: 'REFUND', amount },
    ]);
    expect(await bench.statistics()).toMatchObject({ refundedMinor: { usd: amount } });
  });

  test('in another currency closes the order', async () => {
    const { id, success } = await paidIntent();
    const object = { ...success.data.object, currency: 'eur' };
    await receive({ ...success, data: { object } });
    expect(await order(id)).toMatchObject({
      ...{ status: 'CANCELED', cancelReason: 'PAYMENT_MISMATCH' },
    });
    expect(await transfers(id)).toEqual([{ ...deposit, currency: 'EUR' }]);
  });

  test('for a canceled order is recorded and goes back, whenever the refund dies', async () => {
    for (let call = 1; call <= 2; call += 1)
      for (const when of ['before', 'after'] as const) {
        await bench.control('POST', '/reset');
        const { order: placed, intent } = await checkOut(command());
        await pay(intent.intentId);
        const [success] = await events(bench, 'payment_intent.succeeded');
        const none = { id: 'evt_cancel', type: 'payment_intent.canceled' };
        // Our record says canceled while the money is there.
        await receive({ ...success, ...none, id: `evt_cancel_${call}_${when}` });
        expect((await order(placed.id))?.status).toBe('CANCELED');
        await receive(success as object);
        expect((await readPayment(placed.id))?.refundDue).toBe(true);
        const run = () => refundStray(placed.id, at());
        expect(await dyingAt(call, when, run)).toBe('died');
        for (const event of await events(bench)) await receive(event);
        await run();
        expect(await readPayment(placed.id)).toMatchObject({ status: 'REFUNDED', refunded: 1000 });
        expect(await transfers(placed.id)).toEqual([deposit, { ...deposit, kind: 'REFUND' }]);
        expect(await bench.statistics()).toMatchObject({ refunds: 1 });
        expect((await order(placed.id))?.status).toBe('CANCELED');
      }
  }, 60_000);
});

describe('other news', () => {
  test('a decline is kept on the payment and the order stays open', async () => {
    const { order: placed, intent } = await checkOut(command());
    await pay(intent.intentId, { payment_method: 'pm_card_visa_chargeDeclined' });
    for (const event of await events(bench)) await receive(event);
    expect(await order(placed.id)).toEqual(placed);
    expect(await readPayment(placed.id)).toMatchObject({
      ...{ status: 'FAILED', errorCode: 'card_declined' },
    });
    await pay(intent.intentId);
    for (const event of await events(bench)) await receive(event);
    expect((await order(placed.id))?.status).toBe('PAID');
  });

  test('a cancellation at Stripe closes an unpaid order', async () => {
    const { order: placed, intent } = await checkOut(command());
    await bench.stripe.paymentIntents.cancel(intent.intentId);
    for (const event of await events(bench)) await receive(event);
    expect(await order(placed.id)).toMatchObject({
      ...{ status: 'CANCELED', cancelReason: 'PAYMENT_CANCELED' },
    });
    expect((await readPayment(placed.id))?.status).toBe('CANCELED');
    const idempotency = { owner: 'o', route: 'r', key: 'k', fingerprint: 'f' };
    const again = await cancelOrder(placed, idempotency, at());
    expect(again.order.status).toBe('CANCELED');
  });

  test('a refund made by hand is recorded, its late failure too', async () => {
    const { id, intent, success } = await paidIntent();
    await receive(success);
    const refund = await bench.stripe.refunds.create({
      payment_intent: intent.intentId,
      amount: 400,
    });
    for (const event of await events(bench)) await receive(event);
    expect(await readPayment(id)).toMatchObject({ status: 'PARTIALLY_REFUNDED', refunded: 400 });
    await bench.control('POST', `/refunds/${refund.id}/fail`);
    for (const event of (await events(bench)).reverse()) await receive(event);
    expect(await readPayment(id)).toMatchObject({
      ...{ status: 'PARTIALLY_REFUNDED', refunded: 400, refundFailure: 'expired_or_canceled_card' },
    });
  });

  test('an unknown type is ignored', async () => {
    await receive({ id: 'evt_odd', type: 'customer.created', data: { object: {} } });
    expect(await readInbox('stripe', 'evt_odd')).toMatchObject({
      ...{ status: 'IGNORED', reason: expect.any(String) },
    });
  });

  test('of an intent that names no order is put aside: the account may be shared', async () => {
    const { success } = await paidIntent();
    const object = { ...success.data.object, metadata: {} };
    await receive({ ...success, id: 'evt_nobody', data: { object } });
    expect(await readInbox('stripe', 'evt_nobody')).toMatchObject({
      ...{ status: 'IGNORED', attempts: 0, reason: expect.stringMatching(/names no order/) },
    });
  });

  test.each([
    ['evt_empty', { data: { object: {} } }, /not understood/],
    ['evt_bare', {}, /not understood/],
    ['evt_unknown', { metadata: { orderId: 'ord_unknown' } }, /no card order/],
  ])('%s is kept as failed and thrown, each time', async (id, change, message) => {
    const { success } = await paidIntent();
    const object =
      'metadata' in change ? { ...success.data.object, ...change } : { id: 'pi_1', odd: true };
    const event = {
      type: success.type,
      api_version: '2031-01-01.odd',
      id,
      data: { object },
      ...change,
    };
    await expect(receive(event)).rejects.toThrow(message);
    await expect(receive(event)).rejects.toThrow(message);
    expect(await readInbox('stripe', id)).toMatchObject({
      ...{ status: 'FAILED', attempts: 2, reason: expect.stringMatching(message) },
    });
  });

  test('an intent that is not the order’s own is refused', async () => {
    const { id, success } = await paidIntent();
    const object = { ...success.data.object, id: 'pi_foreign' };
    await expect(receive({ ...success, id: 'evt_foreign', data: { object } })).rejects.toThrow(
      /not the one/,
    );
    expect((await order(id))?.status).toBe('PAYMENT_PENDING');
  });
});
