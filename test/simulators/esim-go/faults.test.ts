import { EU, type Harness, NL, type OrderAnswer, purchase, startHarness } from './harness.ts';

describe('faults on POST /orders', () => {
  let harness: Harness;
  const fault = (kind: string, more: Record<string, unknown> = {}) =>
    harness.control('POST /faults', { route: 'POST /orders', kind, ...more });
  const sold = async () => (await harness.statistics()).orders;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  it.each([
    ['drop-before', 0],
    ['drop-after', 1],
  ])('%s cuts the connection with %i order placed', async (kind, placed) => {
    await fault(kind);
    await expect(harness.order(NL)).rejects.toThrow();
    expect(await sold()).toBe(placed);
    expect((await harness.statistics()).faultsInjected).toEqual({ [kind]: 1 });
    expect((await harness.order(NL)).status).toBe(200);
  });

  it.each([
    ['status-before', 0],
    ['status-after', 1],
  ])('%s answers 503 with %i order placed', async (kind, placed) => {
    await fault(kind);
    expect((await harness.order(NL)).status).toBe(503);
    expect(await sold()).toBe(placed);
  });

  it('answers any status, 429 with its header', async () => {
    await fault('status-before', { status: 429 });
    const answer = await harness.order(NL);
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('1');
  });

  it.each([
    ['delay', 1],
    ['delay-before', 0],
  ])('%s outlives the client: %i order placed when it gives up', async (kind, placed) => {
    await fault(kind, { delayMs: 150 });
    const call = fetch(`${harness.url}/v2.5/orders`, {
      method: 'POST',
      headers: { 'X-API-Key': 'test-key' },
      body: JSON.stringify(purchase(NL)),
      signal: AbortSignal.timeout(50),
    });
    await expect(call).rejects.toThrow();
    expect(await sold()).toBe(placed);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await sold()).toBe(1);
  });

  it('hang takes the effect and never answers', async () => {
    await fault('hang');
    const call = fetch(`${harness.url}/v2.5/orders`, {
      method: 'POST',
      headers: { 'X-API-Key': 'test-key' },
      body: JSON.stringify(purchase(NL)),
      signal: AbortSignal.timeout(100),
    });
    await expect(call).rejects.toThrow();
    expect(await sold()).toBe(1);
  });

  it('refuse answers 400 with the message and counts as refused', async () => {
    await fault('refuse', { message: 'bundle is out of stock' });
    expect(await harness.order(NL)).toMatchObject({
      status: 400,
      body: { message: 'bundle is out of stock' },
    });
    expect(await harness.statistics()).toMatchObject({ orders: 0, refusedOrders: 1 });
  });

  it('short hides an eSIM from the answer, or really keeps it back', async () => {
    await fault('short');
    const hidden = (await harness.order(NL, 3)).body;
    expect(hidden.order[0]?.esims).toHaveLength(2);
    const whole = await harness.api<OrderAnswer>(`GET /orders/${hidden.orderReference}`);
    expect(whole.body.order[0]?.esims).toHaveLength(3);
    await fault('short', { persist: true, by: 2 });
    const kept = (await harness.order(NL, 3)).body;
    const still = await harness.api<OrderAnswer>(`GET /orders/${kept.orderReference}`);
    expect(still.body.order[0]?.esims).toHaveLength(1);
    expect(await harness.statistics()).toMatchObject({ esimsSold: 4, spentMinor: 6 * 144 });
  });

  it('garbage takes the effect and answers 200 without JSON', async () => {
    await fault('garbage');
    const answer = await harness.order(NL);
    expect(answer.status).toBe(200);
    expect(answer.body).toBeNull();
    expect(await sold()).toBe(1);
  });
});

describe('choice of faults', () => {
  let harness: Harness;
  const fault = (body: Record<string, unknown>) => harness.control('POST /faults', body);
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  it('spares quotes unless they are meant', async () => {
    await fault({ route: 'POST /orders', kind: 'status-before' });
    const quote = { ...purchase(NL), type: 'validate' };
    expect((await harness.api('POST /orders', quote)).status).toBe(200);
    expect((await harness.order(NL)).status).toBe(503);
    await fault({ route: 'POST /orders', kind: 'status-before', match: { type: 'validate' } });
    expect((await harness.api('POST /orders', quote)).status).toBe(503);
  });

  it('hits only the named bundle, the given number of times', async () => {
    await fault({ route: 'POST /orders', kind: 'status-after', times: 2, match: { item: EU } });
    const statuses: number[] = [];
    for (const item of [NL, EU, NL, EU, EU]) statuses.push((await harness.order(item)).status);
    expect(statuses).toEqual([200, 503, 200, 503, 200]);
    expect((await harness.control('GET /faults')).body).toMatchObject([{ remaining: 0 }]);
  });

  it('strikes by chance until cleared', async () => {
    await fault({ route: 'GET /esims/{iccid}', kind: 'status-before', probability: 0.5 });
    const iccid = await harness.buy();
    const read = async () => (await harness.api(`GET /esims/${iccid}`)).status;
    const statuses = await Promise.all(Array.from({ length: 60 }, read));
    const struck = statuses.filter((status) => status === 503).length;
    expect(struck).toBeGreaterThan(10);
    expect(struck).toBeLessThan(50);
    await harness.control('DELETE /faults');
    expect(await read()).toBe(200);
  });

  it('closes everything during an outage', async () => {
    await fault({ kind: 'outage' });
    expect((await harness.api('GET /catalogue')).status).toBe(503);
    expect((await harness.order(NL)).status).toBe(503);
    expect((await harness.control('GET /health')).body).toEqual({ ok: true });
    await harness.control('DELETE /faults');
    expect((await harness.order(NL)).status).toBe(200);
    expect(await harness.statistics()).toMatchObject({ orders: 1, faultsInjected: { outage: 2 } });
  });

  it('answers 503 as text on POST /orders when errors are text', async () => {
    await harness.settings({ orderErrorsAsText: true });
    await fault({ route: 'POST /orders', kind: 'status-after' });
    expect(await harness.order(NL)).toMatchObject({ status: 503, text: 'Service Unavailable' });
  });

  it('refuses faults it does not understand', async () => {
    for (const body of [{ kind: 'rain' }, { kind: 'hang' }, { kind: 'hang', route: '*', x: 1 }]) {
      expect((await fault(body)).status).toBe(400);
    }
  });
});
