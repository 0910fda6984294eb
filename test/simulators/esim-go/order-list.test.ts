import { type Harness, NL, type OrderAnswer, startHarness } from './harness.ts';

describe('the order list', () => {
  let harness: Harness;
  const list = async (query = '') =>
    (await harness.api<OrderAnswer[]>(`GET /orders?${query}`)).body;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  it('shows the newest first, page by page', async () => {
    const references: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      references.unshift((await harness.order(NL)).body.orderReference);
    }
    const pages = await Promise.all([1, 2, 3, 4].map((page) => list(`limit=2&page=${page}`)));
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1, 0]);
    expect(pages.flat().map((order) => order.orderReference)).toEqual(references);
  });

  it('tells ICCIDs only when asked', async () => {
    const { body } = await harness.order(NL);
    expect((await list())[0]?.order[0]).not.toHaveProperty('iccids');
    expect((await list('includeIccids=true'))[0]).toEqual(body);
  });

  it('filters by time, with both bounds', async () => {
    const before = new Date(Date.now() - 1000).toISOString();
    const first = (await harness.order(NL)).body.orderReference;
    await harness.leap(1);
    const second = (await harness.order(NL)).body.orderReference;
    const between = new Date(Date.now() + 3_600_000).toISOString();
    const references = async (query: string) =>
      (await list(query)).map((order) => order.orderReference);
    expect(await references(`createdAt=gte:${before}&createdAt=lte:${between}`)).toEqual([first]);
    expect(await references(`createdAt=gt:${between}`)).toEqual([second]);
    expect(await references(`createdAt=lt:${before}`)).toEqual([]);
    expect((await harness.api('GET /orders?createdAt=gte:yesterday')).status).toBe(400);
  });

  it('can lag behind: an order answers by reference before it is listed', async () => {
    await harness.settings({ orderVisibilityDelaySeconds: 3600 });
    const { orderReference } = (await harness.order(NL)).body;
    expect(await list()).toEqual([]);
    expect((await harness.api(`GET /orders/${orderReference}`)).status).toBe(200);
    const { body } = await harness.control<{ visible: boolean }[]>('GET /orders');
    expect(body).toMatchObject([{ reference: orderReference, visible: false }]);
    await harness.leap(1);
    expect(await list()).toHaveLength(1);
  });

  it('contains balance top-ups and bundle assignments, which are no purchases', async () => {
    await harness.api('POST /orders', {
      type: 'transaction',
      assign: false,
      order: [{ type: 'bundle', item: NL, quantity: 1 }],
    });
    const apply = await harness.api('POST /esims/apply', { name: NL });
    await harness.api('POST /organisation/balance?amount=1000');
    const lines = (await list()).flatMap(({ order }) => order);
    expect(lines.map(({ type }) => type)).toEqual(['apiTopup', 'bundleAssignment', 'bundle']);
    expect(lines[1]).toMatchObject({ item: apply.body.applyReference, quantity: 0, subTotal: 0 });
    expect((await harness.statistics()).orders).toBe(1);
  });

  it('answers in either envelope, and 400 for an unknown reference', async () => {
    await harness.settings({ ordersEnvelope: 'orders' });
    expect((await harness.api('GET /orders')).body).toEqual({ orders: [] });
    expect((await harness.api('GET /orders/none')).status).toBe(400);
  });
});
