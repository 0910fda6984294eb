import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import {
  type Answer,
  bundleCode,
  call,
  control,
  finalStatuses,
  type Order,
  placeVendorOrder,
  proof,
  stack,
  until,
  untilFinal,
  vendorOrder,
  wallet,
} from './client.ts';

interface OrderPage {
  data: Order[];
  nextCursor: string | null;
}

interface Received {
  id: string;
  signature: string;
  headers: Record<string, string>;
  body: string;
}

const deliveries = () => control<Received[]>('receiver', 'GET', '/deliveries');
const provider = () => control<{ bundlesSold: number }>('esimGo', 'GET', '/statistics');

async function webhooksOf(orderId: string): Promise<Received[]> {
  return (await deliveries()).filter(({ body }) => body.includes(orderId));
}

test('an order becomes installable eSIMs, its hold is spent, and its webhook verifies', async () => {
  const [before, sold] = [await wallet(), await provider()];
  const placed = await placeVendorOrder({ quantity: 3, customerReference: 'booking 7' });
  expect(placed.status).toBe(201);
  expect(placed.headers.get('location')).toBe(`/api/v1/vendor/orders/${placed.body.id}`);
  expect(placed.body).toMatchObject({ status: 'PAID', quantity: 3, esims: [] });

  const order = await untilFinal(placed.body.id);
  expect(order).toMatchObject({ status: 'COMPLETED', customerReference: 'booking 7' });
  expect(new Set(order.esims.map(({ id }) => id)).size).toBe(3);
  expect((await provider()).bundlesSold - sold.bundlesSold).toBe(3);

  const after = await wallet();
  expect(after.available.amount).toBe(before.available.amount - order.total.amount);
  expect(after.held.amount).toBe(before.held.amount);

  const [webhook] = await until(
    () => webhooksOf(order.id),
    (all) => all.length > 0,
  );
  expect(webhook?.headers['webhook-id']).toBe(webhook?.id);
  const event = new Webhook(stack().vendor.webhookSecret).verify(
    webhook?.body ?? '',
    webhook?.headers ?? {},
  );
  expect(event).toMatchObject({ type: 'order.completed', data: { id: order.id } });

  const list = await until(
    () => call<{ data: { eventId: string }[] }>('GET', '/api/v1/vendor/webhook-deliveries'),
    ({ body }) => body.data.some(({ eventId }) => eventId === webhook?.id),
  );
  expect(list.body.data.find(({ eventId }) => eventId === webhook?.id)).toMatchObject({
    status: 'DELIVERED',
  });
});

test('its eSIMs can be read and installed: details, PNG and SVG whatever Accept says', async () => {
  const { id } = (await placeVendorOrder()).body;
  const [esim] = (await untilFinal(id)).esims;
  const path = `/api/v1/vendor/esims/${esim?.id}`;
  const details = await call<{ install: Record<string, string> }>('GET', path);
  expect(details.status).toBe(200);
  expect(JSON.stringify(details.body)).toContain('LPA:1$');
  for (const accept of ['*/*', 'image/png', 'image/avif,image/webp,*/*;q=0.8']) {
    const answer = await fetch(`${stack().baseUrl}${path}/qr`, {
      headers: { authorization: `Bearer ${stack().vendor.apiKey}`, accept },
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  }
  const svg = await call('GET', `${path}/qr?format=svg`);
  expect(svg.headers.get('content-type')).toBe('image/svg+xml');
  expect(String(svg.body)).toMatch(/^<svg[\s\S]*<\/svg>/);
});

test('a validation prices the order and changes nothing', async () => {
  const before = await wallet();
  const { status, body } = await placeVendorOrder({ type: 'validate', quantity: 2 });
  expect(status).toBe(200);
  expect(body).toMatchObject({ object: 'order_validation', valid: true, quantity: 2, bundleCode });
  expect(await wallet()).toEqual(before);
});

test('a price above maxUnitPrice is refused and nothing is held', async () => {
  const before = await wallet();
  const { status, body } = await placeVendorOrder({ maxUnitPrice: 1 });
  expect(status).toBe(409);
  expect(body).toMatchObject({ code: 'ERR_1503', name: 'PRICE_ABOVE_MAXIMUM' });
  expect(await wallet()).toEqual(before);
});

test('a key used 50 times at once buys once, and every answer names that one order', async () => {
  const before = await wallet();
  const key = randomUUID();
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => placeVendorOrder({}, { key })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(201));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  const replays = answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true');
  expect(replays).toHaveLength(49);
  const order = await untilFinal(answers[0]?.body.id ?? '');
  expect(order.status).toBe('COMPLETED');
  expect((await wallet()).available.amount).toBe(before.available.amount - order.total.amount);
  const other = await placeVendorOrder({ quantity: 2 }, { key });
  expect(other.status).toBe(422);
  expect(other.body).toMatchObject({ code: 'ERR_2003', name: 'IDEMPOTENCY_KEY_MISMATCH' });
});

test('a bundle that the provider withdrew ends REFUNDED: hold released, vendor told', async () => {
  const name = 'esim_2GB_15D_TR_V2';
  await control('esimGo', 'POST', `/bundles/${name}`, { retired: true });
  try {
    const before = await wallet();
    const { body } = await placeVendorOrder({ bundleCode: name });
    const order = await untilFinal(body.id);
    expect(order).toMatchObject({ status: 'REFUNDED', failureCode: 'BUNDLE_UNAVAILABLE' });
    expect(await wallet()).toEqual(before);
    const told = await until(
      () => webhooksOf(order.id),
      (all) => all.some(({ body: text }) => text.includes('"order.refunded"')),
    );
    expect(told.some(({ body: text }) => text.includes('"order.failed"'))).toBe(true);
  } finally {
    await control('esimGo', 'POST', `/bundles/${name}`, { retired: false });
  }
});

test('six eSIMs, which the provider makes later, are delivered all', async () => {
  const { body } = await placeVendorOrder({ quantity: 6 });
  const order = await untilFinal(body.id, 120);
  expect(order.status).toBe('COMPLETED');
  expect(order.esims).toHaveLength(6);
});

test('orders and statement agree: pages walk all, the balance ties, the ledger proves', async () => {
  const listed: Order[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Answer<OrderPage> = await call(
      'GET',
      `/api/v1/vendor/orders?limit=2${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    );
    expect(page.status).toBe(200);
    listed.push(...page.body.data);
    cursor = page.body.nextCursor;
  }
  expect(listed.length).toBeGreaterThanOrEqual(5);
  for (const order of listed) {
    expect(finalStatuses).toContain(order.status);
    expect(await vendorOrder(order.id)).toEqual(order);
  }
  const { body } = await call<{ data: { availableAfter: { amount: number } }[] }>(
    'GET',
    '/api/v1/vendor/ledger?limit=100',
  );
  expect(body.data[0]?.availableAfter).toEqual((await wallet()).available);
  expect(await proof()).toMatchObject({ findings: [], sum: 0 });
});
