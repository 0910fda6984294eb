import { proveLedger } from '../../../lib/ledger/prove.ts';
import { checkOut } from '../../../lib/orders/checkout.ts';
import { changedOrder } from '../../../lib/orders/items.ts';
import { moved, type Order } from '../../../lib/orders/order.ts';
import { applyStripeEvent } from '../../../lib/orders/pay.ts';
import { readOrder } from '../../../lib/orders/read.ts';
import { refundOrder } from '../../../lib/orders/refund.ts';
import { readInbox, readPayment } from '../../../lib/payments/items.ts';
import { refundStray } from '../../../lib/payments/refund.ts';
import { transact } from '../../../lib/platform/dynamodb.ts';
import { reviewId } from '../../../lib/review/review.ts';
import type { Bench } from '../../simulators/stripe/testbench.ts';
import {
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
import {
  applyInbox,
  day,
  emptied,
  hour,
  inSeconds,
  minute,
  openReviews,
  runIn,
} from './reconcile-world.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openShop();
}, 30_000);
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.control('POST', '/reset');
  for (const table of ['payments', 'ledger', 'orders'] as const) await emptied(table);
});
afterEach(async () => {
  expect(await proveLedger()).toMatchObject({ findings: [], sum: 0 });
});

const order = async (id: string) => (await readOrder(id, { consistent: true })) as Order;
const tell = async () => {
  for (const event of await events(bench)) await receive(event);
};
const refundIds = async (intentId: string) =>
  (await bench.stripe.refunds.list({ payment_intent: intentId })).data.map(({ id }) => id);
/** Stripe's clock goes on; ours is told to each run. */
const tomorrow = () => bench.control('PUT', '/settings', { clockOffsetSeconds: day });

async function paidOrder(more = {}) {
  const { order: placed, intent } = await checkOut(command());
  await bench.control('POST', `/intents/${intent.intentId}/pay`, more);
  await tell();
  return { id: placed.id, intentId: intent.intentId };
}

async function failedOrder() {
  const { id, intentId } = await paidOrder();
  const paid = await order(id);
  const failed = moved(paid, 'FAILED', at(), { failure: 'PROVIDER_REFUSED' });
  await transact({ order: changedOrder(paid, failed) });
  return { id, intentId };
}

async function refundedOrder() {
  const { id, intentId } = await failedOrder();
  await refundOrder(id, new Date());
  await tell();
  expect((await order(id)).status).toBe('REFUNDED');
  const [refundId] = await refundIds(intentId);
  return { id, intentId, refundId: refundId as string };
}

describe('a refund that fails a day later', () => {
  test('unheard, is found and opens one review with all that is known', async () => {
    const { id, intentId, refundId } = await refundedOrder();
    expect(await runIn(5 * minute)).toMatchObject({ recovered: 0 });
    await tomorrow();
    await bench.control('POST', `/refunds/${refundId}/fail`, {
      failure_reason: 'lost_or_stolen_card',
    });
    // Two events tell of it.
    expect(await runIn(day + 5 * minute)).toMatchObject({ recovered: 2 });
    await applyInbox();
    expect(await openReviews()).toEqual([
      {
        ...{ id: reviewId('REFUND_FAILED', refundId), kind: 'REFUND_FAILED', subject: refundId },
        ...{ orderId: id, status: 'OPEN', openedAt: expect.any(String), correlationId: 'corr' },
        summary: 'A refund of 1000 USD failed after all',
        evidence: {
          refund: {
            ...{ id: refundId, amount: 1000, status: 'failed' },
            failureReason: 'lost_or_stolen_card',
          },
          payment: expect.objectContaining({ intentId, amountReceived: 1000, orderId: id }),
          order: expect.objectContaining({ id, status: 'REFUNDED', total: 1000, currency: 'USD' }),
          ...{ toldBy: expect.stringMatching(/^evt_/), toldAt: expect.any(String) },
        },
      },
    ]);
    expect((await order(id)).status).toBe('REFUNDED');
    expect(await readPayment(id)).toMatchObject({ refundFailure: 'lost_or_stolen_card' });
  });

  test('opens it however often and at whatever call the run dies', async () => {
    for (let call = 1; call <= 4; call += 1)
      for (const when of ['before', 'after'] as const) {
        const { refundId } = await refundedOrder();
        await bench.control('POST', `/refunds/${refundId}/fail`);
        const [failure] = await events(bench, 'refund.failed');
        await postWebhook(JSON.stringify(failure));
        const run = () => applyStripeEvent(failure?.id as string, { now: new Date(), timings });
        expect(await dyingAt(call, when, run)).toBe('died');
        await Promise.all([run(), tell()]);
        expect((await openReviews()).map(({ subject }) => subject)).toContain(refundId);
        await bench.control('POST', '/reset');
      }
    expect(await openReviews()).toHaveLength(8);
  }, 60_000);

  test('leaves the review to a person when another refund succeeds', async () => {
    const { id, intentId, refundId } = await refundedOrder();
    await bench.control('POST', `/refunds/${refundId}/fail`);
    await tell();
    const [review] = await openReviews();
    const other = await bench.stripe.refunds.create({ payment_intent: intentId, amount: 1000 });
    await tell();
    expect((await readPayment(id))?.refunds).toEqual([
      expect.objectContaining({ id: refundId, status: 'failed' }),
      expect.objectContaining({ id: other.id, status: 'succeeded' }),
    ]);
    expect(await openReviews()).toEqual([review]);
  });

  test('does the same for money that bought nothing', async () => {
    const { id, intentId } = await paidOrder({ amount_received: 999 });
    expect((await order(id)).cancelReason).toBe('PAYMENT_MISMATCH');
    await refundWaiting();
    const [refundId] = await refundIds(intentId);
    await bench.control('POST', `/refunds/${refundId}/fail`);
    expect(await runIn(5 * minute)).toMatchObject({ outcome: 'DONE' });
    await applyInbox();
    expect(await openReviews()).toMatchObject([
      {
        ...{ kind: 'REFUND_FAILED', subject: refundId, orderId: id },
        evidence: { order: { status: 'CANCELED', cancelReason: 'PAYMENT_MISMATCH' } },
      },
    ]);
  });
});

describe('a refund that Stripe refuses', () => {
  const refused = { kind: 'REFUND_FAILED', evidence: { code: 'charge_disputed', amount: 1000 } };

  test('of a failed order is tried on, and a person looks meanwhile', async () => {
    const { id, intentId } = await failedOrder();
    const intent = await bench.stripe.paymentIntents.retrieve(intentId);
    await bench.control('POST', `/charges/${intent.latest_charge}/dispute`);
    for (let tried = 0; tried < 3; tried += 1)
      await expect(refundOrder(id, new Date())).rejects.toMatchObject({ code: 'charge_disputed' });
    expect(await openReviews()).toMatchObject([{ ...refused, subject: id, orderId: id }]);
    expect((await order(id)).status).toBe('FAILED');
  });

  test('of money that bought nothing, too; Stripe being down is no refusal', async () => {
    const { id, intentId } = await paidOrder({ amount_received: 1001 });
    await bench.control('POST', '/faults', { route: '*', kind: 'status-before', times: 50 });
    await expect(refundStray(id, at())).rejects.toMatchObject({ problem: 'PAYMENT_UNAVAILABLE' });
    await bench.control('DELETE', '/faults');
    expect(await openReviews()).toEqual([]);
    const intent = await bench.stripe.paymentIntents.retrieve(intentId);
    await bench.control('POST', `/charges/${intent.latest_charge}/dispute`);
    await expect(refundStray(id, at())).rejects.toMatchObject({ code: 'charge_disputed' });
    expect(await openReviews()).toMatchObject([{ kind: 'REFUND_FAILED', orderId: id }]);
  });
});

describe('an event that belongs to no order', () => {
  const foreign = async (metadata: object) => {
    const intent = await bench.stripe.paymentIntents.create({
      ...{ amount: 700, currency: 'usd', metadata: metadata as never },
      automatic_payment_methods: { enabled: true },
    });
    await bench.control('POST', `/intents/${intent.id}/pay`);
    return intent.id;
  };
  const statuses = async () => {
    const told = await events(bench);
    const messages = await Promise.all(told.map(({ id }) => readInbox('stripe', id)));
    return Object.fromEntries(messages.map((message) => [message?.type, message?.status]));
  };

  test('and names none is put aside at once, its refund as well', async () => {
    const intentId = await foreign({});
    await bench.stripe.refunds.create({ payment_intent: intentId });
    await runIn(5 * minute);
    await applyInbox();
    expect(new Set(Object.values(await statuses()))).toEqual(new Set(['IGNORED', undefined]));
    expect(await openReviews()).toEqual([]);
  });

  test.each([
    ['an order that does not exist', async () => ({ orderId: 'ord_unknown' }), /no card order/],
    [
      'the order of another intent',
      async () => ({ orderId: (await paidOrder()).id }),
      /not the one of order/,
    ],
  ])(
    'but names %s waits for an hour, then its money goes to a person, once',
    async (...[, metadata, reason]) => {
      const intentId = await foreign(await metadata());
      await bench.stripe.refunds.create({ payment_intent: intentId, amount: 100 });
      await runIn(5 * minute);
      await applyInbox(inSeconds(30 * minute));
      expect(await openReviews()).toEqual([]);
      const success = (await events(bench, 'payment_intent.succeeded')).at(-1);
      expect(await readInbox('stripe', success?.id as string)).toMatchObject({
        ...{ status: 'FAILED', attempts: 1, reason: expect.stringMatching(reason) },
      });
      const late = inSeconds(hour + 10 * minute);
      await Promise.all([applyInbox(late), applyInbox(late)]);
      expect(await readInbox('stripe', success?.id as string)).toMatchObject({
        ...{ status: 'IGNORED', reason: expect.stringMatching(reason) },
      });
      expect(await openReviews()).toMatchObject([
        {
          ...{ kind: 'PAYMENT_UNMATCHED', subject: intentId },
          evidence: { reason: expect.stringMatching(reason), facts: { intentId } },
        },
      ]);
      expect((await runIn(6 * day)).stuck).toBe(0);
    },
  );

  test('and moved no money needs nobody', async () => {
    const metadata = { orderId: 'ord_unknown' };
    const object = { id: 'pi_x', amount_received: 0, currency: 'usd', metadata };
    const type = 'payment_intent.payment_failed';
    await postWebhook(JSON.stringify({ id: 'evt_declined', type, data: { object } }));
    await applyInbox(inSeconds(2 * hour));
    expect(await readInbox('stripe', 'evt_declined')).toMatchObject({ status: 'IGNORED' });
    expect(await openReviews()).toEqual([]);
  });
});
