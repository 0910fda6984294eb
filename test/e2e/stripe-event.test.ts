import { createHmac, randomUUID } from 'node:crypto';
import { readInbox, readPayment } from '../../lib/payments/items.ts';
import {
  type Checkout,
  checkOut,
  grown,
  guestOrder,
  intentIdOf,
  payWith,
  providerFigures,
  stripeFigures,
  untilSettled,
} from './card.ts';
import { call, control, proof, stack, until } from './client.ts';
import { openInside, queueUrl, sqs } from './inside.ts';

interface StripeEvent {
  id: string;
  type: string;
  api_version: string;
  data: { object: Record<string, unknown> };
}

const withhold = (on: true | null) =>
  control('stripe', 'PUT', '/settings', { webhook: { withhold: on } });

beforeAll(openInside);
beforeEach(() => withhold(true));
afterEach(async () => {
  await withhold(null);
  await control('stripe', 'POST', '/events/release', {});
  expect(await proof()).toMatchObject({ findings: [], sum: 0 });
});

const ordered = async (): Promise<Checkout> => (await checkOut()).body;

/** Of an order's intent, oldest first. */
async function eventsOf(order: Checkout): Promise<StripeEvent[]> {
  const all = await control<(StripeEvent & { deliveries: unknown })[]>('stripe', 'GET', '/events');
  const intent = intentIdOf(order);
  return all
    .filter(({ data: { object } }) => object.id === intent || object.payment_intent === intent)
    .map(({ deliveries: _deliveries, ...event }) => event);
}

const successOf = async (order: Checkout): Promise<StripeEvent> => {
  const events = await eventsOf(order);
  return events.find(({ type }) => type === 'payment_intent.succeeded') as StripeEvent;
};

/** As Stripe posts it: signed over the text and the time. */
function post(event: object, { secret = '', ageSeconds = 0 } = {}) {
  const body = JSON.stringify(event);
  const time = Math.floor(Date.now() / 1000) - ageSeconds;
  const signature = createHmac('sha256', secret || stack().simulators.stripe.webhookSecret)
    .update(`${time}.${body}`)
    .digest('hex');
  return call('POST', '/api/v1/webhooks/stripe', {
    as: null,
    body,
    headers: { 'stripe-signature': `t=${time},v1=${signature}` },
  });
}

const untilStored = (eventId: string, status: string) =>
  until(
    () => readInbox('stripe', eventId),
    (message) => message?.status === status,
  );

test('one event, posted 20 times at once, has one effect', async () => {
  const [charged, sold] = [await stripeFigures(), await providerFigures()];
  const order = await ordered();
  await payWith(order);
  const event = await successOf(order);
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(event)));
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(await untilSettled(order)).toMatchObject({ status: 'COMPLETED' });
  await untilStored(event.id, 'APPLIED');
  // Created with the order, moved once by the event.
  expect(await readPayment(order.id)).toMatchObject({ status: 'SUCCEEDED', version: 2 });
  expect(grown(sold, await providerFigures())).toMatchObject({ orders: 1, esimsSold: 1 });
  expect(grown(charged, await stripeFigures())).toMatchObject({
    ...{ captured: order.total.amount, refunds: 0 },
  });
});

test('events that come last first end in the same state as in their order', async () => {
  const order = await ordered();
  await payWith(order, { payment_method: 'pm_card_visa_chargeDeclined' });
  await payWith(order);
  const ids = (await eventsOf(order)).map(({ id }) => id);
  const types = (await eventsOf(order)).map(({ type }) => type);
  expect(types.indexOf('payment_intent.payment_failed')).toBeGreaterThan(-1);
  expect(types.indexOf('payment_intent.succeeded')).toBeGreaterThan(
    types.indexOf('payment_intent.payment_failed'),
  );
  await control('stripe', 'POST', '/events/release', { order: ids.reverse(), only: true });
  expect(await untilSettled(order)).toMatchObject({ status: 'COMPLETED' });
  for (const id of ids)
    await until(
      () => readInbox('stripe', id),
      (message) => message?.status === 'APPLIED' || message?.status === 'IGNORED',
    );
  const payment = await readPayment(order.id);
  expect(payment).toMatchObject({ status: 'SUCCEEDED', amountReceived: order.total.amount });
  expect(payment?.errorCode).toBeUndefined();
  expect(await guestOrder(order)).toMatchObject({ status: 'COMPLETED' });
});

test.each([
  ['another secret', { secret: 'whsec_another' }],
  ['a time six minutes ago', { ageSeconds: 360 }],
  ['a time six minutes ahead', { ageSeconds: -360 }],
])('an event signed with %s is refused and not stored', async (_, signed) => {
  const order = await ordered();
  await payWith(order);
  const event = await successOf(order);
  const refused = await post(event, signed);
  expect(refused.status).toBe(401);
  expect(refused.body).toMatchObject({ name: 'WEBHOOK_SIGNATURE_INVALID' });
  expect(await readInbox('stripe', event.id)).toBeUndefined();
  expect(await guestOrder(order)).toMatchObject({ status: 'PAYMENT_PENDING' });
});

test('an event without a signature is refused', async () => {
  const refused = await call('POST', '/api/v1/webhooks/stripe', {
    as: null,
    body: { id: 'evt_1' },
  });
  expect(refused.body).toMatchObject({ status: 401, name: 'WEBHOOK_SIGNATURE_INVALID' });
});

test('an event of a type that nobody knows is stored and ignored', async () => {
  const id = `evt_${randomUUID().replaceAll('-', '')}`;
  const event = { id, type: 'entitlements.grown', data: { object: { id: 'ent_1' } } };
  expect((await post(event)).body).toEqual({ object: 'webhook_receipt', received: true });
  const message = await untilStored(id, 'IGNORED');
  expect(JSON.parse(message?.payload ?? '')).toEqual(event);
});

test('an event of an older API version is applied when it says what is needed', async () => {
  const order = await ordered();
  await payWith(order);
  const { data, ...event } = await successOf(order);
  const { id, amount_received, currency, metadata } = data.object;
  const old = { id, amount_received, currency, metadata, charges: { data: [] } };
  await post({ ...event, api_version: '2019-12-03', data: { object: old } });
  await untilStored(event.id, 'APPLIED');
  expect(await untilSettled(order)).toMatchObject({ status: 'COMPLETED' });
});

test('an event that matters but is not understood is kept as failed, never done', async () => {
  const order = await ordered();
  await payWith(order);
  const event = await successOf(order);
  const { amount_received, ...object } = event.data.object;
  const changed = { ...object, amounts: { received: amount_received } };
  const next = { ...event, api_version: '2031-01-01', data: { object: changed } };
  expect((await post(next)).status).toBe(200);
  const message = await untilStored(event.id, 'FAILED');
  expect(message?.reason).toContain('amount_received');
  expect(message?.handledAt).toBeUndefined();
  expect(await guestOrder(order)).toMatchObject({ status: 'PAYMENT_PENDING' });
  // Its message would come back for minutes, and lie among the dead letters at last.
  await sqs('PurgeQueue', { QueueUrl: await queueUrl('payments/apply-stripe') });
});
