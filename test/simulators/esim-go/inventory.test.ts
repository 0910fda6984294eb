import { EU, type Harness, NL, startHarness } from './harness.ts';

interface Stock {
  bundles: { name: string; available: { id: number; total: number; remaining: number }[] }[];
}

describe('inventory', () => {
  let harness: Harness;
  const stock = async () => (await harness.api<Stock>('GET /inventory')).body.bundles;
  const fill = (item: string, quantity: number) =>
    harness.api<{ order: { iccids: string[] }[] }>('POST /orders', {
      type: 'transaction',
      assign: false,
      order: [{ type: 'bundle', item, quantity }],
    });
  const apply = (body: Record<string, unknown>) =>
    harness.api<{ esims: { iccid: string }[]; applyReference: string }>('POST /esims/apply', body);
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  it('is filled by orders that assign nothing', async () => {
    const { body } = await fill(NL, 3);
    expect(body).toMatchObject({ statusMessage: 'Order completed', assigned: false });
    expect(await stock()).toMatchObject([
      { name: NL, data: 1000, durationUnit: 'day', available: [{ total: 3, remaining: 3 }] },
    ]);
    expect((await harness.statistics()).esimsSold).toBe(0);
  });

  it('gives its units to new or known eSIMs', async () => {
    await fill(NL, 4);
    const iccid = (await apply({ name: NL })).body.esims[0]?.iccid;
    const again = await apply({ name: NL, iccid });
    expect(again.body.esims).toEqual([
      { iccid, status: 'Successfully Applied Bundle', bundle: NL },
    ]);
    expect((await apply({ name: NL, repeat: 2 })).body.esims).toHaveLength(2);
    expect(await stock()).toEqual([]);
    expect(await apply({ name: NL })).toMatchObject({
      status: 403,
      body: { message: 'no bundles left in inventory' },
    });
  });

  it('is left untouched by a refused apply', async () => {
    await fill(NL, 1);
    const iccid = (await apply({ name: NL })).body.esims[0]?.iccid;
    await fill(NL, 2);
    await harness.control(`POST /esims/${iccid}/set`, { state: 'deactivated' });
    expect((await apply({ name: NL, iccid })).status).toBe(400);
    expect((await apply({ name: NL, iccid, repeat: 2 })).status).toBe(400);
    expect((await apply({ bundles: [{ name: NL }, { name: EU }] })).status).toBe(403);
    expect((await apply({ bundles: [] })).status).toBe(400);
    expect(await stock()).toMatchObject([{ available: [{ remaining: 2 }] }]);
  });

  it('is delivered later above five bundles', async () => {
    await harness.settings({ asyncAboveBundles: 100 });
    await fill(NL, 6);
    await harness.settings({ asyncAboveBundles: 5, asyncSeconds: 600 });
    const { body } = await apply({ bundles: [{ name: NL, repeat: 6 }] });
    expect(body.esims).toEqual([]);
    const read = () => harness.api(`GET /esims/assignments?reference=${body.applyReference}`);
    expect((await read()).status).toBe(503);
    await harness.settings({ clockOffsetSeconds: 601 });
    expect((await read()).body).toHaveLength(6);
  });

  it('expires after a year', async () => {
    await fill(NL, 1);
    await harness.leap(366);
    expect(await stock()).toEqual([]);
    expect((await apply({ name: NL })).status).toBe(403);
  });

  it('is refunded only when refunds are on, in time and in the quantity left', async () => {
    await fill(NL, 3);
    const usageId = (await stock())[0]?.available[0]?.id;
    const refund = (quantity: number) =>
      harness.api('POST /inventory/refund', { usageId, quantity });
    expect((await refund(1)).status).toBe(403);
    await harness.settings({ refundsEnabled: true });
    expect((await refund(4)).status).toBe(400);
    expect((await refund(2)).body).toEqual({
      status: 'Successfully refunded bundles to balance',
    });
    expect(await harness.statistics()).toMatchObject({
      balanceMinor: 100_000 - 144,
      refundedMinor: 288,
    });
    await harness.leap(61);
    expect((await refund(1)).status).toBe(400);
  });
});
