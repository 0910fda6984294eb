import { EU, type Harness, NL, type OrderAnswer, purchase, startHarness } from './harness.ts';

describe('orders', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  it('quotes without any effect', async () => {
    const { status, body } = await harness.api('POST /orders', {
      ...purchase(NL, 3),
      type: 'validate',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      order: [{ item: NL, quantity: 3, subTotal: 4.32, pricePerUnit: 1.44, AllowReassign: false }],
      total: 4.32,
      valid: true,
      currency: 'USD',
      assigned: true,
    });
    expect(body).not.toHaveProperty('orderReference');
    expect(await harness.statistics()).toMatchObject({ validations: 1, orders: 0, spentMinor: 0 });
  });

  it('sells new eSIMs, one for each bundle, and takes the money', async () => {
    const { body } = await harness.order(NL, 2);
    expect(body).toMatchObject({
      total: 2.88,
      status: 'completed',
      statusMessage: 'Order completed: 2 eSIMs assigned',
      assigned: true,
      sourceIP: '127.0.0.1',
      runningBalance: '997.12',
    });
    const [line] = body.order;
    expect(new Set(line?.iccids).size).toBe(2);
    expect(line?.esims?.map(({ iccid }) => iccid)).toEqual(line?.iccids);
    expect(await harness.statistics()).toMatchObject({
      orders: 1,
      esimsSold: 2,
      linesSold: 1,
      bundlesSold: 2,
      spentMinor: 288,
      balanceMinor: 99_712,
    });
    const again = await harness.api<OrderAnswer>(`GET /orders/${body.orderReference}`);
    expect(again.body).toEqual(body);
    expect((await harness.api(`GET /v2.4/orders/${body.orderReference}`)).body).not.toHaveProperty(
      'runningBalance',
    );
  });

  it('tops up known eSIMs and issues none', async () => {
    const iccid = await harness.buy();
    const { body } = await harness.order(EU, 1, { iccids: [iccid] });
    expect(body.order[0]?.iccids).toEqual([iccid]);
    const { body: held } = await harness.api<{ bundles: { name: string }[] }>(
      `GET /esims/${iccid}/bundles`,
    );
    expect(held.bundles.map(({ name }) => name)).toEqual([EU, NL]);
    expect((await harness.statistics()).esimsSold).toBe(1);
  });

  it('takes a new eSIM for a bundle of another profile only if that is allowed', async () => {
    const iccid = await harness.buy();
    await harness.control('POST /bundles/other', { price: 2, profileName: 'Profile 2' });
    expect((await harness.api(`GET /esims/${iccid}/compatible/other`)).body).toEqual({
      compatible: false,
    });
    expect((await harness.order('other', 1, { iccids: [iccid] })).status).toBe(400);
    const moved = await harness.order('other', 1, { iccids: [iccid], allowReassign: true });
    expect(moved.body.order[0]).toMatchObject({ AllowReassign: true });
    expect(moved.body.order[0]?.iccids).not.toContain(iccid);
  });

  it('says valid:false to a quote above the balance and 400 to the order', async () => {
    await harness.settings({ balanceMinor: 100 });
    const quote = await harness.api('POST /orders', { ...purchase(NL), type: 'validate' });
    expect(quote).toMatchObject({ status: 200, body: { valid: false } });
    expect(await harness.order(NL)).toMatchObject({
      status: 400,
      body: { message: 'insufficient balance' },
    });
    expect(await harness.statistics()).toMatchObject({ refusedOrders: 1, balanceMinor: 100 });
  });

  it.each([
    ['an unknown bundle', purchase('nothing')],
    ['no lines', { type: 'transaction', order: [] }],
    ['an unknown type', { ...purchase(NL), type: 'buy' }],
    ['quantity zero', purchase(NL, 0)],
    ['a broken quantity', purchase(NL, 1.5)],
    ['another count of iccids', purchase(NL, 2, { iccids: ['8943108167000412073'] })],
    ['iccids without assign', { ...purchase(NL, 1, { iccids: ['1'] }), assign: false }],
    ['a profile without assign', { ...purchase(NL), assign: false, profileID: 'brand' }],
    ['the flat form', { type: 'transaction', item: NL, quantity: 1 }],
    ['no JSON at all', undefined],
  ])('refuses %s with 400', async (_, body) => {
    expect((await harness.api('POST /orders', body)).status).toBe(400);
    expect((await harness.statistics()).spentMinor).toBe(0);
  });

  it('refuses a foreign ICCID with 403', async () => {
    const answer = await harness.order(NL, 1, { iccids: ['8943108167000412073'] });
    expect(answer).toMatchObject({ status: 403, body: { message: 'access denied' } });
  });

  it('can cap the items of one order and answer errors as text', async () => {
    await harness.settings({ maxItemsPerOrder: 10, orderErrorsAsText: true });
    const answer = await harness.order(NL, 11);
    expect(answer).toMatchObject({ status: 400, text: 'at most 10 items per order' });
    expect(answer.headers.get('content-type')).toBe('text/plain');
    expect((await harness.order(NL, 10)).status).toBe(200);
  });

  it('stays exact when many buyers race for the last money', async () => {
    await harness.settings({ balanceMinor: 10 * 144 });
    const answers = await Promise.all(Array.from({ length: 40 }, () => harness.order(NL)));
    const sold = answers.filter(({ status }) => status === 200);
    expect(sold).toHaveLength(10);
    expect(new Set(sold.map(({ body }) => body.order[0]?.iccids[0])).size).toBe(10);
    expect(await harness.statistics()).toMatchObject({
      orders: 10,
      esimsSold: 10,
      refusedOrders: 30,
      balanceMinor: 0,
    });
  });
});
