/** Card orders whose news come by another way than the usual webhook. */

import { callJson } from '../../infra/local/aws.ts';
import { orderEvents } from '../../lib/orders/events.ts';
import { readOrder } from '../../lib/orders/read.ts';
import { readPayment } from '../../lib/payments/items.ts';
import {
  checkOut,
  guestOrder,
  intentIdOf,
  mailsTo,
  newEmail,
  payWith,
  stripeFigures,
  untilSettled,
  withLink,
} from './card.ts';
import { call, control, proof, stack, until } from './client.ts';
import { openInside } from './inside.ts';

const withhold = (on: true | null) =>
  control('stripe', 'PUT', '/settings', { webhook: { withhold: on } });

beforeAll(openInside);

test('a cancellation that comes after the payment learns of it, and the order is delivered', async () => {
  await withhold(true);
  const order = (await checkOut()).body;
  try {
    await payWith(order);
    const path = withLink(`/api/v1/orders/${order.id}/cancel`, order);
    const canceled = await call('POST', path, { as: null, key: 'a-key-of-the-guest' });
    expect(canceled.status).toBe(409);
    expect(canceled.body).toMatchObject({ name: 'ORDER_STATE_CONFLICT' });
  } finally {
    await withhold(null);
    await control('stripe', 'POST', '/events/release', {});
  }
  expect((await untilSettled(order)).status).toBe('COMPLETED');
  expect(await proof()).toMatchObject({ findings: [], sum: 0 });
});

test('a purchase whose answer got lost is bound to its card order by the reconciler', async () => {
  const item = 'esim_1GB_7D_PT_V2';
  const fault = { route: 'POST /orders', kind: 'drop-after', match: { item } };
  await control('esimGo', 'POST', '/faults', fault);
  const order = (await checkOut({ bundleCode: item })).body;
  await payWith(order);
  expect(await untilSettled(order, 200)).toMatchObject({ status: 'COMPLETED' });
  expect(await proof()).toMatchObject({ findings: [], sum: 0 });
});

test('a refund that staff made by hand at Stripe, without our order id, is recorded', async () => {
  const order = (await checkOut()).body;
  await payWith(order);
  expect((await untilSettled(order)).status).toBe('COMPLETED');
  const before = await stripeFigures();
  const { url, secretKey } = stack().simulators.stripe;
  const answer = await fetch(`${url}/v1/refunds`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${secretKey}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ payment_intent: intentIdOf(order) }),
  });
  expect(answer.status).toBe(200);
  expect((await stripeFigures()).refunded - before.refunded).toBe(order.total.amount);
  const recorded = await until(
    () => readPayment(order.id),
    (payment) => payment?.refunded === order.total.amount,
  );
  expect(recorded?.amountReceived).toBe(order.total.amount);
  expect(await proof()).toMatchObject({ findings: [], sum: 0 });
});

test('an event that comes twice sends no second mail', async () => {
  const email = newEmail();
  const order = (await checkOut({ email })).body;
  await payWith(order);
  expect((await untilSettled(order)).status).toBe('COMPLETED');
  expect(await mailsTo(email)).toHaveLength(1);
  const stored = await readOrder(order.id, { consistent: true });
  const [event] = orderEvents(undefined, stored);
  expect(event?.type).toBe('order.completed');
  await callJson(stack().endpoint, 'events', 'AWSEvents.PutEvents', {
    Entries: [
      {
        EventBusName: stack().app.eventBusName,
        Source: 'ttelgo',
        DetailType: event?.type,
        Detail: JSON.stringify(event),
      },
    ],
  });
  expect(await mailsTo(email)).toHaveLength(1);
  expect((await guestOrder(order)).status).toBe('COMPLETED');
});
