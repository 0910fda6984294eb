import { mailRefunded } from '../../../lib/notifications/order-refunded.ts';
import { checkOut } from '../../../lib/orders/checkout.ts';
import { changedOrder } from '../../../lib/orders/items.ts';
import { moved, type Order } from '../../../lib/orders/order.ts';
import { readOrder } from '../../../lib/orders/read.ts';
import { refundOrder } from '../../../lib/orders/refund.ts';
import { readPayment } from '../../../lib/payments/items.ts';
import type { Payment } from '../../../lib/payments/payment.ts';
import { failedRefund } from '../../../lib/payments/reviews.ts';
import { transact } from '../../../lib/platform/dynamodb.ts';
import { openReviewNow } from '../../../lib/review/review.ts';
import type { Bench } from '../../simulators/stripe/testbench.ts';
import { at, command, events, openShop, receive } from '../payments/card.ts';
import { asked, askedJson } from './desk.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openShop();
}, 30_000);
afterAll(() => bench.close());
beforeEach(() => bench.control('POST', '/reset'));

const current = async (id: string) => (await readOrder(id, { consistent: true })) as Order;

/** Paid, failed and refunded, with its mail; Stripe has told of everything. */
async function refundedOrder() {
  const { order, intent } = await checkOut(command());
  await bench.control('POST', `/intents/${intent.intentId}/pay`);
  const [success] = await events(bench, 'payment_intent.succeeded');
  for (const event of await events(bench, 'payment_intent.succeeded')) await receive(event);
  const paid = await current(order.id);
  const failed = moved(paid, 'FAILED', at(), { failure: 'PROVIDER_REFUSED' });
  await transact({ order: changedOrder(paid, failed) });
  await refundOrder(order.id, new Date());
  const refunded = await current(order.id);
  await mailRefunded(
    {
      ...{ eventId: `evt_${order.id}_${refunded.version}_refunded`, orderId: order.id },
      channel: 'CARD',
    },
    { from: 'orders@ttelgo.com', send: async () => 'sent', clock: () => new Date() },
  );
  return { order: refunded, intentId: intent.intentId, successId: success?.id ?? '' };
}

const wordsOf = async (id: string, ...more: string[]) =>
  (
    await askedJson<{ entries: { part: string; what: string }[] }>('history', id, ...more)
  ).entries.map(({ part, what }) => `${part} ${what}`);

describe('a card order', () => {
  it('shows payment, books, refund and mail', async () => {
    const { order, intentId } = await refundedOrder();
    const words = await wordsOf(order.id);
    expect(words).toContain(`payment 10.00 USD asked for by ${intentId}`);
    expect(words).toContain('payment 10.00 USD came');
    expect(words).toContain('order paid');
    expect(words).toContain(`money PAYMENT 10.00 USD POSTED: trf_${order.id}_payment`);
    expect(words).toContain(`money REFUND 10.00 USD POSTED: trf_${order.id}_refund`);
    expect(words).toContain(`event order.refunded evt_${order.id}_${order.version}_refunded`);
    expect(words).toContain(`mail mail of evt_${order.id}_${order.version}_refunded sent`);
    const { out } = await asked('history', order.id);
    expect(out).toContain(`${order.id}  REFUNDED (PROVIDER_REFUSED), version ${order.version}`);
    expect(out).toContain('refunded 10.00 USD');
    expect(out).not.toContain('ann@');
  });

  it("shows Stripe's message that wrote it last, and all of them when they are looked for", async () => {
    const { order, intent } = await checkOut(command());
    const declined = { payment_method: 'pm_card_visa_chargeDeclined' };
    await bench.control('POST', `/intents/${intent.intentId}/pay`, declined);
    await bench.control('POST', `/intents/${intent.intentId}/pay`);
    const sent = await events(bench);
    for (const event of sent) await receive(event);
    const success = sent.find(({ type }) => type === 'payment_intent.succeeded');
    const words = await wordsOf(order.id);
    expect(words).toContain(`stripe payment_intent.succeeded ${success?.id} received`);
    expect(words).toContain(`stripe ${success?.id} APPLIED`);
    const deep = await wordsOf(order.id, '--deep');
    for (const { id, type } of sent)
      expect({ type, isThere: deep.some((word) => word.includes(id)) }).toEqual({
        ...{ type, isThere: true },
      });
    const { out } = await asked('history', order.id);
    expect(out.split('\n').at(-1)).toContain('Stripe messages other than the last');
  });

  it('shows the review of its failed refund', async () => {
    const { order } = await refundedOrder();
    const payment = (await readPayment(order.id)) as Payment;
    const [refund] = payment.refunds;
    const about = refund ?? { id: order.id, amount: 1000, status: 'failed' };
    await openReviewNow(failedRefund(payment, about, {}), new Date());
    const words = await wordsOf(order.id);
    expect(words.some((word) => /^review REFUND_FAILED rev_\w+ opened/.test(word))).toBe(true);
  });
});
