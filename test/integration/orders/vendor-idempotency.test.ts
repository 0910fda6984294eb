import type { VendorActor } from '../../../lib/platform/actor.ts';
import { transact } from '../../../lib/platform/dynamodb.ts';
import { recordKey } from '../../../lib/platform/idempotency.ts';
import { setUp, tearDown } from '../dynamo.ts';
import {
  all,
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

beforeAll(async () => {
  process.env.TIMINGS = JSON.stringify(timings);
  await setUp();
  await putBundle();
});
afterAll(tearDown);

const withKey = (key: string) => ({ 'Idempotency-Key': key });
const recordsNow = async () => (await all('idempotency')).length;
const replayed = (first: { body: unknown }) => ({
  status: 201,
  headers: { 'Idempotent-Replayed': 'true' },
  body: first.body,
});
const recordOf = (actor: VendorActor, key: string) =>
  recordKey({
    ...{ owner: `VENDOR#${actor.vendorId}`, route: 'POST /api/v1/vendor/orders' },
    ...{ key, fingerprint: '' },
  });

describe('a repeat with the same key and body', () => {
  it('gets the first answer and changes nothing', async () => {
    const { actor } = await vendorWith(1_000);
    const first = await order(actor, { quantity: 2 }, withKey('again'));
    const before = await everything();
    expect(await order(actor, { quantity: 2 }, withKey('again'))).toMatchObject(replayed(first));
    expect(await everything()).toBe(before);
  });

  it('written in another order is the same', async () => {
    const { actor } = await vendorWith(1_000);
    const [one, two] = [{ quantity: 1, customerReference: 'a' }, { customerReference: 'a' }];
    const first = await order(actor, one, withKey('order-of-fields'));
    expect(await order(actor, two, withKey('order-of-fields'))).toMatchObject(replayed(first));
  });

  it('gets the first answer after the money went, the price rose or the bundle was retired', async () => {
    const { actor } = await vendorWith(unitPrice);
    const body = { maxUnitPrice: unitPrice };
    const first = await order(actor, body, withKey('later'));
    expect(await wallet(actor)).toMatchObject({ available: 0 });
    const again = () => order(actor, body, withKey('later'));
    try {
      expect(await again()).toMatchObject(replayed(first));
      await putBundle({ prices: { STANDARD: unitPrice + 1 } });
      expect(await again()).toMatchObject(replayed(first));
      await putBundle({ status: 'RETIRED' });
      expect(await again()).toMatchObject(replayed(first));
    } finally {
      await putBundle();
    }
    expect(await ordersOf(actor)).toHaveLength(1);
  });

  it('gets the first answer after the vendor’s limits or standing changed', async () => {
    const { actor } = await vendorWith(1_000);
    const first = await order(actor, {}, withKey('limits'));
    const limited = { ...actor, limits: { ...actor.limits, spendDaily: 1 } };
    expect(await order(limited, {}, withKey('limits'))).toMatchObject(replayed(first));
    const key = { pk: `ACCOUNT#${actor.vendorId}`, sk: 'BALANCE' };
    const values = { ':closed': 'CLOSED' };
    await transact({ close: { update: 'ledger', key, set: 'SET ordering = :closed', values } });
    expect(await order(actor, {}, withKey('limits'))).toMatchObject(replayed(first));
  });

  it('fifty at once make one order, one hold and one record, and all get its id', async () => {
    const { actor } = await vendorWith(100_000);
    const before = await recordsNow();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => order(actor, { quantity: 2 }, withKey('crowd'))),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => !headers['Idempotent-Replayed'])).toHaveLength(1);
    expect(await ordersOf(actor)).toHaveLength(1);
    expect(await holdsOf(actor)).toHaveLength(1);
    expect(await recordsNow()).toBe(before + 1);
    expect(await wallet(actor)).toEqual({ available: 99_400, held: 600, spent: 0 });
  });
});

describe('a key', () => {
  it('of another request is refused, whatever became of its bundle', async () => {
    const { actor } = await vendorWith(1_000);
    await order(actor, {}, withKey('mixed'));
    const before = await everything();
    for (const other of [{ quantity: 2 }, { bundleCode: 'esim_none' }, { maxUnitPrice: 1 }])
      expect(await order(actor, other, withKey('mixed'))).toMatchObject({
        ...{ status: 422, body: { name: 'IDEMPOTENCY_KEY_MISMATCH' } },
      });
    expect(await everything()).toBe(before);
  });

  it('of 255 characters is good', async () => {
    const { actor } = await vendorWith(1_000);
    expect((await order(actor, {}, withKey('k'.repeat(255)))).status).toBe(201);
  });

  it('is free again once its record has expired, also where it was not deleted yet', async () => {
    const { actor } = await vendorWith(1_000);
    const first = await order(actor, {}, withKey('old'));
    const values = { ':past': Math.floor(Date.now() / 1000) - 1 };
    const key = recordOf(actor, 'old');
    const set = 'SET expiresAtSeconds = :past';
    await transact({ age: { update: 'idempotency', key, set, values } });
    // Refused for its own reasons: what expired is not replayed.
    expect((await order(actor, { bundleCode: 'esim_none' }, withKey('old'))).status).toBe(404);
    const second = await order(actor, { quantity: 2 }, withKey('old'));
    expect(second.status).toBe(201);
    expect(second.body.id).not.toBe(first.body.id);
    expect(await ordersOf(actor)).toHaveLength(2);
  });

  it('of one vendor says nothing about another’s', async () => {
    const [one, two] = [await vendorWith(1_000), await vendorWith(1_000)];
    const first = await order(one.actor, {}, withKey('shared'));
    const second = await order(two.actor, { quantity: 2 }, withKey('shared'));
    expect(second.status).toBe(201);
    expect(second.body.id).not.toBe(first.body.id);
    expect(second.headers).not.toHaveProperty('Idempotent-Replayed');
  });

  it('of a refused order can be used again', async () => {
    const { actor } = await vendorWith(unitPrice);
    expect((await order(actor, { quantity: 2 }, withKey('twice'))).status).toBe(402);
    expect((await order(actor, { quantity: 1 }, withKey('twice'))).status).toBe(201);
  });
});
