import { request } from 'node:http';
import { API_KEY, type Harness, NL, purchase, startHarness } from './harness.ts';

/** A call from another source address of the loopback network. */
function statusFrom(harness: Harness, localAddress: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${harness.url}/v2.5/organisation`, {
      localAddress,
      headers: { 'X-API-Key': API_KEY },
      agent: false,
    })
      .on('response', (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

describe('the gate', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  it('answers 403 Forbidden without key, with a wrong key and for a blocked address', async () => {
    const forbidden = { status: 403, body: { message: 'Forbidden' } };
    expect(await harness.send('GET /v2.5/organisation', {})).toMatchObject(forbidden);
    expect(await harness.api('GET /organisation', undefined, { 'X-API-Key': 'no' })).toMatchObject(
      forbidden,
    );
    await harness.settings({ allowedIps: ['203.0.113.10'] });
    expect(await harness.api('GET /organisation')).toMatchObject(forbidden);
  });

  it('admits only listed addresses', async () => {
    await harness.settings({ allowedIps: ['127.0.0.2'] });
    expect(await statusFrom(harness, '127.0.0.2')).toBe(200);
    expect(await statusFrom(harness, '127.0.0.1')).toBe(403);
  });

  it('drops the old key at once when a new one is made', async () => {
    await harness.settings({ apiKey: 'new-key' });
    expect((await harness.api('GET /organisation')).status).toBe(403);
    const renewed = await harness.api('GET /organisation', undefined, { 'X-API-Key': 'new-key' });
    expect(renewed.body).toMatchObject({ apiKey: 'new-key' });
  });

  it('answers a wrong key on POST /orders with 401 text when errors are text', async () => {
    await harness.settings({ orderErrorsAsText: true });
    const answer = await harness.api('POST /orders', purchase(NL), { 'X-API-Key': 'no' });
    expect(answer).toMatchObject({ status: 401, text: 'Unauthorized' });
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  });

  it('knows only versions 2.4 and 2.5, and newer routes only in 2.5', async () => {
    expect((await harness.api('GET /v2.6/organisation')).status).toBe(404);
    expect((await harness.api('GET /v2.4/organisation')).status).toBe(200);
    const iccid = await harness.buy();
    expect((await harness.api(`GET /v2.4/esims/${iccid}/suspend`)).status).toBe(404);
    expect((await harness.api(`GET /v2.5/esims/${iccid}/suspend`)).status).toBe(200);
  });
});

describe('the rate limit', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  it('counts tokens per second, tells them in four headers and refuses with Retry-After', async () => {
    await harness.settings({ rateLimitPerSecond: 3 });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => harness.api('GET /organisation')),
    );
    const refused = answers.filter(({ status }) => status === 429);
    // Eight calls may straddle one change of the window, so two windows of three can be admitted.
    expect(refused.length).toBeGreaterThanOrEqual(2);
    expect(refused[0]?.body).toEqual({ message: 'Rate limit exceeded' });
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    const headers = answers[0]?.headers;
    expect(headers?.get('x-ratelimit-limit')).toBe('3');
    expect(headers?.get('x-ratelimit-cost')).toBe('1');
    expect(Number(headers?.get('x-ratelimit-remaining'))).toBeLessThan(3);
    expect(headers?.get('x-ratelimit-reset')).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}\.000Z$/);
    expect((await harness.statistics()).rateLimited).toBe(refused.length);
  });

  it('charges a dear call with more than one token', async () => {
    await harness.settings({ rateLimitPerSecond: 10, requestCosts: { 'GET /catalogue': 5 } });
    const answer = await harness.api('GET /catalogue');
    expect(answer.headers.get('x-ratelimit-cost')).toBe('5');
    expect(answer.headers.get('x-ratelimit-remaining')).toBe('5');
  });

  it('counts each address for itself', async () => {
    await harness.settings({ rateLimitPerSecond: 1 });
    const [one, two] = await Promise.all([
      statusFrom(harness, '127.0.0.1'),
      statusFrom(harness, '127.0.0.2'),
    ]);
    expect([one, two]).toEqual([200, 200]);
  });

  it('refuses orders that follow too closely, without effect', async () => {
    await harness.settings({ orderGapSeconds: 3 });
    expect((await harness.order(NL)).status).toBe(200);
    const second = await harness.order(NL);
    expect(second.status).toBe(429);
    expect(second.headers.get('retry-after')).toBe('3');
    expect((await harness.statistics()).orders).toBe(1);
  });
});
