import { cancelOrder } from '../../../lib/orders/cancel.ts';
import { checkOut } from '../../../lib/orders/checkout.ts';
import { expireUnpaid } from '../../../lib/orders/expire.ts';
import { orderKey } from '../../../lib/orders/items.ts';
import { readOrder } from '../../../lib/orders/read.ts';
import { earlierOrder } from '../../../lib/orders/replay.ts';
import { readPayment } from '../../../lib/payments/items.ts';
import type { Bench } from '../../simulators/stripe/testbench.ts';
import { all, at, command, dyingAt, events, openShop, receive, timings } from './card.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openShop();
}, 30_000);
afterAll(() => bench.close());
beforeEach(() => bench.control('POST', '/reset'));

const problem = (name: string) => expect.objectContaining({ problem: name });
const fault = (order: object) => bench.control('POST', '/faults', order);
const pay = (intentId: string, more = {}) =>
  bench.control('POST', `/intents/${intentId}/pay`, more);
const ordersOf = async (ownerKey: string) =>
  (await all('orders')).filter((item) => item.ownerKey === ownerKey);
const later = (seconds: number) => ({
  ...{ clock: () => new Date(Date.now() + seconds * 1000), timings },
});
const key = (name: string) => ({
  ...{ owner: 'CUSTOMER#1', route: 'cancel', key: name, fingerprint: name },
});

describe('checking out', () => {
  test('makes one order, one payment and one intent, and answers a repeat the same', async () => {
    const wish = command();
    const first = await checkOut(wish);
    expect(first.order).toMatchObject({
      ...{ status: 'PAYMENT_PENDING', channel: 'CARD', total: 1000, currency: 'USD', version: 2 },
      ...{ paymentIntentId: first.intent.intentId, email: 'ann@example.com' },
    });
    expect(await readPayment(first.order.id)).toMatchObject({
      ...{ status: 'CREATED', amount: 1000, intentId: first.intent.intentId, version: 1 },
    });
    const again = await checkOut(wish);
    expect(again).toMatchObject({ replayed: true, order: { id: first.order.id } });
    expect(again.intent).toEqual(first.intent);
    expect(await bench.statistics()).toMatchObject({ intentsCreated: 1 });
    const stored = JSON.stringify([await all('orders'), await all('payments')]);
    expect(stored).not.toContain(first.intent.clientSecret);
  });

  test('by twenty at once with one key makes one order and one intent', async () => {
    const wish = command({ ownerKey: 'GUEST#crowd' });
    const runs = await Promise.allSettled(Array.from({ length: 20 }, () => checkOut(wish)));
    const done = runs.flatMap((run) => (run.status === 'fulfilled' ? [run.value] : []));
    expect(done.length).toBeGreaterThan(0);
    for (const run of runs)
      if (run.status === 'rejected') expect(run.reason).toEqual(problem('PAYMENT_UNAVAILABLE'));
    expect(new Set(done.map(({ intent }) => intent.clientSecret)).size).toBe(1);
    expect(await ordersOf('GUEST#crowd')).toHaveLength(1);
    expect(await bench.statistics()).toMatchObject({ intentsCreated: 1 });
  });

  test('goes on wherever the first run died', async () => {
    for (let call = 1; call <= 4; call += 1)
      for (const when of ['before', 'after'] as const) {
        const wish = command({ ownerKey: `GUEST#died-${call}-${when}` });
        await bench.control('POST', '/reset');
        expect(await dyingAt(call, when, () => checkOut(wish))).toBe('died');
        const { order } = await checkOut(wish);
        expect(order.status).toBe('PAYMENT_PENDING');
        expect(await ordersOf(wish.ownerKey)).toHaveLength(1);
        expect(await bench.statistics()).toMatchObject({ intentsCreated: 1 });
      }
  }, 60_000);

  test('while Stripe is down is refused as retryable; the repeat uses the same order', async () => {
    const wish = command({ ownerKey: 'GUEST#patient' });
    await fault({ route: '*', kind: 'drop-before', times: 20 });
    await expect(checkOut(wish)).rejects.toEqual(problem('PAYMENT_UNAVAILABLE'));
    await bench.control('DELETE', '/faults');
    expect((await checkOut(wish)).order.status).toBe('PAYMENT_PENDING');
    expect(await ordersOf('GUEST#patient')).toHaveLength(1);
    expect(await bench.statistics()).toMatchObject({ intentsCreated: 1 });
  });

  test('with the key of another request is refused', async () => {
    const wish = command();
    await checkOut(wish);
    const other = { ...wish, idempotency: { ...wish.idempotency, fingerprint: 'other' } };
    await expect(checkOut(other)).rejects.toEqual(problem('IDEMPOTENCY_KEY_MISMATCH'));
  });

  test.each(['unknown', '../x'])(
    'of bundle %s is refused and leaves nothing',
    async (bundleCode) => {
      const wish = command({ bundleCode, ownerKey: 'GUEST#nothing' });
      await expect(checkOut(wish)).rejects.toEqual(problem('BUNDLE_NOT_FOUND'));
      expect(await ordersOf('GUEST#nothing')).toEqual([]);
    },
  );

  test('is overtaken by the event of its own success', async () => {
    const wish = command();
    // Dies when it would record the intent: the order stands as CREATED.
    await dyingAt(3, 'before', () => checkOut(wish));
    const [created] = await bench.control<{ id: string; metadata: { orderId: string } }[]>(
      'GET',
      '/intents',
    );
    await pay(created?.id ?? '');
    for (const event of await events(bench)) await receive(event);
    const orderId = created?.metadata.orderId ?? '';
    expect((await readOrder(orderId, { consistent: true }))?.status).toBe('PAID');
    const { order, intent } = await checkOut(wish);
    expect(order).toMatchObject({ id: orderId, status: 'PAID' });
    expect(intent.intentId).toBe(created?.id);
  });
});

test('a decline that is told before the intent is recorded does not stop the checkout', async () => {
  const wish = command();
  await dyingAt(4, 'before', () => checkOut(wish));
  const [made] = await bench.control<{ id: string }[]>('GET', '/intents');
  await pay(made?.id ?? '', { payment_method: 'pm_card_visa_chargeDeclined' });
  for (const event of await events(bench)) await receive(event);
  const { order, intent } = await checkOut(wish);
  expect(order).toMatchObject({ status: 'PAYMENT_PENDING', paymentIntentId: made?.id });
  expect(intent.intentId).toBe(made?.id);
  expect(await readPayment(order.id)).toMatchObject({
    ...{ status: 'FAILED', errorCode: 'card_declined', intentId: made?.id },
  });
});

describe('canceling', () => {
  test('closes order, payment and intent, and is repeatable', async () => {
    const { order } = await checkOut(command());
    const first = await cancelOrder(order, key('cancel-1'), at());
    expect(first).toMatchObject({
      ...{ replayed: false, order: { status: 'CANCELED', cancelReason: 'REQUESTED' } },
    });
    expect(first.order).not.toHaveProperty('dueAt');
    expect((await readPayment(order.id))?.status).toBe('CANCELED');
    expect(await bench.statistics()).toMatchObject({ intentsCanceled: 1 });
    const again = await cancelOrder(first.order, key('cancel-1'), at());
    expect(again).toEqual({ replayed: true, order: first.order });
    for (const event of await events(bench)) await receive(event);
    expect(await readOrder(order.id, { consistent: true })).toEqual(first.order);
  });

  test('that died anywhere is finished by the repeat', async () => {
    for (let call = 1; call <= 3; call += 1)
      for (const when of ['before', 'after'] as const) {
        const { order } = await checkOut(command());
        const wish = key(`cancel-${call}-${when}`);
        expect(await dyingAt(call, when, () => cancelOrder(order, wish, at()))).toBe('died');
        expect((await cancelOrder(order, wish, at())).order.status).toBe('CANCELED');
        expect(await earlierOrder(wish, new Date())).toMatchObject({ id: order.id });
      }
  }, 60_000);

  test('loses against a payment, whose money then counts', async () => {
    const { order, intent } = await checkOut(command());
    await pay(intent.intentId);
    const cancel = cancelOrder(order, key('too-late'), at());
    await expect(cancel).rejects.toEqual(problem('ORDER_STATE_CONFLICT'));
    expect((await readOrder(order.id, { consistent: true }))?.status).toBe('PAID');
    for (const event of await events(bench)) await receive(event);
    const transfers = (await all('ledger')).filter(({ orderId }) => orderId === order.id);
    expect(transfers).toHaveLength(1);
  });

  test('with the key of another cancellation is refused', async () => {
    const [one, two] = [await checkOut(command()), await checkOut(command())];
    await cancelOrder(one.order, key('shared'), at());
    const mixed = { ...key('shared'), fingerprint: 'two' };
    await expect(cancelOrder(two.order, mixed, at())).rejects.toEqual(
      problem('IDEMPOTENCY_KEY_MISMATCH'),
    );
  });
});

describe('expiry', () => {
  // What earlier tests left unpaid would be due as well.
  beforeEach(() => expireUnpaid(later(30 * 3600)));

  test('leaves orders alone whose time is not up', async () => {
    const { order } = await checkOut(command());
    expect(await expireUnpaid(later(timings.paymentSeconds - 60))).toMatchObject({ looked: 0 });
    expect((await readOrder(order.id, { consistent: true }))?.status).toBe('PAYMENT_PENDING');
  });

  test('closes what is unpaid, with or without a recorded intent', async () => {
    const { order } = await checkOut(command());
    const [early, between] = [command(), command()];
    await dyingAt(2, 'after', () => checkOut(early));
    await dyingAt(4, 'before', () => checkOut(between));
    expect(await expireUnpaid(later(2000))).toMatchObject({ looked: 3, canceled: 3, errors: 0 });
    const { intentsCreated, intentsCanceled } = await bench.statistics();
    expect([intentsCreated, intentsCanceled]).toEqual([3, 3]);
    expect(await readOrder(order.id, { consistent: true })).toMatchObject({
      ...{ status: 'CANCELED', cancelReason: 'EXPIRED' },
    });
    expect(await expireUnpaid(later(2000))).toMatchObject({ looked: 0 });
  });

  test('finds that an order was paid although no event came', async () => {
    const { order, intent } = await checkOut(command());
    await pay(intent.intentId);
    expect(await expireUnpaid(later(2000))).toMatchObject({ looked: 1, paid: 1 });
    const item = (await all('orders')).find(({ pk }) => pk === orderKey(order.id).pk);
    expect(item).toMatchObject({ status: 'PAID', dueKey: expect.stringMatching(/^WAIT#/) });
  });

  test('waits for the next run while Stripe is down', async () => {
    const { order } = await checkOut(command());
    await fault({ route: '*', kind: 'status-before', status: 503, times: 50 });
    expect(await expireUnpaid(later(2000))).toMatchObject({ unavailable: 1, canceled: 0 });
    expect((await readOrder(order.id, { consistent: true }))?.status).toBe('PAYMENT_PENDING');
    await bench.control('DELETE', '/faults');
    // A minute later, so that it does not stand before the others at every run.
    expect(await expireUnpaid(later(2000))).toMatchObject({ looked: 0 });
    expect(await expireUnpaid(later(2061))).toMatchObject({ canceled: 1 });
  });

  test('gives a checkout that comes too late no secret', async () => {
    const wish = command();
    await dyingAt(2, 'after', () => checkOut(wish));
    await expireUnpaid(later(2000));
    const { order, intent } = await checkOut(wish);
    expect(order.status).toBe('CANCELED');
    await expect(pay(intent.intentId)).rejects.toThrow(/payment_intent_unexpected_state/);
  });
});
