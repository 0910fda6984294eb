import { randomUUID } from 'node:crypto';
import type { Esim } from '../../../lib/esims/esim.ts';
import { esimIdFor, esimKey, toEsim } from '../../../lib/esims/items.ts';
import { acceptVendorOrder } from '../../../lib/orders/accept.ts';
import type { Order } from '../../../lib/orders/order.ts';
import { readOrder } from '../../../lib/orders/read.ts';
import { topUpOf } from '../../../lib/orders/top-up.ts';
import { get } from '../../../lib/platform/dynamodb.ts';
import { auditPurchases } from '../../../lib/provisioning/audit.ts';
import { drain } from '../../../lib/provisioning/drain.ts';
import { reconcile } from '../../../lib/provisioning/reconcile.ts';
import { prepared } from '../../../lib/provisioning/top-up.ts';
import { messageBody } from '../../../lib/webhooks/message.ts';
import { all, bundleCode, timings } from '../orders/world.ts';
import { dyingAt } from '../payments/card.ts';
import { expectWhole, openSecret, openWorld, orders, statusOf, type World } from './world.ts';

let world: World;
beforeAll(openSecret);
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

async function soldEsim(): Promise<Esim> {
  const id = await world.order();
  await world.deliver();
  return readEsim(esimIdFor(id, 0));
}

const readEsim = async (id: string) =>
  toEsim((await get('esims', esimKey(id), { consistent: true })) as never);

async function topUp(esim: Esim): Promise<string> {
  const { order } = await acceptVendorOrder({
    ...{ vendor: world.actor, bundleCode, quantity: 1, now: world.clock(), timings },
    ...{ correlationId: 'corr', topUp: () => topUpOf(esim, bundleCode, 'corr') },
    idempotency: { owner: world.actor.vendorId, route: 'test', key: randomUUID(), fingerprint: '' },
    stamp: { kind: 'VENDOR_KEY', id: world.actor.keyId, requestId: 'request' },
  });
  return order.id;
}

/** A top-up whose answer got lost in this way. */
async function lost(esim: Esim, kind: string): Promise<string> {
  await world.simulator.fault(kind);
  const id = await topUp(esim);
  await world.deliver();
  expect(await statusOf(id)).toBe('PENDING_SYNC');
  return id;
}

/** How often the provider really put the bundle on the eSIM. */
async function assignmentsOf({ iccid }: Esim): Promise<number> {
  return (await world.simulator.provider.esim(iccid))?.bundles.length ?? 0;
}

/** Topped up by exactly these orders, at the provider too, and free for the next. */
async function expectToppedUp(esim: Esim, ...ids: string[]): Promise<void> {
  for (const id of ids) expect(await statusOf(id)).toBe('COMPLETED');
  const after = await readEsim(esim.id);
  expect((after.topUps ?? []).map(({ orderId }) => orderId).sort()).toEqual([...ids].sort());
  expect(await assignmentsOf(esim)).toBe(1 + ids.length);
  expect((await all('esims')).filter(({ sk }) => sk === 'TOP_UP')).toEqual([]);
}

const purchases = async () => (await world.simulator.statistics()).orders;

describe('a top-up', () => {
  it('is bought once, adds its bundle and brings no eSIM', async () => {
    const esim = await soldEsim();
    const id = await topUp(esim);
    await world.deliver();
    await expectToppedUp(esim, id);
    const [added] = (await readEsim(esim.id)).topUps ?? [];
    expect(added).toMatchObject({ orderId: id, bundleCode, dataBytes: 10 ** 9 });
    expect(await readEsim(esim.id)).toMatchObject({ version: esim.version + 1 });
    const event = { eventType: 'order.completed', occurredAt: '2026-11-01T12:00:00.000Z' };
    expect(JSON.parse(await messageBody({ ...event, orderId: id } as never))).toMatchObject({
      data: { id, topUpOf: esim.id, esims: [{ id: esim.id, iccid: esim.iccid }] },
    });
    await expectWhole(world);
  });

  it('rides alone, and never keeps others waiting for long', async () => {
    const esim = await soldEsim();
    const ids = [await world.order(2), await topUp(esim), await world.order(3)];
    await world.deliver();
    expect(await Promise.all(ids.map(statusOf))).toEqual(ids.map(() => 'COMPLETED'));
    // The eSIM's own, the two that ride together, and the top-up.
    expect((await world.simulator.statistics()).requests['POST /orders']).toBe(3);
    await expectWhole(world);
  });

  it('of ten messages at once is bought once', async () => {
    const esim = await soldEsim();
    const id = await topUp(esim);
    await Promise.all(Array.from({ length: 10 }, () => world.provision(id)));
    await world.deliver();
    await expectToppedUp(esim, id);
    await expectWhole(world);
  });

  it('waits for the one of the same eSIM that is under way, and then gets its turn', async () => {
    const esim = await soldEsim();
    const first = await lost(esim, 'drop-after');
    const second = await topUp(esim);
    await world.deliver();
    expect(await statusOf(second)).toBe('PROVISIONING');
    expect(await assignmentsOf(esim)).toBe(2);
    await world.round();
    await world.round();
    await expectToppedUp(esim, first, second);
    await expectWhole(world);
  });

  it('of an eSIM that cannot be read waits, buys nothing, and lets others pass', async () => {
    const esim = await soldEsim();
    const sold = await purchases();
    const fault = { route: 'GET /esims/{iccid}', kind: 'status-before', times: 3 };
    await world.simulator.control('POST', '/faults', fault);
    const id = await topUp(esim);
    const other = await world.order();
    await world.deliver();
    expect(await statusOf(other)).toBe('COMPLETED');
    await world.round();
    expect(await purchases()).toBe(sold + 2);
    await expectToppedUp(esim, id);
    await expectWhole(world);
  });

  it.each([
    ['the sale of the eSIM', 0],
    ['its last top-up', 1],
  ])('waits until the eSIM shows %s, and does not take it for its own', async (_, earlier) => {
    const esim = await soldEsim();
    const ids: string[] = [];
    const { provider } = world.deps;
    const shown = earlier === 0 ? [] : ((await provider.esim(esim.iccid))?.bundles ?? []);
    for (let n = 0; n < earlier; n += 1) ids.push(await topUp(esim));
    await world.deliver();
    const id = await topUp(esim);
    // The newest assignment is shown late.
    const late: typeof provider.esim = async (iccid) => {
      const reading = await provider.esim(iccid);
      return reading && { ...reading, bundles: shown };
    };
    world.deps.provider = { ...provider, esim: late };
    await world.provision(id);
    expect(await readOrder(id)).toMatchObject({ status: 'PROVISIONING', attempt: 0 });
    world.deps.provider = provider;
    await world.simulator.fault('drop-before');
    await world.round(20);
    expect(await statusOf(id)).toBe('PENDING_SYNC');
    expect(await world.round()).toMatchObject({ matched: 0, cleared: 1 });
    await expectToppedUp(esim, ...ids, id);
    await expectWhole(world);
  });

  it('does not go by what it read before another one of the same eSIM was done', async () => {
    const esim = await soldEsim();
    const first = await topUp(esim);
    await world.lose();
    const second = await topUp(esim);
    await world.later(4);
    const { provider } = world.deps;
    const slow: typeof provider.esim = async (iccid) => {
      const reading = await provider.esim(iccid);
      world.deps.provider = provider;
      await world.provision(first);
      return reading;
    };
    const alone = prepared((await readOrder(second)) as Order, {
      ...world.deps,
      provider: { ...provider, esim: slow },
    });
    expect(await alone).toBeUndefined();
    expect(await statusOf(first)).toBe('COMPLETED');
    expect(await readOrder(second)).toMatchObject({ status: 'PROVISIONING', attempt: 0 });
    await world.deliver();
    await world.round(20);
    await expectToppedUp(esim, first, second);
    await expectWhole(world);
  });

  it('whose eSIM is read slowly leaves its slot, and rides in the next', async () => {
    const esim = await soldEsim();
    const id = await topUp(esim);
    await world.later(4);
    const { provider } = world.deps;
    const slow: typeof provider.esim = async (iccid) => {
      await world.later(2);
      return provider.esim(iccid);
    };
    world.deps.provider = { ...provider, esim: slow };
    await drain([id], world.deps);
    world.deps.provider = provider;
    expect(await purchases()).toBe(1);
    expect(await readOrder(id)).toMatchObject({
      status: 'PAID',
      topUp: { before: [expect.any(String)] },
    });
    await world.deliver();
    await expectToppedUp(esim, id);
  });

  it('that has yet to be prepared leaves a probe to others, and is one itself when alone', async () => {
    const esim = await soldEsim();
    const ids = [await topUp(esim), await world.order(2)];
    const { gate } = world.deps;
    const probing = async () =>
      ({ granted: true, probe: true, nextInMs: 3_000, holder: 'me' }) as const;
    world.deps.gate = { ...gate, takeOrderSlot: probing };
    for (const statuses of [
      ['PAID', 'COMPLETED'],
      ['COMPLETED', 'COMPLETED'],
    ]) {
      await world.later(4);
      await drain(ids, world.deps);
      expect(await Promise.all(ids.map(statusOf))).toEqual(statuses);
    }
    world.deps.gate = gate;
    await expectToppedUp(esim, ids[0]!);
  });

  it.each<[string, string, (esim: Esim) => Promise<unknown>]>([
    ['the provider refuses it', 'PROVIDER_REFUSED', () => world.simulator.fault('refuse')],
    [
      'the eSIM has left us',
      'PROVIDER_REFUSED',
      ({ iccid }) => world.simulator.control('POST', `/esims/${iccid}/set`, { removed: true }),
    ],
  ])('is refunded when %s, and the eSIM is free', async (_, failure, prepare) => {
    const esim = await soldEsim();
    const id = await topUp(esim);
    await prepare(esim);
    await world.deliver();
    expect(await readOrder(id)).toMatchObject({ status: 'REFUNDED', failure });
    expect((await all('esims')).map(({ sk }) => sk)).toEqual(['ESIM']);
    await expectWhole(world);
  });
});

describe('a top-up without an answer', () => {
  it.each([
    ['drop-after', { matched: 1, cleared: 0 }],
    ['garbage', { matched: 1, cleared: 0 }],
    ['status-after', { matched: 1, cleared: 0 }],
    ['drop-before', { matched: 0, cleared: 1 }],
    ['status-before', { matched: 0, cleared: 1 }],
  ])('(%s) is settled, and on the eSIM once', async (kind, report) => {
    const esim = await soldEsim();
    const id = await lost(esim, kind);
    expect(await world.round()).toMatchObject(report);
    await expectToppedUp(esim, id);
    expect(await purchases()).toBe(2);
    await expectWhole(world);
  });

  it('that no list shows is found on the eSIM', async () => {
    const esim = await soldEsim();
    await world.simulator.settings({ orderVisibilityDelaySeconds: 3_000 });
    const id = await lost(esim, 'drop-after');
    // The list may still show it: its line is the better proof.
    await world.round(timings.inFlightSeconds + 10);
    expect(await statusOf(id)).toBe('PENDING_SYNC');
    await world.round(timings.settleSeconds);
    await expectToppedUp(esim, id);
    expect(await readOrder(id)).toMatchObject({
      providerReference: expect.stringMatching(/^assignment-/),
    });
    expect(await purchases()).toBe(2);
    await expectWhole(world);
  });

  it('is not given to an order of a new eSIM, nor takes its purchase', async () => {
    const esim = await soldEsim();
    const added = await lost(esim, 'drop-after');
    await world.simulator.fault('drop-after');
    const fresh = await world.order();
    await world.simulator.fault('drop-before');
    const other = await world.order();
    await world.deliver();
    await world.round();
    await world.round();
    for (const id of [added, fresh, other]) expect(await statusOf(id)).toBe('COMPLETED');
    await expectToppedUp(esim, added);
    await expectWhole(world);
  });

  it('is told from a purchase of a new eSIM only when both name their eSIMs', async () => {
    const esim = await soldEsim();
    const waiting = timings.inFlightSeconds + timings.settleSeconds + 60;
    await world.simulator.settings({ asyncAboveBundles: 0, asyncSeconds: waiting });
    const added = await lost(esim, 'drop-after');
    await world.simulator.fault('drop-after');
    const fresh = await world.order();
    await world.deliver();
    expect(await world.round()).toMatchObject({ matched: 0, cleared: 0 });
    await world.round(120);
    await world.round(60);
    expect(await statusOf(fresh)).toBe('COMPLETED');
    await expectToppedUp(esim, added);
    expect(await purchases()).toBe(3);
    await expectWhole(world);
  });

  it('waits while the eSIM cannot be read, and is never sent again on a guess', async () => {
    const esim = await soldEsim();
    const id = await lost(esim, 'drop-before');
    const fault = { route: 'GET /esims/{iccid}', kind: 'status-before', times: 3 };
    await world.simulator.control('POST', '/faults', fault);
    expect(await world.round()).toMatchObject({ cleared: 0, errors: 1 });
    expect(await statusOf(id)).toBe('PENDING_SYNC');
    expect(await world.round()).toMatchObject({ cleared: 1 });
    await expectToppedUp(esim, id);
    await expectWhole(world);
  });

  it('that nobody can settle in time is refunded and reviewed, and the eSIM is free', async () => {
    const esim = await soldEsim();
    const id = await lost(esim, 'drop-after');
    await world.simulator.control('POST', '/faults', { route: '*', kind: 'outage' });
    await world.round(timings.giveUpSeconds + 1);
    await world.simulator.control('DELETE', '/faults');
    expect(await statusOf(id)).toBe('REFUNDED');
    const reviews = (await all('orders')).filter(({ sk }) => sk === 'REVIEW');
    expect(reviews).toMatchObject([{ kind: 'UNKNOWN_AT_DEADLINE', orderId: id }]);
    expect((await all('esims')).filter(({ sk }) => sk === 'TOP_UP')).toEqual([]);
    // Nobody's purchase is found by the audit; it is not taken for another's.
    await world.later(2 * timings.giveUpSeconds);
    expect(await auditPurchases(world.deps)).toMatchObject({ orphans: 1 });
    expect((await readEsim(esim.id)).topUps).toBeUndefined();
  });

  it('of a worker that was slow is settled by one of both', async () => {
    const esim = await soldEsim();
    const id = await topUp(esim);
    const { provider, clock } = world.deps;
    const slow: typeof provider.place = async (...wish) => {
      const outcome = await provider.place(...wish);
      const ahead = () => new Date(clock().getTime() + timings.inFlightSeconds * 1000 + 5_000);
      await reconcile({ ...world.deps, provider, clock: ahead });
      return outcome;
    };
    world.deps.provider = { ...provider, place: slow };
    await world.provision(id);
    world.deps.provider = provider;
    await world.deliver();
    await expectToppedUp(esim, id);
    await expectWhole(world);
  });
});

test('a worker may die at any call of a top-up', async () => {
  const esim = await soldEsim();
  const done: string[] = [];
  for (const when of ['before', 'after'] as const) {
    let died = true;
    for (let calls = 1; died; calls += 1) {
      const id = await topUp(esim);
      await world.lose();
      died = (await dyingAt(calls, when, () => world.provision(id))) === 'died';
      await world.provision(id);
      await world.deliver();
      await world.round();
      await world.round();
      done.push(id);
      expect(await statusOf(id)).toBe('COMPLETED');
    }
  }
  expect(done.length).toBeGreaterThan(8);
  await expectToppedUp(esim, ...done);
  await expectWhole(world);
}, 120_000);

test('top-ups of two eSIMs and of one, all at once, are each bought once', async () => {
  const [one, two] = [await soldEsim(), await soldEsim()];
  const ids = [await topUp(one), await topUp(two), await topUp(one)];
  await Promise.all(ids.map((id) => world.provision(id)));
  for (let n = 0; n < 3; n += 1) {
    await world.deliver();
    await world.round(20);
  }
  await expectToppedUp(one, ids[0]!, ids[2]!);
  await expectToppedUp(two, ids[1]!);
  expect((await orders()).every(({ status }) => status === 'COMPLETED')).toBe(true);
  await expectWhole(world);
});
