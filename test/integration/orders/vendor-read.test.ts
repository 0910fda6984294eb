import { handler as get } from '../../../functions/orders/vendor-get.route.ts';
import { handler as list } from '../../../functions/orders/vendor-list.route.ts';
import type { VendorActor } from '../../../lib/platform/actor.ts';
import { setUp, tearDown } from '../dynamo.ts';
import { call } from '../gateway.ts';
import { callsOf, completedOrder } from '../webhooks/world.ts';
import { order, putBundle, timings, vendorWith } from './world.ts';

beforeAll(async () => {
  process.env.TIMINGS = JSON.stringify(timings);
  await setUp();
  await putBundle();
});
afterAll(tearDown);

const page = (actor: VendorActor, query: Record<string, string> = {}) =>
  call(list, { actor, query });
const read = (actor: VendorActor, orderId: string) => call(get, { actor, params: { orderId } });
const idsOf = ({ body }: { body: { data: { id: string }[] } }) => body.data.map(({ id }) => id);

async function walk(actor: VendorActor, query: Record<string, string>, between = async () => {}) {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const answer = await page(actor, { ...query, ...(cursor ? { cursor } : {}) });
    expect(answer.status).toBe(200);
    ids.push(...idsOf(answer));
    cursor = answer.body.nextCursor;
    await between();
  }
  return ids;
}

const completed = (actor: VendorActor) =>
  completedOrder(
    { channel: 'VENDOR', vendorId: actor.vendorId, ownerKey: `VENDOR#${actor.vendorId}` },
    new Date(),
  );

describe('one order', () => {
  it('is shown to its vendor as it was accepted', async () => {
    const { actor } = await vendorWith(1_000);
    const { body } = await order(actor);
    expect(await read(actor, body.id)).toMatchObject({ status: 200, body });
  });

  it('of another vendor, or of nobody, is not found', async () => {
    const [one, two] = [await vendorWith(1_000), await vendorWith(1_000)];
    const { body } = await order(one.actor);
    for (const id of [body.id, `${body.id.slice(0, -4)}0000`, 'ord_1', '../x'])
      expect(await read(two.actor, id)).toMatchObject({
        ...{ status: 404, body: { name: 'ORDER_NOT_FOUND' } },
      });
  });
});

describe('the list', () => {
  it('walks all orders exactly once, newest first, while new ones are written', async () => {
    const { actor } = await vendorWith(100_000);
    const before: string[] = [];
    for (let n = 0; n < 23; n += 1) before.push((await order(actor)).body.id);
    await order((await vendorWith(1_000)).actor);
    const walked = await walk(actor, { limit: '5' }, async () => {
      await order(actor);
    });
    expect(walked).toEqual([...before].sort().reverse());
    expect(await walk(actor, { limit: '100' })).toHaveLength(23 + 5);
  });

  it('reads a page of 20 completed orders with their eSIMs in three calls', async () => {
    const { actor } = await vendorWith(0);
    for (let n = 0; n < 20; n += 1) await completed(actor);
    let answer: Awaited<ReturnType<typeof page>> | undefined;
    const calls = await callsOf(async () => {
      answer = await page(actor);
    });
    expect(calls.map(({ name }) => name)).toEqual([
      ...['QueryCommand', 'BatchGetItemCommand', 'BatchGetItemCommand'],
    ]);
    expect(answer?.body.data).toHaveLength(20);
    for (const { esims } of answer?.body.data ?? []) expect(esims).toHaveLength(2);
  });

  it('shows the orders of the status that is asked for, all of them and no others', async () => {
    const { actor } = await vendorWith(10_000);
    const done: string[] = [];
    const paid: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      done.push((await completed(actor)).order.id);
      paid.push((await order(actor)).body.id);
    }
    const sorted = (ids: string[]) => [...ids].sort().reverse();
    expect(await walk(actor, { status: 'COMPLETED', limit: '3' })).toEqual(sorted(done));
    expect(await walk(actor, { status: 'PAID', limit: '3' })).toEqual(sorted(paid));
    expect(await walk(actor, { status: 'FAILED', limit: '3' })).toEqual([]);
  });

  it('refuses cursors that are no cursors, or of another list', async () => {
    const [one, two] = [await vendorWith(10_000), await vendorWith(10_000)];
    for (let n = 0; n < 3; n += 1) await order(one.actor);
    const { nextCursor } = (await page(one.actor, { limit: '2' })).body;
    expect(nextCursor).toEqual(expect.any(String));
    const refused = { status: 400, body: { name: 'INVALID_CURSOR' } };
    expect(await page(two.actor, { cursor: nextCursor })).toMatchObject(refused);
    expect(await page(one.actor, { cursor: nextCursor, status: 'PAID' })).toMatchObject(refused);
    for (const cursor of ['x', '', Buffer.from('["a",{}]').toString('base64url')])
      expect(await page(one.actor, { cursor })).toMatchObject(refused);
  });

  it.each([
    [{ colour: 'red' }],
    [{ status: 'LOST' }],
    [{ limit: '0' }],
    [{ limit: '101' }],
    [{ limit: '1e1' }],
  ])('refuses %j', async (query) => {
    const { actor } = await vendorWith(0);
    const answer = await page(actor, query as never);
    expect(answer).toMatchObject({ status: 400, body: { name: 'VALIDATION_FAILED' } });
  });
});
