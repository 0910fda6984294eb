import { proveLedger } from '../../../lib/ledger/prove.ts';
import type { OrderLimits, VendorActor } from '../../../lib/platform/actor.ts';
import { setUp, tearDown } from '../dynamo.ts';
import {
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

/** A transaction that met too many others is a 503: the client sends it again with its key. */
async function persistent(actor: VendorActor, key: string, body: object = {}) {
  for (let tried = 1; ; tried += 1) {
    const answer = await order(actor, body, { 'Idempotency-Key': key });
    if (answer.status !== 503 || tried === 20) return answer;
  }
}

const many = (count: number, actor: VendorActor, body?: object) =>
  Promise.all(Array.from({ length: count }, (_, n) => persistent(actor, `key-${n}`, body)));
const statuses = (answers: { status: number }[]) => {
  const counted: Record<number, number> = {};
  for (const { status } of answers) counted[status] = (counted[status] ?? 0) + 1;
  return counted;
};

test.each<[string, Partial<OrderLimits>, number]>([
  ['orders a day', { ordersDaily: 7 }, 7],
  ['orders a month', { ordersMonthly: 9 }, 9],
  ['spend a day', { spendDaily: 8 * unitPrice + 1 }, 8],
  ['spend a month', { spendMonthly: 6 * unitPrice }, 6],
  ['the tightest of all', { ordersDaily: 7, spendMonthly: 5 * unitPrice, ordersMonthly: 9 }, 5],
])('%s are kept exactly under fifty orders at once', async (_, limits, allowed) => {
  const { actor } = await vendorWith(100_000, { limits });
  const answers = await many(50, actor);
  expect(statuses(answers)).toEqual({ 201: allowed, 422: 50 - allowed });
  expect(answers.find(({ status }) => status === 422)?.body.name).toBe('ORDER_LIMIT_EXCEEDED');
  expect(await ordersOf(actor)).toHaveLength(allowed);
  expect(await wallet(actor)).toMatchObject({ held: allowed * unitPrice });
});

test('a single order above a limit is refused', async () => {
  const { actor } = await vendorWith(100_000, { limits: { spendDaily: unitPrice } });
  expect((await order(actor, { quantity: 2 })).body.name).toBe('ORDER_LIMIT_EXCEEDED');
  expect((await order(actor, { quantity: 1 })).status).toBe(201);
});

test('200 orders at once on a wallet that covers 120: 120 are taken, 80 refused', async () => {
  const { actor } = await vendorWith(120 * unitPrice + 1);
  const answers = await many(200, actor);
  expect(statuses(answers)).toEqual({ 201: 120, 402: 80 });
  expect(await wallet(actor)).toEqual({ available: 1, held: 120 * unitPrice, spent: 0 });
  expect(await ordersOf(actor)).toHaveLength(120);
  expect(await holdsOf(actor)).toHaveLength(120);
  expect(await proveLedger()).toMatchObject({ findings: [], sum: 0 });
}, 120_000);
