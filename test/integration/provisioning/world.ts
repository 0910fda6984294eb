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
import { chunked } from '../../../lib/platform/batch.ts';
import type { Item } from '../../../lib/platform/dynamodb.ts';
import { gateOf } from '../../../lib/providers/gate.ts';
import { providerFor } from '../../../lib/providers/provider.ts';
import { drain } from '../../../lib/provisioning/drain.ts';
import { follow } from '../../../lib/provisioning/follow.ts';
import { reconcile } from '../../../lib/provisioning/reconcile.ts';
import type { Provisioning } from '../../../lib/provisioning/work.ts';
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

export const funds = 1_000 * unitPrice;

export async function openSecret(): Promise<void> {
  await putSecret('esim-go', { apiKey });
  process.env.ESIM_GO_CURRENCY = 'USD';
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** Messages that are due within this time are waited for by `deliver`. */
const patienceMs = 20_000;

export async function openWorld() {
  await setUp();
  await putBundle();
  const simulator = await simulated({ asyncSeconds: 600 });
  process.env.ESIM_GO_URL = simulator.connection.url;
  const { actor } = await vendorWith(funds);
  let [aheadMs, skewMs] = [0, 0];
  const clock = () => new Date(Date.now() + aheadMs);
  const messages: Message[] = [];
  const send = (work: () => Promise<void>) => async (seconds: number) => {
    messages.push({ atMs: clock().getTime() + Math.ceil(seconds) * 1000, work });
  };
  const deps: Provisioning = {
    ...{ provider: providerFor('esim-go'), gate: gateOf('esim-go'), timings, clock },
    pause: (ms) => later(ms / 1000),
    wake: send(() => drain([], deps)),
    followUp: (data, seconds) => send(() => follow(data, deps))(seconds),
  };
  const consumers = consumersOf(deps, messages, later);

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
    ...{ simulator, actor, deps, clock, later, skew, round, messages, ...consumers },
    order: (quantity = 1, code = bundleCode) => placed(actor, { quantity, code }, clock()),
    reconcile: () => reconcile(deps),
    /** The order's own message comes, at a moment when the provider's slot is free. */
    provision: async (id: string) => {
      await later(4);
      await drain([id], deps);
    },
    refund: (id: string) => refundOrder(id, clock()),
    close: async () => {
      await simulator.close();
      await tearDown();
    },
  };
}

/** A delayed message of provisioning to itself. */
interface Message {
  atMs: number;
  work: () => Promise<void>;
}

async function placed(
  vendor: VendorActor,
  { quantity, code }: { quantity: number; code: string },
  now: Date,
): Promise<string> {
  const { order } = await acceptVendorOrder({
    ...{ vendor, bundleCode: code, quantity, now, timings, correlationId: 'corr' },
    idempotency: { owner: vendor.vendorId, route: 'test', key: randomUUID(), fingerprint: '' },
    stamp: { kind: 'VENDOR_KEY', id: vendor.keyId, requestId: 'request' },
  });
  return order.id;
}

/** Delivers the events of all changes since the last delivery, what these change, and due messages. */
function consumersOf(
  deps: Provisioning,
  messages: Message[],
  later: (seconds: number) => Promise<void>,
) {
  const seen = new Map<string, Order>();
  async function news(): Promise<boolean> {
    const paid: string[] = [];
    let more = false;
    for (const order of await orders()) {
      const events = orderEvents(seen.get(order.id), order);
      seen.set(order.id, order);
      for (const { type } of events) {
        more = true;
        if (type === 'order.paid') paid.push(order.id);
        if (/failed|refund_due/.test(type)) await refundOrder(order.id, deps.clock());
      }
    }
    // As SQS does it: what is there at the same time comes together, up to ten.
    for (const batch of chunked(paid, 10)) await drain(batch, deps);
    return more;
  }
  async function deliver(): Promise<void> {
    for (;;) {
      if (await news()) continue;
      messages.sort((a, b) => a.atMs - b.atMs);
      const [next] = messages;
      const waitMs = (next?.atMs ?? Number.POSITIVE_INFINITY) - deps.clock().getTime();
      if (!next || waitMs > patienceMs) return;
      if (waitMs > 0) await later(waitMs / 1000);
      messages.splice(messages.indexOf(next), 1);
      await next.work();
    }
  }
  /** The events and messages that wait for delivery get lost. */
  async function lose(): Promise<void> {
    messages.length = 0;
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
const claimsOf = (items: Item[]) => items.filter(({ pk }) => pk.startsWith('CLAIM#'));

/** What must hold when all is quiet. `wasted`: lines that came to nobody, and their eSIMs. */
export async function expectWhole(world: World, wasted = { lines: 0, esims: 0 }): Promise<void> {
  const known = await orders();
  const open = known.filter(({ status }) => !isFinal(status));
  expect(open.map(({ id, status }) => `${id} ${status}`)).toEqual([]);
  const completed = known.filter(({ status }) => status === 'COMPLETED');
  // A top-up brings no eSIM.
  const sales = completed.filter(({ topUp }) => !topUp);
  const quantity = sum(sales.map((order) => order.quantity));
  const esims = await all('esims');
  expect(esims).toHaveLength(quantity);
  expect(new Set(esims.map(({ iccid }) => iccid)).size).toBe(quantity);
  for (const { id, quantity } of sales)
    expect(esims.filter(({ orderId }) => orderId === id)).toHaveLength(quantity);
  const claims = claimsOf(await all('orders'));
  const owners = claims.map(({ orderId }) => orderId);
  for (const { id } of completed) expect(owners.filter((owner) => owner === id)).toHaveLength(1);
  const sold = await world.simulator.statistics();
  expect(sold.linesSold + sold.linesPending).toBe(completed.length + wasted.lines);
  expect(sold.esimsSold).toBe(quantity + wasted.esims);
  const spent = sum(completed.map(({ total }) => total));
  expect(await wallet(world.actor)).toEqual({ available: funds - spent, held: 0, spent });
  expect(await proveLedger()).toMatchObject({ findings: [], sum: 0 });
}
