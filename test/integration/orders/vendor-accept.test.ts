import type { VendorActor } from '../../../lib/platform/actor.ts';
import { creditWallet } from '../../../lib/vendors/create.ts';
import { setUp, tearDown } from '../dynamo.ts';
import { callsOf } from '../webhooks/world.ts';
import {
  bundleCode,
  everything,
  holdsOf,
  order,
  ordersOf,
  putBundle,
  timings,
  unitPrice,
  vendorWith,
  wallet,
} from './world.ts';

let actor: VendorActor;
beforeAll(async () => {
  process.env.TIMINGS = JSON.stringify(timings);
  await setUp();
  await putBundle();
  await putBundle({ code: 'esim_retired', status: 'RETIRED' });
  await putBundle({ code: 'esim_priceless', prices: {}, currency: null });
  await putBundle({ code: 'esim_retail_only', prices: { RETAIL: 500 } });
  await putBundle({ code: 'esim_in_euro', currency: 'EUR' });
  ({ actor } = await vendorWith(10_000));
});
afterAll(tearDown);

const problem = (status: number, name: string) => ({ status, body: { status, name } });
const refusedWithoutEffect = async (send: () => ReturnType<typeof order>) => {
  const before = await everything();
  const answer = await send();
  expect(await everything()).toBe(before);
  expect(answer.headers['Content-Type']).toBe('application/problem+json');
  return answer;
};

describe('an accepted order', () => {
  it('is one read and one transaction of five items', async () => {
    const { actor } = await vendorWith(10_000);
    let answer: Awaited<ReturnType<typeof order>> | undefined;
    const calls = await callsOf(async () => {
      answer = await order(actor, { quantity: 3, customerReference: 'mine' });
    });
    expect(calls.map(({ name }) => name)).toEqual(['GetItemCommand', 'TransactWriteItemsCommand']);
    expect(calls[1]?.input.TransactItems).toHaveLength(5);
    expect(answer).toMatchObject({
      status: 201,
      headers: { Location: `/api/v1/vendor/orders/${answer?.body.id}` },
      body: {
        ...{ object: 'order', status: 'PAID', quantity: 3, customerReference: 'mine', esims: [] },
        unitPrice: { amount: unitPrice, currency: 'USD' },
        total: { amount: 3 * unitPrice, currency: 'USD' },
      },
    });
    expect(answer?.headers).not.toHaveProperty('Idempotent-Replayed');
  });

  it('holds its price, stands in the tables once and is stamped with who ordered', async () => {
    const { actor } = await vendorWith(1_000);
    const { body } = await order(actor, { quantity: 2 });
    expect(await wallet(actor)).toEqual({ available: 400, held: 600, spent: 0 });
    expect(await ordersOf(actor)).toMatchObject([
      { id: body.id, status: 'PAID', by: { kind: 'VENDOR_KEY', id: actor.keyId, ip: '192.0.2.1' } },
    ]);
    expect(await holdsOf(actor)).toMatchObject([
      { orderId: body.id, status: 'PENDING', amount: 600 },
    ]);
  });

  it('may cost exactly the given maximum and exactly what the wallet has', async () => {
    const { actor } = await vendorWith(2 * unitPrice);
    const answer = await order(actor, { quantity: 2, maxUnitPrice: unitPrice });
    expect(answer.status).toBe(201);
    expect(await wallet(actor)).toEqual({ available: 0, held: 600, spent: 0 });
  });
});

describe('a validation', () => {
  const validate = (by: VendorActor, more = {}) => order(by, { type: 'validate', ...more });

  it('says the price and changes nothing', async () => {
    const before = await everything();
    expect(await validate(actor, { quantity: 2 })).toMatchObject({
      status: 200,
      body: { object: 'order_validation', valid: true, bundleCode, quantity: 2 },
    });
    expect(await everything()).toBe(before);
  });

  it('says why the order would be refused, and changes nothing', async () => {
    const poor = await vendorWith(unitPrice - 1);
    const suspended = await vendorWith(1_000, { status: 'SUSPENDED' });
    const refusals = [
      [poor.actor, {}, problem(402, 'INSUFFICIENT_WALLET_BALANCE')],
      [suspended.actor, {}, problem(403, 'VENDOR_SUSPENDED')],
      [actor, { maxUnitPrice: unitPrice - 1 }, problem(409, 'PRICE_ABOVE_MAXIMUM')],
      [actor, { bundleCode: 'esim_none' }, problem(404, 'BUNDLE_NOT_FOUND')],
    ] as const;
    for (const [by, more, expected] of refusals)
      expect(await refusedWithoutEffect(() => validate(by, more))).toMatchObject(expected);
  });
});

describe('an order is refused and nothing is written', () => {
  const longKey = { 'Idempotency-Key': 'k'.repeat(256) };
  const text = { 'Content-Type': 'text/plain' };

  it.each([
    ['of an unknown bundle', { bundleCode: 'esim_none' }, 404, 'BUNDLE_NOT_FOUND'],
    ['with half a character', { customerReference: '\ud800' }, 400, 'VALIDATION_FAILED'],
    ['with a control character', { customerReference: 'a\u0000b' }, 400, 'VALIDATION_FAILED'],
    ['with blanks as reference', { customerReference: '  ' }, 400, 'VALIDATION_FAILED'],
    ['of a retired bundle', { bundleCode: 'esim_retired' }, 422, 'BUNDLE_UNAVAILABLE'],
    ['of a bundle without a price', { bundleCode: 'esim_priceless' }, 422, 'BUNDLE_UNAVAILABLE'],
    ['without a price for the tier', { bundleCode: 'esim_retail_only' }, 422, 'BUNDLE_UNAVAILABLE'],
    ['in another currency', { bundleCode: 'esim_in_euro' }, 422, 'BUNDLE_UNAVAILABLE'],
    ['above the maximum price', { maxUnitPrice: unitPrice - 1 }, 409, 'PRICE_ABOVE_MAXIMUM'],
    ['of 0', { quantity: 0 }, 400, 'VALIDATION_FAILED'],
    ['of 11', { quantity: 11 }, 400, 'VALIDATION_FAILED'],
    ['of -1', { quantity: -1 }, 400, 'VALIDATION_FAILED'],
    ['of one and a half', { quantity: 1.5 }, 400, 'VALIDATION_FAILED'],
    ['with a quantity in text', { quantity: '1' }, 400, 'VALIDATION_FAILED'],
    ['without a quantity', { quantity: undefined }, 400, 'VALIDATION_FAILED'],
    ['without a bundle', { bundleCode: undefined }, 400, 'VALIDATION_FAILED'],
    ['with a path as its bundle', { bundleCode: '../x' }, 400, 'VALIDATION_FAILED'],
    ['with a price of its own', { unitPrice: 1 }, 400, 'VALIDATION_FAILED'],
    ['that is a list', '[]', 400, 'VALIDATION_FAILED'],
    ['that is no JSON', '{"bundleCode":', 400, 'MALFORMED_BODY'],
    ['of more than 64 KB', { customerReference: 'x'.repeat(64 * 1024) }, 413, 'PAYLOAD_TOO_LARGE'],
  ])('%s', async (_, body, status, name) => {
    const answer = await refusedWithoutEffect(() => order(actor, body));
    expect(answer).toMatchObject(problem(status, name));
  });

  it.each([
    ['as plain text', text, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['without a key', { 'Idempotency-Key': '' }, 400, 'IDEMPOTENCY_KEY_MISSING'],
    ['with a key of 256 characters', longKey, 400, 'IDEMPOTENCY_KEY_INVALID'],
    ['with a key with a space', { 'Idempotency-Key': 'a b' }, 400, 'IDEMPOTENCY_KEY_INVALID'],
  ])('%s', async (_, headers, status, name) => {
    const answer = await refusedWithoutEffect(() => order(actor, {}, headers));
    expect(answer).toMatchObject(problem(status, name));
  });

  it('for a field that is named, with what is wrong with it', async () => {
    const { body } = await order(actor, { quantity: 0, colour: 'red' });
    expect(body.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
      'colour',
      'quantity',
    ]);
  });

  it('on an empty wallet: 402, ERR_1404, and the key is free', async () => {
    const { actor, vendor } = await vendorWith(0);
    const answer = await refusedWithoutEffect(() => order(actor, {}, { 'Idempotency-Key': 'k' }));
    expect(answer).toMatchObject({ status: 402, body: { code: 'ERR_1404', retryable: false } });
    await creditWallet(vendor, unitPrice, { kind: 'TOP_UP', reason: 'test' }, new Date());
    expect((await order(actor, {}, { 'Idempotency-Key': 'k' })).status).toBe(201);
  });

  it('of a suspended vendor whose wallet is full', async () => {
    const { actor } = await vendorWith(10_000, { status: 'SUSPENDED' });
    const answer = await refusedWithoutEffect(() => order(actor));
    expect(answer).toMatchObject(problem(403, 'VENDOR_SUSPENDED'));
  });

  it('by a key without the scope, and by nobody', async () => {
    const reader = { ...actor, scopes: ['orders:read' as const] };
    expect(await refusedWithoutEffect(() => order(reader))).toMatchObject(
      problem(403, 'INSUFFICIENT_SCOPE'),
    );
    const nobody = { kind: 'ANONYMOUS' } as never;
    expect(await refusedWithoutEffect(() => order(nobody))).toMatchObject(
      problem(401, 'UNAUTHENTICATED'),
    );
  });
});
