import { handler as ledger } from '../../../functions/billing/vendor-ledger.route.ts';
import { handler as walletRoute } from '../../../functions/billing/vendor-wallet.route.ts';
import { postWrites, voidWrites } from '../../../lib/ledger/items.ts';
import { proveLedger } from '../../../lib/ledger/prove.ts';
import type { VendorActor } from '../../../lib/platform/actor.ts';
import { transact } from '../../../lib/platform/dynamodb.ts';
import { createVendor, creditWallet } from '../../../lib/vendors/create.ts';
import { setUp, tearDown } from '../dynamo.ts';
import { call, keyOf } from '../gateway.ts';
import { holdsOf, order, putBundle, timings, unitPrice, vendorWith } from '../orders/world.ts';
import { callsOf } from '../webhooks/world.ts';

beforeAll(async () => {
  process.env.TIMINGS = JSON.stringify(timings);
  await setUp();
  await putBundle();
});
afterAll(tearDown);

interface Hold {
  id: string;
  orderId: string;
  amount: number;
}
interface Line {
  id: string;
  status: string;
  effect: { amount: number };
  availableAfter: { amount: number };
}
const page = (actor: VendorActor, query: Record<string, string> = {}) =>
  call(ledger, { actor, query });
const linesOf = async (actor: VendorActor): Promise<Line[]> =>
  (await page(actor, { limit: '100' })).body.data;

async function resolved(actor: VendorActor, how: typeof postWrites): Promise<void> {
  const hold = (await holdsOf(actor)).find(({ status }) => status === 'PENDING');
  const { vendorId } = actor;
  const { id: holdId, orderId, amount } = hold as unknown as Hold;
  const writes = how({ vendorId, holdId, orderId, amount }, new Date());
  expect(await transact(writes)).toEqual({ ok: true });
}

function expectTied(lines: Line[]): void {
  for (const [index, line] of lines.entries()) {
    const before = line.availableAfter.amount - line.effect.amount;
    expect(before).toBe(lines[index + 1]?.availableAfter.amount ?? 0);
  }
}

describe('the statement', () => {
  it('shows top-up and holds with the balance after each, newest first', async () => {
    const { actor } = await vendorWith(2_000);
    await order(actor, { quantity: 2 });
    await order(actor);
    const lines = await linesOf(actor);
    expect(lines.map(({ effect }) => effect.amount)).toEqual([-300, -600, 2_000]);
    expect(lines.map(({ availableAfter }) => availableAfter.amount)).toEqual([1_100, 1_400, 2_000]);
    expectTied(lines);
  });

  it('counts a delivered order as before, and a voided one as nothing', async () => {
    const { actor } = await vendorWith(2_000);
    await order(actor, { quantity: 2 });
    await resolved(actor, voidWrites);
    await order(actor);
    await resolved(actor, postWrites);
    const lines = await linesOf(actor);
    expect(lines.map(({ status, effect }) => [status, effect.amount])).toEqual([
      ['POSTED', -300],
      ['VOIDED', 0],
      ['POSTED', 2_000],
    ]);
    expect(lines[0]?.availableAfter.amount).toBe(1_700);
    expectTied(lines);
    expect(await call(walletRoute, { actor })).toMatchObject({
      body: { available: { amount: 1_700 }, held: { amount: 0 }, spent: { amount: 300 } },
    });
  });

  it('ties over all pages down to nothing while transfers land', async () => {
    const { actor, vendor } = await vendorWith(50_000);
    for (let n = 0; n < 11; n += 1) await order(actor, { quantity: 1 + (n % 3) });
    const before = await linesOf(actor);
    const walked: Line[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const answer = await page(actor, { limit: '5', ...(cursor ? { cursor } : {}) });
      walked.push(...answer.body.data);
      cursor = answer.body.nextCursor;
      await order(actor);
      await creditWallet(vendor, 70, { kind: 'ADJUSTMENT', reason: 'test' }, new Date());
    }
    expect(walked).toEqual(before);
    expect(walked).toHaveLength(12);
    expectTied(walked);
    const now = await linesOf(actor);
    expect(now).toHaveLength(12 + 3 * 2);
    expectTied(now);
  });

  it('costs three small reads for the first page and two for each further one', async () => {
    const { actor } = await vendorWith(10_000);
    for (let n = 0; n < 6; n += 1) await order(actor);
    let cursor = '';
    const first = await callsOf(async () => {
      cursor = (await page(actor, { limit: '3' })).body.nextCursor;
    });
    const second = await callsOf(() => page(actor, { limit: '3', cursor }));
    expect([first.length, second.length]).toEqual([3, 2]);
    expect(first.find(({ name }) => name === 'QueryCommand')?.input.Limit).toBe(3);
  });

  it('shows nothing of another vendor, and takes no cursor of another’s', async () => {
    const [one, two] = [await vendorWith(1_000), await vendorWith(2_000)];
    for (let n = 0; n < 3; n += 1) await order(one.actor);
    const { nextCursor } = (await page(one.actor, { limit: '2' })).body;
    expect(await page(two.actor, { cursor: nextCursor })).toMatchObject({
      ...{ status: 400, body: { name: 'INVALID_CURSOR' } },
    });
    expect(await linesOf(two.actor)).toHaveLength(1);
  });
});

describe('a credit line', () => {
  it('is spent up to its limit, and what was delivered is owed', async () => {
    const wish = { name: 'Acme', email: 'a@acme.test', tier: 'STANDARD', currency: 'USD' } as const;
    const vendor = await createVendor(
      { ...wish, terms: 'POSTPAID', status: 'ACTIVE', creditLimit: 3 * unitPrice },
      new Date(),
    );
    const actor = keyOf(vendor);
    expect((await order(actor, { quantity: 2 })).status).toBe(201);
    expect((await order(actor, { quantity: 2 })).status).toBe(402);
    await resolved(actor, postWrites);
    expect(await call(walletRoute, { actor })).toMatchObject({
      body: {
        ...{ terms: 'POSTPAID', available: { amount: unitPrice }, held: { amount: 0 } },
        ...{ outstanding: { amount: 2 * unitPrice }, creditLimit: { amount: 3 * unitPrice } },
      },
    });
    await creditWallet(vendor, 2 * unitPrice, { kind: 'TOP_UP', reason: 'paid' }, new Date());
    expect((await call(walletRoute, { actor })).body).toMatchObject({
      ...{ outstanding: { amount: 0 }, available: { amount: 3 * unitPrice } },
    });
  });
});

test('a hold is resolved once, whoever comes second', async () => {
  const { actor } = await vendorWith(1_000);
  await order(actor);
  const [hold] = await holdsOf(actor);
  const { id, orderId, amount } = hold as unknown as Hold;
  const money = { vendorId: actor.vendorId, holdId: id, orderId, amount };
  const outcomes = await Promise.all(
    [postWrites, voidWrites, postWrites, voidWrites].map((how) => transact(how(money, new Date()))),
  );
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await proveLedger()).toMatchObject({ findings: [], sum: 0 });
});
