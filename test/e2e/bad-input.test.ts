import { randomUUID } from 'node:crypto';
import type { ErrorName } from '../../lib/platform/errors.ts';
import { newEmail, providerFigures, stripeFigures } from './card.ts';
import { type Call, call, orderBody, proof, stack, wallet } from './client.ts';
import { expectProblem, rawCall } from './problem.ts';
import { changeBundle, sync } from './shelf.ts';

const [retiredCode, pricelessCode] = ['esim_1GB_7D_PT_V2', 'esim_1GB_7D_GR_V2'];

/** All that an accepted order would move. */
const world = async () => ({
  wallet: await wallet(),
  ledger: (await call('GET', '/api/v1/vendor/ledger?limit=100')).body,
  books: await proof(),
  provider: await providerFigures(),
  stripe: await stripeFigures(),
});

let before: Awaited<ReturnType<typeof world>>;
let price: number;

beforeAll(async () => {
  price = (await changeBundle(pricelessCode)).price;
  await changeBundle(pricelessCode, { price: 0 });
  await changeBundle(retiredCode, { retired: true });
  expect(await sync()).toMatchObject({ outcome: 'DONE' });
  before = await world();
});

afterAll(async () => {
  expect(await world()).toEqual(before);
  await changeBundle(pricelessCode, { price });
  await changeBundle(retiredCode, { retired: false });
  await sync();
});

const routes = [
  { path: '/api/v1/vendor/orders', as: () => stack().vendor.apiKey, more: {} },
  { path: '/api/v1/orders', as: () => null, more: { email: newEmail() } },
];

describe.each(routes)('POST $path', ({ path, as, more }) => {
  const post = (options: Call, query = '') =>
    call('POST', path + query, { as: as(), key: randomUUID(), ...options });
  const body = (changes: object = {}) => orderBody({ ...more, ...changes });

  test.each<[string, object, ErrorName]>([
    ['an unknown bundle', { bundleCode: 'esim_none' }, 'BUNDLE_NOT_FOUND'],
    ['a retired bundle', { bundleCode: retiredCode }, 'BUNDLE_UNAVAILABLE'],
    ['a bundle without a price', { bundleCode: pricelessCode }, 'BUNDLE_UNAVAILABLE'],
    ['a bundle code with a path in it', { bundleCode: '../bundles' }, 'VALIDATION_FAILED'],
    ['a bundle code that is a key', { bundleCode: 'BUNDLE#x' }, 'VALIDATION_FAILED'],
    ['a very long bundle code', { bundleCode: 'a'.repeat(5000) }, 'VALIDATION_FAILED'],
    ['a bundle code that is an object', { bundleCode: { S: 'x' } }, 'VALIDATION_FAILED'],
    ['no bundle code', { bundleCode: undefined }, 'VALIDATION_FAILED'],
    ['an unknown field', { discount: 100 }, 'VALIDATION_FAILED'],
    ['a price of its own', { unitPrice: { amount: 1, currency: 'USD' } }, 'VALIDATION_FAILED'],
    ['another owner', { vendorId: stack().vendor.id }, 'VALIDATION_FAILED'],
  ])('refuses %s', async (_, changes, name) => {
    expectProblem(await post({ body: body(changes) }), name);
  });

  test.each([0, 11, -1, 1.5, '1', null, true, [1], {}, undefined])(
    'refuses the quantity %p and names the field',
    async (quantity) => {
      const answer = await post({ body: body({ quantity }) });
      expectProblem(answer, 'VALIDATION_FAILED');
      expect(answer.body.errors).toMatchObject([{ in: 'body', field: 'quantity' }]);
    },
  );

  test.each<[string, string, ErrorName]>([
    ['no JSON', '{"bundleCode":', 'MALFORMED_BODY'],
    ['an empty text', ' ', 'MALFORMED_BODY'],
    ['an array', JSON.stringify([body()]), 'VALIDATION_FAILED'],
    ['null', 'null', 'VALIDATION_FAILED'],
    ['a number', '1', 'VALIDATION_FAILED'],
    ['a prototype', `{"__proto__":{"quantity":1},"bundleCode":"x"}`, 'VALIDATION_FAILED'],
    ['70 KB', JSON.stringify(body({ note: 'x'.repeat(70_000) })), 'PAYLOAD_TOO_LARGE'],
  ])('refuses a body that is %s', async (_, text, name) => {
    expectProblem(await post({ body: text }), name);
  });

  test('refuses no body, bytes that are no UTF-8, and other content types', async () => {
    const authorization = as() === null ? {} : { authorization: `Bearer ${as()}` };
    const send = (type: Record<string, string>, bytes?: string | Buffer) =>
      rawCall(path, {
        method: 'POST',
        headers: { ...authorization, ...type, 'idempotency-key': randomUUID() },
        ...(bytes === undefined ? {} : { body: bytes }),
      });
    const json = { 'content-type': 'application/json' };
    const text = JSON.stringify(body());
    expectProblem(await send(json), 'MALFORMED_BODY');
    expectProblem(await send(json, Buffer.from([0x22, 0xff, 0xfe, 0x22])), 'MALFORMED_BODY');
    for (const type of [{}, { 'content-type': 'text/plain' }, { 'content-type': 'text/json' }])
      expectProblem(await send(type, text), 'UNSUPPORTED_MEDIA_TYPE');
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expectProblem(await send(form, 'quantity=1'), 'UNSUPPORTED_MEDIA_TYPE');
  });

  test.each<[string, Record<string, string>, ErrorName]>([
    ['missing', {}, 'IDEMPOTENCY_KEY_MISSING'],
    ['empty', { 'idempotency-key': '' }, 'IDEMPOTENCY_KEY_MISSING'],
    ['blank', { 'idempotency-key': '   ' }, 'IDEMPOTENCY_KEY_MISSING'],
    ['two words', { 'idempotency-key': 'a key of several words' }, 'IDEMPOTENCY_KEY_INVALID'],
    ['256 characters long', { 'idempotency-key': 'k'.repeat(256) }, 'IDEMPOTENCY_KEY_INVALID'],
  ])('refuses an Idempotency-Key that is %s', async (_, headers, name) => {
    expectProblem(await call('POST', path, { as: as(), body: body(), headers }), name);
  });

  test.each(['?verbose=1', '?quantity=1&quantity=2', '?__proto__=1'])(
    'refuses the query %s',
    async (query) => {
      expectProblem(await post({ body: body() }, query), 'VALIDATION_FAILED');
    },
  );

  test('keeps a correlation id that is well formed, and makes one for any other', async () => {
    const refused = (id: string) =>
      post({ body: body({ quantity: 0 }), headers: { 'x-correlation-id': id } });
    const given = `check-${randomUUID()}`;
    const kept = await refused(given);
    expectProblem(kept, 'VALIDATION_FAILED');
    expect(kept.body.correlationId).toBe(given);
    for (const bad of [
      'short',
      'x'.repeat(65),
      'with space 123',
      '"quoted-12345"',
      '{{12345678}}',
    ]) {
      const made = await refused(bad);
      expectProblem(made, 'VALIDATION_FAILED');
      expect(made.body.correlationId).not.toBe(bad);
    }
  });
});

test('a guest gives an address that is one, and a key that nobody guesses', async () => {
  const post = (email: unknown, key: string = randomUUID()) =>
    call('POST', '/api/v1/orders', { as: null, key, body: orderBody({ email }) });
  for (const email of [undefined, '', 'ann', 'ann@', 'a\r\nBcc: b@example.com', 'a@b.example\n'])
    expectProblem(await post(email), 'VALIDATION_FAILED');
  expectProblem(await post(`${'a'.repeat(250)}@example.com`), 'VALIDATION_FAILED');
  expectProblem(await post(newEmail(), 'order-1'), 'IDEMPOTENCY_KEY_INVALID');
});

describe('reading', () => {
  const lists = ['vendor/orders', 'vendor/esims', 'vendor/ledger', 'vendor/webhook-deliveries'];
  const queries: [string, ErrorName][] = [
    ...['0', '101', '-1', '1.5', 'abc', '', '1e1', '99999'].map((limit): [string, ErrorName] => [
      `limit=${limit}`,
      'VALIDATION_FAILED',
    ]),
    ['limit=1&limit=2', 'VALIDATION_FAILED'],
    ['offset=1', 'VALIDATION_FAILED'],
    ['cursor=abc', 'INVALID_CURSOR'],
    [`cursor=${btoa('["orders VENDOR#ven_x ",{"pk":"ORDER#x"}]')}`, 'INVALID_CURSOR'],
    [`cursor=${'x'.repeat(1001)}`, 'VALIDATION_FAILED'],
  ];

  test.each(lists)('GET /%s refuses bad pages', async (list) => {
    for (const [query, name] of queries)
      expectProblem(await call('GET', `/api/v1/${list}?${query}`), name);
  });

  test('the public list refuses bad filters, sorts and pages', async () => {
    const more = [
      'country=fr',
      'country=FRAN',
      'type=local',
      'sort=name',
      'unlimited=yes',
      'days=0',
    ];
    for (const query of [...queries.map(([text]) => text), ...more, 'maxPrice=1.5', 'search=%20']) {
      const answer = await call('GET', `/api/v1/bundles?${query}`, { as: null });
      expect({ query, status: answer.status }).toEqual({ query, status: 400 });
      expectProblem(answer);
    }
  });

  const ids = [
    ...['..', '%2e%2e', '%2e%2e%2f%2e%2e', '..%2f..%2fvendor', '%00', "'%20OR%20'1'='1"],
    ...['%22%3E%3Cscript%3E', '$%7Bjndi:x%7D', '%7B%22$ne%22:1%7D', 'ORDER%23x', '%F0%9F%8E%89'],
    ...['ord_', `ord_${'0'.repeat(26)}`, `ord_${'A'.repeat(2000)}`, '__proto__', 'constructor'],
  ];

  test.each(['vendor/orders', 'vendor/esims'])('GET /%s/{id} finds no forged id', async (path) => {
    const headers = { authorization: `Bearer ${stack().vendor.apiKey}` };
    for (const id of ids) {
      const answer = await rawCall(`/api/v1/${path}/${id}`, { headers });
      expect({ id, status: answer.status }).toEqual({ id, status: 404 });
      expectProblem(answer);
    }
  });

  test('GET /bundles/{code} finds no forged code', async () => {
    for (const id of ids) {
      const answer = await rawCall(`/api/v1/bundles/${id}`, {});
      expect({ id, status: answer.status }).toEqual({ id, status: 404 });
      expectProblem(answer);
    }
  });

  test('an unknown path and a method that a route has not are told so', async () => {
    expectProblem(await call('GET', '/api/v1/nothing'), 'ROUTE_NOT_FOUND');
    expectProblem(await call('GET', '/api/v2/orders'), 'ROUTE_NOT_FOUND');
    expectProblem(await call('DELETE', '/api/v1/orders'), 'METHOD_NOT_ALLOWED');
    expectProblem(await call('PUT', '/api/v1/vendor/wallet', { body: {} }), 'METHOD_NOT_ALLOWED');
  });
});
