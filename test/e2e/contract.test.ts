import { randomUUID } from 'node:crypto';
import { type Checkout, checkOut, payWith, untilSettled, withLink } from './card.ts';
import {
  bundleCode,
  type Call,
  call,
  control,
  finalStatuses,
  type Order,
  orderBody,
  placeVendorOrder,
  stack,
  until,
  untilFinal,
} from './client.ts';
import { document, expectDocumented, faultsOf } from './document.ts';

let order: Order;
let guest: Checkout;

const asCustomer = () => ({ as: stack().customer.accessToken });
const asNobody = () => ({ as: null });

beforeAll(async () => {
  const placed = await placeVendorOrder({ quantity: 2, customerReference: 'booking 9' });
  order = await untilFinal(placed.body.id);
  guest = (await checkOut()).body;
  await payWith(guest);
  guest = { ...guest, ...(await untilSettled(guest)) };
  const own = (await checkOut({}, asCustomer())).body;
  await payWith(own);
  // The customer's lists must not be empty: each entry is checked.
  await until(
    () => call<Order>('GET', `/api/v1/orders/${own.id}`, asCustomer()),
    ({ body }) => finalStatuses.includes(body.status),
  );
});

/** An operation, and a path and caller that get a good answer from it. */
type Read = [template: string, as: () => Call, path?: () => string];

const asVendor = () => ({});
const vendorEsim = () => `/api/v1/vendor/esims/${order.esims[0]?.id}`;
const guestEsim = () => `/api/v1/esims/${guest.esims[0]?.id}`;

const wished: Read[] = [
  ...['/health', '/ready', '/docs', '/api/v1/openapi.json'].map((path): Read => [path, asNobody]),
  ...['bundles?limit=100', 'countries', 'regions'].map(
    (name): Read => [`/api/v1/${name.split('?')[0]}`, asNobody, () => `/api/v1/${name}`],
  ),
  ['/api/v1/bundles/{code}', asNobody, () => `/api/v1/bundles/${bundleCode}`],
  ['/api/v1/orders', asCustomer],
  ['/api/v1/esims', asCustomer],
  ['/api/v1/orders/{orderId}', asNobody, () => withLink(`/api/v1/orders/${guest.id}`, guest)],
  ['/api/v1/esims/{esimId}', asNobody, () => withLink(guestEsim(), guest)],
  ['/api/v1/esims/{esimId}/qr', asNobody, () => withLink(`${guestEsim()}/qr`, guest)],
  ...['orders', 'esims', 'wallet', 'ledger', 'webhook-deliveries'].map(
    (name): Read => [`/api/v1/vendor/${name}`, asVendor],
  ),
  ['/api/v1/vendor/orders/{orderId}', asVendor, () => `/api/v1/vendor/orders/${order.id}`],
  ['/api/v1/vendor/esims/{esimId}', asVendor, vendorEsim],
  ['/api/v1/vendor/esims/{esimId}/qr', asVendor, () => `${vendorEsim()}/qr`],
];

const reads = wished.map(([template, as, path = () => template]) => ({ template, as, path }));

test('every operation that reads is tried', () => {
  const documented = Object.keys(document.paths).filter((path) => document.paths[path]?.get);
  expect(reads.map(({ template }) => template).sort()).toEqual(documented.sort());
});

test.each(reads)('GET $template answers what its contract says', async ({ template, as, path }) => {
  const answer = await call<{ data?: unknown[] }>('GET', path(), as());
  expect(answer.status).toBe(200);
  expectDocumented('GET', template, answer);
  if (Array.isArray(answer.body.data)) expect(answer.body.data).not.toEqual([]);
});

test('a schema of the document refuses what is missing, wrong or more than it says', () => {
  const { Order: schema = {} } = document.components.schemas;
  expect(faultsOf(schema, order)).toBe('');
  const { status, ...rest } = order;
  for (const wrong of [rest, { ...order, status: 'LOST' }, { ...order, cost: 1 }, [], null])
    expect(faultsOf(schema, wrong)).not.toBe('');
});

test('orders, validations and cancellations answer what their contract says', async () => {
  const vendor = '/api/v1/vendor/orders';
  expectDocumented('POST', vendor, await placeVendorOrder());
  expectDocumented('POST', vendor, await placeVendorOrder({ type: 'validate' }));
  const placed = await checkOut();
  expectDocumented('POST', '/api/v1/orders', placed);
  expectDocumented('POST', '/api/v1/orders', await checkOut({}, asCustomer()));
  const path = withLink(`/api/v1/orders/${placed.body.id}/cancel`, placed.body);
  const canceled = await call('POST', path, { as: null, key: randomUUID() });
  expect(canceled.status).toBe(200);
  expectDocumented('POST', '/api/v1/orders/{orderId}/cancel', canceled);
});

const json = { 'content-type': 'application/json' };

test.each<[number, string, string, Call, string?]>([
  [304, 'GET', '/api/v1/bundles', { as: null, headers: { 'if-none-match': '*' } }],
  [304, 'GET', '/docs', { as: null, headers: { 'if-none-match': '*' } }],
  [400, 'GET', '/api/v1/bundles', { as: null }, '?limit=0'],
  [400, 'GET', '/health', { as: null }, '?x=1'],
  [400, 'POST', '/api/v1/orders', { as: null, body: orderBody() }],
  [400, 'POST', '/api/v1/vendor/orders', { key: 'k', body: '{', headers: json }],
  [401, 'GET', '/api/v1/vendor/wallet', { as: null }],
  [401, 'GET', '/api/v1/orders', { as: 'nonsense' }],
  [401, 'POST', '/api/v1/vendor/orders', { as: 'ttg_live_x', body: orderBody() }],
  [404, 'POST', '/api/v1/vendor/orders', { key: 'k', body: orderBody({ bundleCode: 'none' }) }],
  [409, 'POST', '/api/v1/vendor/orders', { key: 'k', body: orderBody({ maxUnitPrice: 1 }) }],
  [413, 'POST', '/api/v1/orders', { as: null, key: 'k', body: { x: 'x'.repeat(70_000) } }],
  [
    415,
    'POST',
    '/api/v1/orders',
    { as: null, key: 'k', body: 'x', headers: { 'content-type': 'a/b' } },
  ],
])('%i of %s %s is documented', async (status, method, template, options, query = '') => {
  const answer = await call(method, template + query, options);
  expect(answer.status).toBe(status);
  expectDocumented(method, template, answer);
});

test("402, 403 and the gateway's own refusals are problems of the document", async () => {
  const { Problem: schema = {} } = document.components.schemas;
  const dear = await call('GET', '/api/v1/bundles?sort=-price&limit=1', { as: null });
  const [{ code }] = (dear.body as { data: [{ code: string }] }).data;
  const poor = await placeVendorOrder({ bundleCode: code, quantity: 10 });
  const answers = [
    { status: 402, answer: poor },
    { status: 403, answer: await call('GET', '/api/v1/vendor/wallet', asCustomer()) },
    { status: 404, answer: await call('GET', '/api/v1/nothing', { as: null }) },
    { status: 405, answer: await call('DELETE', '/api/v1/orders', { as: null }) },
  ];
  for (const { status, answer } of answers) {
    expect(answer.status).toBe(status);
    expect(faultsOf(schema, answer.body)).toBe('');
  }
});

test('a webhook that a vendor receives has the documented form', async () => {
  const received = () => control<{ body: string }[]>('receiver', 'GET', '/deliveries');
  const all = await until(received, (some) => some.some(({ body }) => body.includes(order.id)));
  const event = JSON.parse(all.find(({ body }) => body.includes(order.id))?.body ?? '{}');
  const { schema = {} } =
    document.webhooks[event.type]?.post.requestBody.content['application/json'] ?? {};
  expect(Object.keys(schema)).not.toEqual([]);
  expect(faultsOf(schema, event)).toBe('');
});

test("the served document is the repository's, and the docs page is guarded", async () => {
  const served = await call('GET', '/api/v1/openapi.json', { as: null });
  expect(served.body).toEqual(document);
  const page = await call<string>('GET', '/docs', { as: null });
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.body).toMatch(/^<!doctype html>/i);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|\*|http:/);
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
});
