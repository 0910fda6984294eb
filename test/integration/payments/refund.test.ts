import { proveLedger } from '../../../lib/ledger/prove.ts';
import { readAccount } from '../../../lib/ledger/read.ts';
import { acceptVendorOrder } from '../../../lib/orders/accept.ts';
import { checkOut } from '../../../lib/orders/checkout.ts';
import { changedOrder } from '../../../lib/orders/items.ts';
import { moved, type Order } from '../../../lib/orders/order.ts';
import { readOrder } from '../../../lib/orders/read.ts';
import { refundOrder } from '../../../lib/orders/refund.ts';
import { readPayment } from '../../../lib/payments/items.ts';
import type { VendorActor } from '../../../lib/platform/actor.ts';
import { transact } from '../../../lib/platform/dynamodb.ts';
import { createVendor, creditWallet } from '../../../lib/vendors/create.ts';
import { noLimits } from '../../../lib/vendors/vendor.ts';
import type { Bench } from '../../simulators/stripe/testbench.ts';
import { all, at, command, dyingAt, events, openShop, receive, timings } from './card.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openShop();
}, 30_000);
afterAll(() => bench.close());
beforeEach(() => bench.control('POST', '/reset'));
afterEach(async () => {
  expect(await proveLedger()).toMatchObject({ findings: [], sum: 0 });
});

const order = async (id: string) => await readOrder(id, { consistent: true });

async function failed(from: Order): Promise<Order> {
  const order = moved(from, 'FAILED', at(), { failure: 'PROVIDER_REFUSED' });
  await transact({ order: changedOrder(from, order) });
  return order;
}

async function failedCardOrder(): Promise<Order> {
  const { order: placed, intent } = await checkOut(command());
  await bench.control('POST', `/intents/${intent.intentId}/pay`);
  for (const event of await events(bench, 'payment_intent.succeeded')) await receive(event);
  return failed((await order(placed.id)) as Order);
}

describe('a failed card order', () => {
  const kinds = async (id: string) =>
    (await all('ledger')).filter(({ orderId }) => orderId === id).map(({ kind }) => kind);

  test('is refunded once, wherever a run dies and whatever comes twice', async () => {
    for (let call = 1; call <= 3; call += 1)
      for (const when of ['before', 'after'] as const) {
        await bench.control('POST', '/reset');
        const { id } = await failedCardOrder();
        const run = () => refundOrder(id, new Date());
        expect(await dyingAt(call, when, run)).toBe('died');
        for (const event of await events(bench)) await receive(event);
        await Promise.all([run(), run(), run()]);
        expect((await order(id))?.status).toBe('REFUNDED');
        expect(await readPayment(id)).toMatchObject({ status: 'REFUNDED', refunded: 1000 });
        expect((await kinds(id)).sort()).toEqual(['PAYMENT', 'REFUND']);
        expect(await bench.statistics()).toMatchObject({ refunds: 1 });
      }
  }, 60_000);

  test('waits while Stripe is down', async () => {
    const { id } = await failedCardOrder();
    await bench.control('POST', '/faults', { route: '*', kind: 'status-before', times: 50 });
    await expect(refundOrder(id, new Date())).rejects.toMatchObject({
      ...{ problem: 'PAYMENT_UNAVAILABLE' },
    });
    expect((await order(id))?.status).toBe('FAILED');
    await bench.control('DELETE', '/faults');
    await refundOrder(id, new Date());
    expect((await order(id))?.status).toBe('REFUNDED');
    expect(await bench.statistics()).toMatchObject({ refunds: 1 });
  });

  test('of which a part went back by hand gets the rest', async () => {
    const { id, paymentIntentId } = await failedCardOrder();
    await bench.stripe.refunds.create({ payment_intent: paymentIntentId as string, amount: 300 });
    for (const event of await events(bench)) await receive(event);
    await refundOrder(id, new Date());
    expect(await readPayment(id)).toMatchObject({ status: 'REFUNDED', refunded: 1000 });
    expect(await bench.statistics()).toMatchObject({ refundedMinor: { usd: 1000 } });
  });
});

describe('a failed vendor order', () => {
  test('frees its hold once, wherever a run dies', async () => {
    const wish = { name: 'V', email: 'v@example.com', tier: 'STANDARD', terms: 'PREPAID' } as const;
    const vendor = await createVendor({ ...wish, currency: 'USD', status: 'ACTIVE' }, new Date());
    await creditWallet(vendor, 1000, { kind: 'TOP_UP', reason: 'test' }, new Date());
    const actor = { ...vendor, vendorId: vendor.id, limits: noLimits } as unknown as VendorActor;
    for (let call = 1; call <= 2; call += 1)
      for (const when of ['before', 'after'] as const) {
        const { order: placed } = await acceptVendorOrder({
          ...command(),
          ...{ vendor: actor, timings },
        });
        expect(await readAccount(vendor.id)).toMatchObject({ available: 400, held: 600 });
        const { id } = await failed(placed);
        const run = () => refundOrder(id, new Date());
        expect(await dyingAt(call, when, run)).toBe('died');
        await Promise.all([run(), run(), run()]);
        expect((await order(id))?.status).toBe('REFUNDED');
        expect(await readAccount(vendor.id)).toMatchObject({ available: 1000, held: 0 });
      }
  }, 60_000);
});
