/**
 * Every fault is set off first, one order each; then all of them are waited for together, because
 * the longest are healed by the reconciler or by a message that becomes visible again.
 */
import { randomUUID } from 'node:crypto';
import { claims, eventsTaken, expectBooksToAgree, soldByProvider } from './books.ts';
import {
  call,
  control,
  letDie,
  type Order,
  placeVendorOrder,
  until,
  untilFinal,
  vendorOrder,
  wallet,
} from './client.ts';

type Ends = 'COMPLETED' | 'REFUNDED';

interface Fault {
  name: string;
  ends: Ends;
  quantity?: number;
  /** Sets the fault for orders of this bundle; answers whether it has happened. */
  set(item: string): Promise<() => boolean | Promise<boolean>>;
}

const death = (name: string, ...[key, when, what, inBody]: Parameters<typeof letDie>): Fault => ({
  name,
  ends: 'COMPLETED',
  set: async () => letDie(key, when, what, inBody),
});

const atProvider = (kind: string, ends: Ends, more: object = {}, quantity = 1): Fault => ({
  name: `provider: ${kind} ${JSON.stringify(more)}`,
  ends,
  quantity,
  set: async (item) => {
    const fault = { route: 'POST /orders', kind, match: { item }, ...more };
    await control('esimGo', 'POST', '/faults', fault);
    return async () =>
      (await control<{ remaining: number }[]>('esimGo', 'GET', '/faults')).every(
        ({ remaining }) => remaining === 0,
      );
  },
});

const transaction = 'TransactWriteItems';
const providerOrder = 'v2.5-orders';

const faults: Fault[] = [
  death('webhook deliverer dies after the POST', 'webhooks/deliver', 'after', 'webhooks'),
  death('relay dies before PutEvents', 'ops/relay', 'before', 'PutEvents'),
  death('relay dies after PutEvents', 'ops/relay', 'after', 'PutEvents'),
  death('provisioning dies before its attempt is written', ...provisioning('before', transaction)),
  death('provisioning dies once its attempt is written', ...provisioning('after', transaction)),
  death('provisioning dies before the call', ...provisioning('before', providerOrder)),
  death('provisioning dies after the call', ...provisioning('after', providerOrder)),
  death('provisioning dies before the commit', ...provisioning('before', transaction, 'CLAIM#')),
  death('provisioning dies after the commit', ...provisioning('after', transaction, 'CLAIM#')),
  atProvider('drop-before', 'COMPLETED'),
  atProvider('drop-after', 'COMPLETED'),
  atProvider('status-before', 'COMPLETED', { status: 503 }),
  atProvider('status-after', 'COMPLETED', { status: 503 }),
  atProvider('status-before', 'COMPLETED', { status: 429 }),
  atProvider('garbage', 'COMPLETED'),
  atProvider('hang', 'COMPLETED'),
  // Done after our deadline: the purchase of a call that we gave up.
  atProvider('delay-before', 'COMPLETED', { delayMs: 10_000 }),
  atProvider('short', 'COMPLETED', {}, 2),
  atProvider('refuse', 'REFUNDED', { message: 'invalid quantity' }),
];

function provisioning(
  when: 'before' | 'after',
  what: string,
  inBody?: string,
): Parameters<typeof letDie> {
  return ['provisioning/provision', when, what, inBody];
}

const start = { sold: 0, available: 0 };
const orders = new Map<string, Order>();

beforeAll(async () => {
  start.sold = await soldByProvider();
  start.available = (await wallet()).available.amount;
  // A bundle each: an order that is sent again must not meet another one's fault.
  const codes = await cheapBundles(faults.length);
  for (const [index, fault] of faults.entries()) {
    const code = codes[index] ?? '';
    const hasHappened = await fault.set(code);
    const { status, body } = await placeVendorOrder({
      bundleCode: code,
      quantity: fault.quantity ?? 1,
    });
    expect(status).toBe(201);
    orders.set(fault.name, body);
    await until(async () => hasHappened(), Boolean, 90);
  }
});

async function cheapBundles(count: number): Promise<string[]> {
  const { body } = await call<{ data: { code: string }[] }>(
    'GET',
    `/api/v1/bundles?sort=price&limit=${count}`,
  );
  expect(body.data).toHaveLength(count);
  return body.data.map(({ code }) => code);
}

test.each(faults)('$name: the order ends $ends', async ({ name, ends }) => {
  const order = await untilFinal(orders.get(name)?.id ?? '', 280);
  expect(order.status).toBe(ends);
  expect(order.esims).toHaveLength(ends === 'COMPLETED' ? Number(order.quantity) : 0);
});

test('the order route dies after its transaction: the same key answers with that one order', async () => {
  const key = randomUUID();
  const hasHappened = letDie('orders/vendor-create', 'after', transaction);
  const lost = await placeVendorOrder({}, { key });
  expect(lost.status).toBeGreaterThanOrEqual(500);
  expect(hasHappened()).toBe(true);
  const again = await placeVendorOrder({}, { key });
  expect(again.status).toBe(201);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  orders.set('order route', again.body);
  expect((await untilFinal(again.body.id)).status).toBe('COMPLETED');
});

test('afterwards nothing is lost and nothing doubled', async () => {
  const ended = await Promise.all([...orders.values()].map(({ id }) => vendorOrder(id)));
  const completed = ended.filter(({ status }) => status === 'COMPLETED');
  const delivered = completed.reduce((sum, order) => sum + order.esims.length, 0);
  expect((await soldByProvider()) - start.sold).toBe(delivered);

  const claimed = await claims();
  for (const { id, status } of ended)
    expect(claimed.get(id) ?? []).toHaveLength(status === 'COMPLETED' ? 1 : 0);

  const spent = completed.reduce((sum, order) => sum + order.total.amount, 0);
  const after = await wallet();
  expect(after.held.amount).toBe(0);
  expect(start.available - after.available.amount).toBe(spent);
  await expectBooksToAgree();
});

test('every vendor event arrived, each under one id, however often it was sent', async () => {
  const wanted = [...orders.values()].map(({ id }) => id);
  const killed = orders.get('webhook deliverer dies after the POST')?.id;
  const taken = await until(
    eventsTaken,
    (events) =>
      wanted.every((id) => events.some(({ orderId }) => orderId === id)) &&
      // Its message is visible again after six times the function's time-out.
      events.filter(({ orderId }) => orderId === killed).length >= 2,
    280,
  );
  for (const orderId of wanted) {
    const { status } = await vendorOrder(orderId);
    const types = status === 'COMPLETED' ? ['order.completed'] : ['order.failed', 'order.refunded'];
    for (const type of types) {
      const ids = taken
        .filter((event) => event.orderId === orderId && event.type === type)
        .map(({ id }) => id);
      expect(new Set(ids).size).toBe(1);
    }
  }
});
