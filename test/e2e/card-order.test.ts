import { randomUUID } from 'node:crypto';
import {
  type Checkout,
  checkOut,
  grown,
  guestOrder,
  intentIdOf,
  intentsOf,
  mailsTo,
  newEmail,
  payWith,
  providerFigures,
  stripeFigures,
  untilSettled,
  withLink,
} from './card.ts';
import { call, finalStatuses, type Order, proof, stack, until } from './client.ts';

interface List<T> {
  data: T[];
  nextCursor: string | null;
}

const asCustomer = () => ({ as: stack().customer.accessToken });

test('a guest pays by card: one charge, one eSIM bought, the books prove', async () => {
  const [charged, sold, books] = [await stripeFigures(), await providerFigures(), await proof()];
  const placed = await checkOut();
  const order = placed.body;
  expect(placed.status).toBe(201);
  expect(placed.headers.get('location')).toBe(`/api/v1/orders/${order.id}`);
  expect(order).toMatchObject({ status: 'PAYMENT_PENDING', quantity: 1, esims: [] });
  expect(order.payment).toEqual({
    ...{ provider: 'stripe', publishableKey: stack().simulators.stripe.publishableKey },
    clientSecret: expect.stringMatching(/^pi_\w+_secret_\w+$/),
    ...order.total,
  });
  expect(order.link?.token).toMatch(new RegExp(`^${order.id}\\.`));
  expect(await guestOrder(order)).toMatchObject({ id: order.id, status: 'PAYMENT_PENDING' });

  expect(await payWith(order)).toMatchObject({ status: 'succeeded' });
  const settled = await untilSettled(order);
  expect(settled).toMatchObject({ status: 'COMPLETED', total: order.total });
  expect(settled.esims).toHaveLength(1);

  const { amount } = order.total;
  expect(amount).toBeGreaterThan(0);
  expect(grown(charged, await stripeFigures())).toEqual({
    ...{ intentsCreated: 1, intentsSucceeded: 1, intentsCanceled: 0, captured: amount },
    ...{ refunds: 0, refunded: 0 },
  });
  expect(grown(sold, await providerFigures())).toMatchObject({
    ...{ orders: 1, bundlesSold: 1, esimsSold: 1 },
  });
  const proved = await proof();
  expect(proved).toMatchObject({ findings: [], sum: 0, cardOrders: books.cardOrders + 1 });
  expect(grown(books.balances, proved.balances)).toMatchObject({
    'platform:cash': -amount,
    'platform:revenue': amount,
  });
});

test('a browser pays with publishable key and client secret, through 3-D Secure too', async () => {
  const order = (await checkOut()).body;
  const { url } = stack().simulators.stripe;
  const confirm = (fields: Record<string, string>) =>
    fetch(`${url}/v1/payment_intents/${intentIdOf(order)}/confirm`, {
      method: 'POST',
      headers: { authorization: `Bearer ${order.payment.publishableKey}` },
      body: new URLSearchParams(fields),
    });
  const forged = await confirm({ payment_method: 'pm_card_visa', client_secret: 'pi_x_secret_y' });
  expect(forged.status).toBe(400);
  const challenged = await confirm({
    payment_method: 'pm_card_authenticationRequired',
    client_secret: order.payment.clientSecret,
    return_url: 'https://shop.example/done',
  });
  const { status, next_action } = (await challenged.json()) as {
    status: string;
    next_action: { redirect_to_url: { url: string } };
  };
  expect(status).toBe('requires_action');
  expect(await guestOrder(order)).toMatchObject({ status: 'PAYMENT_PENDING' });
  const back = await fetch(`${next_action.redirect_to_url.url}&outcome=succeed`, {
    redirect: 'manual',
  });
  expect(back.headers.get('location')).toContain('redirect_status=succeeded');
  expect(await untilSettled(order)).toMatchObject({ status: 'COMPLETED' });
});

test('the buyer gets one mail; its link opens the order, its eSIMs and QR codes', async () => {
  const email = newEmail();
  const order = (await checkOut({ email, quantity: 2 })).body;
  await payWith(order);
  const { esims } = await untilSettled(order);
  const mails = await mailsTo(email);
  expect(mails).toHaveLength(1);
  const text = mails[0]?.text ?? '';
  expect(mails[0]).toMatchObject({ to: [email], subject: expect.stringContaining('ready') });
  const link = /^Your order, until .*: (\S+)$/m.exec(text)?.[1] ?? '';
  expect(link).toContain(`${stack().baseUrl}/api/v1/orders/${order.id}?token=`);
  const opened = await fetch(link);
  expect(opened.status).toBe(200);
  expect(await opened.json()).toMatchObject({ id: order.id, status: 'COMPLETED', esims });

  expect(esims).toHaveLength(2);
  for (const { id } of esims) {
    const esim = await call<{ install: { activationCode: string } }>(
      'GET',
      withLink(`/api/v1/esims/${id}`, order),
      { as: null },
    );
    expect(esim.body.install.activationCode).toMatch(/^LPA:1\$/);
    expect(text).toContain(esim.body.install.activationCode);
    const qr = await fetch(stack().baseUrl + withLink(`/api/v1/esims/${id}/qr`, order));
    expect(qr.headers.get('content-type')).toBe('image/png');
    const bytes = Buffer.from(await qr.arrayBuffer());
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  }
});

test('a key used ten times at once makes one order, one intent and one token', async () => {
  const [charged, key, email] = [await stripeFigures(), randomUUID(), newEmail()];
  const answers = await Promise.all(Array.from({ length: 10 }, () => checkOut({ email }, { key })));
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  const replays = answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true');
  expect(replays).toHaveLength(9);
  expect(grown(charged, await stripeFigures())).toMatchObject({ intentsCreated: 1 });
  const other = await checkOut({ email, quantity: 2 }, { key });
  expect(other.status).toBe(422);
  expect(other.body).toMatchObject({ name: 'IDEMPOTENCY_KEY_MISMATCH' });
});

describe('a signed-in customer', () => {
  const untilDone = (id: string) =>
    until(
      async () => (await call<Order>('GET', `/api/v1/orders/${id}`, asCustomer())).body,
      ({ status }) => finalStatuses.includes(status),
    );
  const ordered = async (more: object = {}): Promise<Checkout> => {
    const placed = await checkOut(more, asCustomer());
    expect(placed.status).toBe(201);
    return placed.body;
  };

  test('buys without a link and finds order and eSIMs in the own lists, newest first', async () => {
    const email = newEmail();
    const first = await ordered({ email });
    expect(first.link).toBeNull();
    await payWith(first);
    const done = await untilDone(first.id);
    expect(done.status).toBe('COMPLETED');
    const second = await ordered();

    const orders = await call<List<Order>>('GET', '/api/v1/orders?limit=2', asCustomer());
    expect(orders.body.data.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(orders.body.data[1]).toEqual(done);
    const esims = await call<List<{ id: string; orderId: string }>>(
      'GET',
      '/api/v1/esims?limit=1',
      asCustomer(),
    );
    expect(esims.body.data).toMatchObject([{ id: done.esims[0]?.id, orderId: first.id }]);
    const esim = await call('GET', `/api/v1/esims/${done.esims[0]?.id}`, asCustomer());
    expect(esim.body).toMatchObject({ orderId: first.id, install: expect.anything() });
    expect(await mailsTo(email)).toHaveLength(1);
  });

  test('cancels an unpaid order once: the key repeats it, a card is refused', async () => {
    const charged = await stripeFigures();
    const order = await ordered();
    const key = randomUUID();
    const cancel = (more: object = {}) =>
      call<Order>('POST', `/api/v1/orders/${order.id}/cancel`, { ...asCustomer(), key, ...more });
    const canceled = await cancel();
    expect(canceled.status).toBe(200);
    expect(canceled.body).toMatchObject({ status: 'CANCELED', cancelReason: 'REQUESTED' });
    expect(canceled.headers.get('idempotent-replayed')).toBeNull();
    const again = await cancel();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual(canceled.body);
    const other = await ordered();
    const mismatch = await call('POST', `/api/v1/orders/${other.id}/cancel`, {
      ...asCustomer(),
      key,
    });
    expect(mismatch.body).toMatchObject({ status: 422, name: 'IDEMPOTENCY_KEY_MISMATCH' });

    expect(await intentsOf(order.id)).toMatchObject([{ status: 'canceled' }]);
    await expect(payWith(order)).rejects.toThrow('400');
    expect(grown(charged, await stripeFigures())).toMatchObject({
      intentsCanceled: 1,
      captured: 0,
    });
  });

  test('cannot cancel what is paid', async () => {
    const order = await ordered();
    await payWith(order);
    await untilDone(order.id);
    const refused = await call('POST', `/api/v1/orders/${order.id}/cancel`, {
      ...asCustomer(),
      key: randomUUID(),
    });
    expect(refused.body).toMatchObject({ status: 409, name: 'ORDER_STATE_CONFLICT' });
    expect(await untilDone(order.id)).toMatchObject({ status: 'COMPLETED' });
  });
});
