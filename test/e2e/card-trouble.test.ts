import { randomUUID } from 'node:crypto';
import { orderKey } from '../../lib/orders/items.ts';
import { readPayment } from '../../lib/payments/items.ts';
import {
  type Checkout,
  checkOut,
  grown,
  guestOrder,
  intentsOf,
  mailsTo,
  newEmail,
  payWith,
  providerFigures,
  stripeFigures,
  untilSettled,
} from './card.ts';
import { bundleCode, control, proof, runJob, until } from './client.ts';
import { openInside, setAttribute } from './inside.ts';

beforeAll(openInside);
afterEach(async () => {
  await control('stripe', 'DELETE', '/faults');
  expect(await proof()).toMatchObject({ findings: [], sum: 0 });
});

const ordered = async (more: object = {}): Promise<Checkout> => {
  const placed = await checkOut(more);
  expect(placed.status).toBe(201);
  return placed.body;
};

const refused = { payment_method: 'pm_card_visa_chargeDeclined' };

const untilPayment = (orderId: string, status: string) =>
  until(
    () => readPayment(orderId),
    (payment) => payment?.status === status,
  );

/** As if its time to be paid had passed: the order's own hour is moved in the table. */
const expire = async ({ id }: Checkout) => {
  await setAttribute('orders', orderKey(id), 'dueAt', new Date(Date.now() - 1000).toISOString());
  await runJob('orders/expire-unpaid');
};

test('a refused card leaves the order open; a good one on the same intent pays', async () => {
  const charged = await stripeFigures();
  const order = await ordered();
  expect(await payWith(order, refused)).toMatchObject({ decline: 'generic_decline' });
  expect(await untilPayment(order.id, 'FAILED')).toMatchObject({ errorCode: 'card_declined' });
  expect(await guestOrder(order)).toMatchObject({ status: 'PAYMENT_PENDING' });
  await payWith(order);
  expect(await untilSettled(order)).toMatchObject({ status: 'COMPLETED' });
  expect(grown(charged, await stripeFigures())).toMatchObject({
    ...{ intentsCreated: 1, captured: order.total.amount, refunded: 0 },
  });
});

test('an order whose card is refused for good expires, and takes no card then', async () => {
  const [charged, sold, email] = [await stripeFigures(), await providerFigures(), newEmail()];
  const order = await ordered({ email });
  await payWith(order, refused);
  await untilPayment(order.id, 'FAILED');
  await expire(order);
  expect(await untilSettled(order)).toMatchObject({ status: 'CANCELED', cancelReason: 'EXPIRED' });
  expect(await intentsOf(order.id)).toMatchObject([{ status: 'canceled' }]);
  await expect(payWith(order)).rejects.toThrow('400');
  expect(grown(charged, await stripeFigures())).toMatchObject({ intentsCanceled: 1, captured: 0 });
  expect(await providerFigures()).toEqual(sold);
  expect(await mailsTo(email, 0)).toEqual([]);
});

test('an order found paid when its time is up is delivered without any event', async () => {
  const order = await ordered();
  await control('stripe', 'PUT', '/settings', { webhook: { withhold: true } });
  try {
    await payWith(order);
    await expire(order);
    expect(await untilSettled(order)).toMatchObject({ status: 'COMPLETED' });
  } finally {
    await control('stripe', 'PUT', '/settings', { webhook: { withhold: null } });
    await control('stripe', 'POST', '/events/release', {});
  }
  expect(await untilPayment(order.id, 'SUCCEEDED')).toMatchObject({ refunded: 0 });
});

test.each([
  ['less', -1],
  ['more', 1],
])('money that is %s than the price buys nothing and goes back in full', async (_, difference) => {
  const [charged, sold, email] = [await stripeFigures(), await providerFigures(), newEmail()];
  const order = await ordered({ email });
  const came = order.total.amount + difference;
  await payWith(order, { amount_received: came });
  expect(await untilSettled(order)).toMatchObject({
    ...{ status: 'CANCELED', cancelReason: 'PAYMENT_MISMATCH', esims: [] },
  });
  expect(await untilPayment(order.id, 'REFUNDED')).toMatchObject({ refunded: came });
  expect(grown(charged, await stripeFigures())).toMatchObject({
    ...{ captured: came, refunds: 1, refunded: came },
  });
  expect(await providerFigures()).toEqual(sold);
  expect(await mailsTo(email, 0)).toEqual([]);
});

test('money that comes for a canceled order goes back, and the order stays canceled', async () => {
  const [charged, sold] = [await stripeFigures(), await providerFigures()];
  const order = await ordered();
  const [intent] = await intentsOf(order.id);
  // Stripe says so, yet the intent stays open there: the one way to pay for a closed order.
  await control('stripe', 'POST', '/events', {
    type: 'payment_intent.canceled',
    object: { ...intent, currency: 'usd', amount_received: 0 },
  });
  expect(await untilSettled(order)).toMatchObject({
    ...{ status: 'CANCELED', cancelReason: 'PAYMENT_CANCELED' },
  });
  await payWith(order);
  const { amount } = order.total;
  await untilPayment(order.id, 'REFUNDED');
  expect(grown(charged, await stripeFigures())).toMatchObject({
    ...{ captured: amount, refunds: 1, refunded: amount },
  });
  expect(await guestOrder(order)).toMatchObject({ status: 'CANCELED', esims: [] });
  expect(await providerFigures()).toEqual(sold);
});

test('an order that cannot be delivered is refunded in full, with one mail', async () => {
  const [charged, sold, email] = [await stripeFigures(), await providerFigures(), newEmail()];
  const order = await ordered({ email, quantity: 3 });
  await control('esimGo', 'POST', `/bundles/${bundleCode}`, { retired: true });
  try {
    await payWith(order);
    expect(await untilSettled(order)).toMatchObject({
      ...{ status: 'REFUNDED', failureCode: 'BUNDLE_UNAVAILABLE', esims: [] },
    });
  } finally {
    await control('esimGo', 'POST', `/bundles/${bundleCode}`, { retired: false });
  }
  const { amount } = order.total;
  expect(grown(charged, await stripeFigures())).toMatchObject({
    ...{ captured: amount, refunds: 1, refunded: amount },
  });
  expect(await providerFigures()).toEqual(sold);
  const mails = await mailsTo(email);
  expect(mails.map(({ subject }) => subject)).toEqual([
    expect.stringContaining('Your order was refunded'),
  ]);
});

test.each([
  { kind: 'drop-before' },
  { kind: 'drop-after' },
  { kind: 'status-before', status: 503 },
  { kind: 'status-after', status: 500 },
])(
  'Stripe down at checkout ($kind): 503, then the same key goes on with one intent',
  async (fault) => {
    const charged = await stripeFigures();
    const [key, email] = [randomUUID(), newEmail()];
    const lasting = { ...fault, times: 20 };
    await control('stripe', 'POST', '/faults', { route: '/v1/payment_intents', ...lasting });
    const down = await checkOut({ email }, { key });
    expect(down.body).toMatchObject({ status: 503, code: 'ERR_1601', retryable: true });
    expect(Number(down.headers.get('retry-after'))).toBeGreaterThan(0);
    await control('stripe', 'DELETE', '/faults');
    const placed = await checkOut({ email }, { key });
    expect(placed.status).toBe(201);
    expect(placed.headers.get('idempotent-replayed')).toBe('true');
    const order = placed.body;
    expect(await intentsOf(order.id)).toHaveLength(1);
    expect(grown(charged, await stripeFigures())).toMatchObject({ intentsCreated: 1 });
    await payWith(order);
    expect(await untilSettled(order)).toMatchObject({ status: 'COMPLETED' });
  },
);
