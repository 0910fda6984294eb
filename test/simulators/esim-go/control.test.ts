import { type Harness, NL, startHarness } from './harness.ts';

describe('controls', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  it('need no key and know only their own routes', async () => {
    expect((await harness.control('GET /health')).body).toEqual({ ok: true });
    expect((await harness.control('GET /nothing')).status).toBe(404);
  });

  it('merge settings and refuse unknown keys and bad values as a whole', async () => {
    const { body } = await harness.settings({ callback: { version: 'V2' }, asyncSeconds: 1 });
    expect(body).toMatchObject({ callback: { version: 'V2', encoding: 'hex' }, asyncSeconds: 1 });
    for (const patch of [
      { asyncSeconds: 2, colour: 'red' },
      { asyncSeconds: 2, callback: { colour: 'red' } },
      { asyncSeconds: 'soon' },
      { catalogueEnvelope: 'xml' },
      { latencyMs: { '*': [1] } },
      { balanceMinor: 1.5 },
    ]) {
      expect((await harness.settings(patch)).status).toBe(400);
    }
    expect((await harness.control('GET /settings')).body).toMatchObject({ asyncSeconds: 1 });
  });

  it('slow down one route or all', async () => {
    await harness.settings({ latencyMs: { '*': 60, 'GET /inventory': [0, 1] } });
    const took = async (call: string) => {
      const start = performance.now();
      await harness.api(call);
      return performance.now() - start;
    };
    expect(await took('GET /organisation')).toBeGreaterThan(50);
    expect(await took('GET /inventory')).toBeLessThan(50);
    await harness.settings({ latencyMs: { '*': null } });
    expect(await took('GET /organisation')).toBeLessThan(50);
  });

  it('count requests by route template', async () => {
    const iccid = await harness.buy();
    await harness.api(`GET /esims/${iccid}`);
    await harness.api(`GET /v2.4/esims/${iccid}`);
    expect((await harness.statistics()).requests).toEqual({
      'POST /orders': 1,
      'GET /esims/{iccid}': 2,
    });
  });

  it('start afresh, with the same ids again', async () => {
    const first = await harness.buy();
    await harness.control('POST /faults', { kind: 'outage' });
    await harness.control('POST /reset');
    await harness.settings({ rateLimitPerSecond: 0 });
    expect(await harness.statistics()).toMatchObject({ orders: 0, requests: {} });
    expect(await harness.buy()).toBe(first);
    expect((await harness.control('GET /orders')).body).toMatchObject([
      { kind: 'purchase', status: 'completed', lines: [{ item: NL, iccids: [first] }] },
    ]);
  });
});
