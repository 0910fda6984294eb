/**
 * Orders, the real adapter, the simulated provider, and a clock that both sides follow. Messages go
 * as in production: what changed on an order tells its events, and these call the consumers.
 */
import { randomUUID } from 'node:crypto';
import { proveLedger } from '../../../lib/ledger/prove.ts';
import { acceptVendorOrder } from '../../../lib/orders/accept.ts';
import { orderEvents } from '../../../lib/orders/events.ts';
import { toOrder } from '../../../lib/orders/items.ts';
import { isFinal, type Order } from '../../../lib/orders/order.ts';
import { readOrder } from '../../../lib/orders/read.ts';
import { refundOrder } from '../../../lib/orders/refund.ts';
import type { VendorActor } from '../../../lib/platform/actor.ts';
import type { Item } from '../../../lib/platform/dynamodb.ts';
import { providerFor } from '../../../lib/providers/provider.ts';
import { type Provisioning, provision } from '../../../lib/provisioning/provision.ts';
import { reconcile } from '../../../lib/provisioning/reconcile.ts';
import { apiKey, simulated } from '../../unit/providers/esim-go/simulated.ts';
import { setUp, tearDown } from '../dynamo.ts';
import {
  all,
  bundleCode,
  putBundle,
  timings,
  unitPrice,
  vendorWith,
  wallet,
} from '../orders/world.ts';
import { putSecret } from '../secrets.ts';

export const funds = 100 * unitPrice;

export async function openSecret(): Promise<void> {
  await putSecret('esim-go', { apiKey });
  process.env.ESIM_GO_CURRENCY = 'USD';
}

export type World = Awaited<ReturnType<typeof openWorld>>;

export async function openWorld() {
  await setUp();
  await putBundle();
  const simulator = await simulated({ asyncSeconds: 600 });
  process.env.ESIM_GO_URL = simulator.connection.url;
  const { actor } = await vendorWith(funds);
  let [aheadMs, skewMs] = [0, 0];
  const clock = () => new Date(Date.now() + aheadMs);
  const pause = (ms: number) => later(ms / 1000);
  const deps: Provisioning = { provider: providerFor('esim-go'), timings, clock, pause };
  const consumers = consumersOf(deps);

  /** Time passes, here and at the provider. */
  async function later(seconds: number): Promise<void> {
    aheadMs += seconds * 1000;
    await simulator.settings({ clockOffsetSeconds: (aheadMs + skewMs) / 1000 });
  }

  /** The provider's clock is ahead of ours by so much from now on. */
  async function skew(seconds: number): Promise<void> {
    skewMs = seconds * 1000;
    await later(0);
  }

  /** A reconciler's run and what its announcements set off. */
  async function round(seconds = timings.inFlightSeconds + timings.settleSeconds + 1) {
    await later(seconds);
    const report = await reconcile(deps);
    await consumers.deliver();
    return report;
  }

  return {
    ...{ simulator, actor, deps, clock, later, skew, round, ...consumers },
    order: (quantity = 1) => placed(actor, quantity, clock()),
    reconcile: () => reconcile(deps),
    provision: (id: string) => provision(id, deps),
    refund: (id: string) => refundOrder(id, clock()),
    close: async () => {
      await simulator.close();
      await tearDown();
    },
  };
}

async function placed(vendor: VendorActor, quantity: number, now: Date): Promise<string> {
  const { order } = await acceptVendorOrder({
    ...{ vendor, bundleCode, quantity, now, timings, correlationId: 'corr' },
    idempotency: { owner: vendor.vendorId, route: 'test', key: randomUUID(), fingerprint: '' },
    stamp: { kind: 'VENDOR_KEY', id: vendor.keyId, requestId: 'request' },
  });
  return order.id;
}

/** Delivers the events of all changes since the last delivery, and of what these change. */
function consumersOf(deps: Provisioning) {
  const seen = new Map<string, Order>();
  async function deliver(): Promise<void> {
    for (let more = true; more; ) {
      more = false;
      for (const order of await orders()) {
        const events = orderEvents(seen.get(order.id), order);
        seen.set(order.id, order);
        for (const { type } of events) {
          more = true;
          if (/paid|provision_due/.test(type)) await provision(order.id, deps);
          if (/failed|refund_due/.test(type)) await refundOrder(order.id, deps.clock());
        }
      }
    }
  }
  /** The events that wait for delivery get lost. */
  async function lose(): Promise<void> {
    for (const order of await orders()) seen.set(order.id, order);
  }
  return { deliver, lose };
}

export const orders = async (): Promise<Order[]> =>
  (await all('orders')).filter(({ sk }) => sk === 'ORDER').map(toOrder);

export async function statusOf(id: string) {
  const order = await readOrder(id, { consistent: true });
  return order?.status;
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const claimsOf = (items: Item[]) => items.filter(({ sk }) => sk === 'CLAIM');

/** What must hold when all is quiet. `wasted`: purchases that came to nobody, orders and eSIMs. */
export async function expectWhole(world: World, wasted = { orders: 0, esims: 0 }): Promise<void> {
  const known = await orders();
  const open = known.filter(({ status }) => !isFinal(status));
  expect(open.map(({ id, status }) => `${id} ${status}`)).toEqual([]);
  const completed = known.filter(({ status }) => status === 'COMPLETED');
  const quantity = sum(completed.map((order) => order.quantity));
  const esims = await all('esims');
  expect(esims).toHaveLength(quantity);
  expect(new Set(esims.map(({ iccid }) => iccid)).size).toBe(quantity);
  for (const { id, quantity } of completed)
    expect(esims.filter(({ orderId }) => orderId === id)).toHaveLength(quantity);
  const claims = claimsOf(await all('orders'));
  const owners = claims.map(({ orderId }) => orderId);
  for (const { id } of completed) expect(owners.filter((owner) => owner === id)).toHaveLength(1);
  const sold = await world.simulator.statistics();
  expect(sold.orders + sold.ordersPending).toBe(completed.length + wasted.orders);
  expect(sold.esimsSold).toBe(quantity + wasted.esims);
  const spent = sum(completed.map(({ total }) => total));
  expect(await wallet(world.actor)).toEqual({ available: funds - spent, held: 0, spent });
  expect(await proveLedger()).toMatchObject({ findings: [], sum: 0 });
}
