import { type Harness, NL, type OrderAnswer, startHarness } from './harness.ts';

describe('orders of more than five bundles', () => {
  let harness: Harness;
  const minutesLater = () => harness.settings({ clockOffsetSeconds: 700 });
  beforeEach(async () => {
    harness = await startHarness();
    await harness.settings({ asyncSeconds: 600 });
  });
  afterEach(() => harness.close());

  it('answer at once without eSIMs, read as 503, and complete later', async () => {
    const { status, body } = await harness.order(NL, 6);
    expect(status).toBe(200);
    expect(body.status).toBe('processing');
    expect(body.order[0]).not.toHaveProperty('esims');
    const read = await harness.api(`GET /orders/${body.orderReference}`);
    expect(read.status).toBe(503);
    expect(Number(read.headers.get('retry-after'))).toBeGreaterThan(500);
    const assignments = `GET /esims/assignments?reference=${body.orderReference}`;
    expect((await harness.api(assignments)).status).toBe(503);
    expect((await harness.api<OrderAnswer[]>('GET /orders')).body).toMatchObject([
      { status: 'processing' },
    ]);
    expect(await harness.statistics()).toMatchObject({
      orders: 0,
      ordersPending: 1,
      esimsSold: 0,
      spentMinor: 864,
    });
    await minutesLater();
    const done = await harness.api<OrderAnswer>(`GET /orders/${body.orderReference}`);
    expect(done.body.status).toBe('completed');
    expect(done.body.order[0]?.esims).toHaveLength(6);
    expect((await harness.api<unknown[]>(assignments)).body).toHaveLength(6);
    expect(await harness.statistics()).toMatchObject({ orders: 1, esimsSold: 6, spentMinor: 864 });
  });

  it('complete by themselves in real time', async () => {
    await harness.settings({ asyncSeconds: 0.05 });
    const { body } = await harness.order(NL, 6);
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await harness.api(`GET /orders/${body.orderReference}`)).status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('the order never completed');
  });

  it('are still immediate with exactly five', async () => {
    expect((await harness.order(NL, 5)).body.status).toBe('completed');
  });

  it('hold the bundle list of a topped-up eSIM back until done', async () => {
    const iccid = await harness.buy();
    await harness.order(NL, 6, { iccids: Array.from({ length: 6 }, () => iccid) });
    expect((await harness.api(`GET /esims/${iccid}/bundles`)).status).toBe(503);
    await minutesLater();
    const { body } = await harness.api<{ bundles: { assignments: unknown[] }[] }>(
      `GET /esims/${iccid}/bundles`,
    );
    expect(body.bundles[0]?.assignments).toHaveLength(7);
  });
});
