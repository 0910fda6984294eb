import { handler as readEsim } from '../../../functions/esims/customer-get.route.ts';
import { handler as read } from '../../../functions/orders/get.route.ts';
import { esimKey } from '../../../lib/esims/items.ts';
import { mailCompleted } from '../../../lib/notifications/order-completed.ts';
import { expireUnpaid } from '../../../lib/orders/expire.ts';
import { readOrder } from '../../../lib/orders/read.ts';
import { type Actor, customerOwner, vendorOwner } from '../../../lib/platform/actor.ts';
import { transact } from '../../../lib/platform/dynamodb.ts';
import { gateOf } from '../../../lib/providers/gate.ts';
import { providerFor } from '../../../lib/providers/provider.ts';
import { drain } from '../../../lib/provisioning/drain.ts';
import { call } from '../gateway.ts';
import {
  bundleCode,
  holdsOf,
  order,
  timings,
  unitPrice,
  vendorWith,
  wallet,
} from '../orders/world.ts';
import { books, misfitCode, openCounter, soldEsim, topUp } from './counter.ts';

let counter: Awaited<ReturnType<typeof openCounter>>;
beforeAll(async () => {
  counter = await openCounter();
});
afterAll(() => counter.close());
afterEach(() => counter.simulator.settings({ apiKey: 'simulated-key' }));

const sold = (...more: Parameters<typeof soldEsim> extends [unknown, ...infer M] ? M : never) =>
  soldEsim(counter.simulator.provider, ...more);
const provisioning = (clock: () => Date) => ({
  ...{ provider: providerFor('esim-go'), gate: gateOf('esim-go'), timings, clock },
  ...{ pause: async () => {}, wake: async () => {}, followUp: async () => {} },
});
const providerGone = () => counter.simulator.settings({ apiKey: 'another' });
const terminated = (id: string) =>
  transact({
    esim: {
      ...{ update: 'esims', key: esimKey(id), set: 'SET #status = :status' },
      ...{ names: { '#status': 'status' }, values: { ':status': 'TERMINATED' } },
    },
  });

async function vendorsEsim(state = {}) {
  const { actor } = await vendorWith(1_000);
  const esim = await sold({ channel: 'VENDOR', ownerKey: vendorOwner(actor.vendorId) }, state);
  return { actor, esim };
}

describe('a vendor', () => {
  it('tops up its eSIM: the price is held, and the order says which eSIM', async () => {
    const { actor, esim } = await vendorsEsim();
    const answer = await topUp(actor, esim, { customerReference: 'again' });
    expect(answer).toMatchObject({
      status: 201,
      headers: { Location: `/api/v1/vendor/orders/${answer.body.id}` },
      body: {
        ...{ object: 'order', status: 'PAID', quantity: 1, topUpOf: esim.id, esims: [] },
        ...{ total: { amount: unitPrice, currency: 'USD' }, customerReference: 'again' },
      },
    });
    expect(await readOrder(answer.body.id)).toMatchObject({
      topUp: { esimId: esim.id, iccid: esim.iccid },
    });
    expect(await wallet(actor)).toMatchObject({ available: 1_000 - unitPrice, held: unitPrice });
    expect(await holdsOf(actor)).toHaveLength(1);
    expect((await order(actor)).body.topUpOf).toBeNull();
  });

  it('gets the first answer again, whatever became of eSIM and provider', async () => {
    const { actor, esim } = await vendorsEsim();
    const first = await topUp(actor, esim, {}, 'again');
    await terminated(esim.id);
    await providerGone();
    const before = await books();
    expect(await topUp(actor, esim, {}, 'again')).toMatchObject({
      ...{ status: 201, body: first.body, headers: { 'Idempotent-Replayed': 'true' } },
    });
    expect(await topUp(actor, esim, { maxUnitPrice: 9 }, 'again')).toMatchObject({
      ...{ status: 422, body: { name: 'IDEMPOTENCY_KEY_MISMATCH' } },
    });
    expect(await books()).toEqual(before);
  });

  it('may use one key for two eSIMs, and each is topped up', async () => {
    const { actor, esim } = await vendorsEsim();
    const other = await sold({ channel: 'VENDOR', ownerKey: esim.ownerKey });
    const answers = [await topUp(actor, esim, {}, 'both'), await topUp(actor, other, {}, 'both')];
    expect(answers.map(({ body }) => body.topUpOf)).toEqual([esim.id, other.id]);
    expect(await wallet(actor)).toMatchObject({ held: 2 * unitPrice });
  });

  it('with one key at once tops up once', async () => {
    const { actor, esim } = await vendorsEsim();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => topUp(actor, esim, {}, 'at-once')),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(await wallet(actor)).toMatchObject({ held: unitPrice });
  });
});

describe('before money moves is refused', () => {
  it("another vendor's or customer's eSIM, as if there were none", async () => {
    const { esim } = await vendorsEsim();
    const { actor } = await vendorWith(1_000);
    const before = await books();
    const notFound = { status: 404, body: { name: 'ESIM_NOT_FOUND', code: 'ERR_1701' } };
    const customer: Actor = { kind: 'CUSTOMER', customerId: 'cus-1', email: 'a@example.com' };
    const link: Actor = { kind: 'LINK', orderId: 'ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z4' };
    for (const other of [actor, customer, link])
      expect(await topUp(other, esim)).toMatchObject(notFound);
    expect(await topUp(actor, { id: 'esm_01JDF3M5Q6R7S8T9V0W1X2Y3Z4' })).toMatchObject(notFound);
    expect(await books()).toEqual(before);
  });

  it.each(['EXPIRED', 'SUSPENDED', 'TERMINATED'] as const)('an eSIM that is %s', async (status) => {
    const { actor, esim } = await vendorsEsim({ status });
    const before = await books();
    expect(await topUp(actor, esim)).toMatchObject({
      ...{ status: 409, body: { name: 'ESIM_STATE_CONFLICT', code: 'ERR_1702' } },
    });
    expect(await books()).toEqual(before);
  });

  it.each<[what: string, body: object, status: number, name: string]>([
    ['a bundle for another profile', { bundleCode: misfitCode }, 422, 'ESIM_INCOMPATIBLE'],
    ['an unknown bundle', { bundleCode: 'none' }, 404, 'BUNDLE_NOT_FOUND'],
    ['a price above the maximum', { maxUnitPrice: unitPrice - 1 }, 409, 'PRICE_ABOVE_MAXIMUM'],
    ['a quantity', { quantity: 2 }, 400, 'VALIDATION_FAILED'],
  ])('%s', async (_, body, status, name) => {
    const { actor, esim } = await vendorsEsim();
    const before = await books();
    expect(await topUp(actor, esim, body)).toMatchObject({ status, body: { name } });
    expect(await books()).toEqual(before);
  });

  it('anything while the provider cannot be asked, as retryable', async () => {
    const { actor, esim } = await vendorsEsim();
    const traveller = await sold({ ownerKey: customerOwner('cus-2'), customerId: 'cus-2' });
    await providerGone();
    const before = await books();
    const unavailable = { name: 'PROVIDER_UNAVAILABLE', code: 'ERR_1901', retryable: true };
    expect(await topUp(actor, esim)).toMatchObject({ status: 503, body: unavailable });
    const customer: Actor = { kind: 'CUSTOMER', customerId: 'cus-2' };
    expect(await topUp(customer, traveller)).toMatchObject({ status: 503, body: unavailable });
    expect(await books()).toEqual(before);
    expect(await counter.stripe.statistics()).toMatchObject({ intentsCreated: 0 });
  });

  it('a top-up that the wallet does not cover', async () => {
    const { actor } = await vendorWith(unitPrice - 1);
    const esim = await sold({ channel: 'VENDOR', ownerKey: vendorOwner(actor.vendorId) });
    expect(await topUp(actor, esim)).toMatchObject({
      ...{ status: 402, body: { name: 'INSUFFICIENT_WALLET_BALANCE' } },
    });
  });
});

describe('a traveller', () => {
  const actor: Actor = { kind: 'CUSTOMER', customerId: 'cus-3', email: 'new@example.com' };
  const sale = { ownerKey: customerOwner('cus-3'), customerId: 'cus-3', email: 'ada@example.com' };

  it('signed in gets a payment to make, once for each key', async () => {
    const esim = await sold(sale);
    const first = await topUp(actor, esim, {}, 'one');
    expect(first).toMatchObject({
      status: 201,
      headers: { Location: `/api/v1/orders/${first.body.id}` },
      body: {
        ...{ status: 'PAYMENT_PENDING', quantity: 1, topUpOf: esim.id, link: null },
        payment: { clientSecret: expect.stringMatching(/^pi_/), amount: 500, currency: 'USD' },
      },
    });
    expect(await topUp(actor, esim, {}, 'one')).toMatchObject({
      ...{ status: 201, body: first.body, headers: { 'Idempotent-Replayed': 'true' } },
    });
    expect(await topUp(actor, esim, { bundleCode: misfitCode }, 'one')).toMatchObject({
      ...{ status: 422, body: { name: 'IDEMPOTENCY_KEY_MISMATCH' } },
    });
    expect(await readOrder(first.body.id)).toMatchObject({
      ...{ ...sale, status: 'PAYMENT_PENDING', topUp: { esimId: esim.id, iccid: esim.iccid } },
    });
    expect(await counter.stripe.statistics()).toMatchObject({ intentsCreated: 1 });
  });

  it("with the link of the eSIM's order gets a link for the top-up", async () => {
    const esim = await sold({ ownerKey: 'GUEST#ada', email: 'ada@example.com' });
    const bearer: Actor = { kind: 'LINK', orderId: esim.orderId };
    const answer = await topUp(bearer, esim);
    expect(answer).toMatchObject({
      ...{ status: 201, body: { topUpOf: esim.id, link: { token: expect.any(String) } } },
    });
    expect(JSON.stringify(answer.body)).not.toContain('ada@');
    expect(await readOrder(answer.body.id)).toMatchObject({
      ...{ ownerKey: 'GUEST#ada', email: 'ada@example.com' },
    });
  });

  it('who pays gets the bundle once, and a mail with nothing to install', async () => {
    const esim = await sold(sale);
    const { body } = await topUp(actor, esim);
    const { paymentIntentId } = (await readOrder(body.id)) ?? {};
    await counter.stripe.control('POST', `/intents/${paymentIntentId}/pay`, {});
    const later = () => new Date(Date.now() + timings.paymentSeconds * 1000 + 1);
    await expireUnpaid({ clock: later, timings });
    expect(await readOrder(body.id)).toMatchObject({ status: 'PAID' });
    // Slot by slot: whoever ordered before comes first.
    const slot = (n: number) => new Date(later().getTime() + n * 4_000);
    for (let n = 0; n < 20; n += 1)
      await drain(
        [body.id],
        provisioning(() => slot(n)),
      );
    const order = (await call(read, { actor, params: { orderId: body.id } })).body;
    expect(order).toMatchObject({
      ...{ status: 'COMPLETED', topUpOf: esim.id, esims: [{ id: esim.id, iccid: esim.iccid }] },
    });
    const seen = (await call(readEsim, { actor, params: { esimId: esim.id } })).body;
    expect(seen).toMatchObject({
      topUps: [{ orderId: body.id, bundleCode, data: { bytes: 10 ** 9 } }],
      usage: { totalBytes: 2 * 10 ** 9, usedBytes: 0 },
    });
    expect((await counter.simulator.provider.esim(esim.iccid))?.bundles).toHaveLength(2);
    const mails: string[] = [];
    const outbox = {
      ...{ from: 'shop@example.com', clock: later, publicUrl: 'https://shop.test' },
      send: async ({ to, data }: { to: string; data: Buffer }) => {
        mails.push(`${to} ${data}`);
        return 'sent' as const;
      },
    };
    await mailCompleted({ eventId: 'evt_1', orderId: body.id, channel: 'CARD' }, outbox);
    expect(mails).toEqual([expect.stringMatching(/^ada@example.com .*Your eSIM is topped up/s)]);
    expect(mails[0]).not.toMatch(/image\/png|LPA:/);
  });

  it('is refused what does not fit before a payment exists', async () => {
    const esim = await sold(sale);
    const { intentsCreated } = await counter.stripe.statistics();
    const before = await books();
    expect(await topUp(actor, esim, { bundleCode: misfitCode })).toMatchObject({
      ...{ status: 422, body: { name: 'ESIM_INCOMPATIBLE', code: 'ERR_1703', retryable: false } },
    });
    expect(await topUp(actor, esim, { email: 'b@example.com' })).toMatchObject({ status: 400 });
    expect(await books()).toEqual(before);
    expect(await counter.stripe.statistics()).toMatchObject({ intentsCreated });
  });
});
