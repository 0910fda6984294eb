import { esimGo } from '../../../../lib/providers/esim-go/adapter.ts';
import { ask } from '../../../../lib/providers/esim-go/client.ts';
import { answering, type Scripted } from './answering.ts';
import { connectionTo, simulated } from './simulated.ts';

async function asked(answers: (Scripted | 'drop')[], more: object = {}) {
  const left = [...answers];
  const server = await answering((_, response) => {
    const answer = left.length > 1 ? left.shift() : left[0];
    if (answer !== 'drop') return answer;
    response.destroy();
    return undefined;
  });
  const startedAt = Date.now();
  const result = await ask(connectionTo(server.url, more), { path: '/orders' }).catch(
    (error: unknown) => error,
  );
  await server.close();
  return { result, seen: server.seen, tookMs: Date.now() - startedAt };
}

describe('reads', () => {
  it.each<[string, Scripted | 'drop']>([
    ['429', { status: 429 }],
    ['500', { status: 500 }],
    ['503', { status: 503 }],
    ['a dropped connection', 'drop'],
    ['an answer that is no JSON', { body: '<html>' }],
  ])('are repeated after %s', async (_, fault) => {
    const { result, seen } = await asked([fault, fault, { body: [] }]);
    expect(result).toMatchObject({ status: 200, json: [] });
    expect(seen).toHaveLength(3);
  });

  it('give up after three tries, with the wait that the provider asked for', async () => {
    const { result, seen } = await asked([{ status: 503, headers: { 'Retry-After': '0' } }]);
    expect(result).toMatchObject({ name: 'ProviderUnavailable', retryAfterMs: 0 });
    expect(seen).toHaveLength(3);
  });

  it('wait for Retry-After', async () => {
    const limited = { status: 429, headers: { 'Retry-After': '1' } };
    const { result, tookMs } = await asked([limited, { body: {} }]);
    expect(result).toMatchObject({ status: 200 });
    expect(tookMs).toBeGreaterThanOrEqual(990);
  });

  it('do not wait beyond their budget', async () => {
    const limited = { status: 429, headers: { 'Retry-After': '60' } };
    const { result, seen, tookMs } = await asked([limited]);
    expect(result).toMatchObject({ name: 'ProviderUnavailable', retryAfterMs: 60_000 });
    expect(seen).toHaveLength(1);
    expect(tookMs).toBeLessThan(900);
  });

  it('end in time when nobody answers', async () => {
    const server = await answering(() => undefined);
    const startedAt = Date.now();
    const connection = connectionTo(server.url, { tryMs: 100, budgetMs: 250 });
    await expect(ask(connection, { path: '/orders' })).rejects.toMatchObject({
      name: 'ProviderUnavailable',
    });
    expect(Date.now() - startedAt).toBeLessThan(700);
    await server.close();
  });

  it.each([400, 401, 403, 404, 410, 307])('are not repeated after %i', async (status) => {
    const { result, seen } = await asked([{ status, headers: { Location: '/elsewhere' } }]);
    expect(result).toMatchObject({ status });
    expect(seen).toHaveLength(1);
  });

  it('fail as unavailable when there is no key', async () => {
    const keys = () => Promise.reject(new Error('no secret'));
    const { result, seen } = await asked([{}], { keys });
    expect(result).toMatchObject({ name: 'ProviderUnavailable' });
    expect(seen).toEqual([]);
  });
});

describe('quote', () => {
  it('is repeated, since it buys nothing', async () => {
    const world = await simulated();
    await world.fault('status-before', { status: 503, match: { type: 'validate' } });
    const order = [{ bundleCode: 'esim_UL_7D_NL_V2', quantity: 1 }];
    expect(await world.provider.quote(order)).toEqual({
      outcome: 'FEASIBLE',
      total: { amount: 950, currency: 'USD' },
    });
    expect(await world.statistics()).toMatchObject({ orders: 0, requests: { 'POST /orders': 2 } });
    await world.close();
  });

  it.each<[string, Scripted]>([
    ['a refused key', { status: 403 }],
    ['no word on validity', { body: { total: 1 } }],
    ['an outage', { status: 503 }],
  ])('is unavailable after %s', async (_, answer) => {
    const server = await answering(() => answer);
    const { quote } = esimGo(connectionTo(server.url, { budgetMs: 500 }));
    const outcome = await quote([{ bundleCode: 'any', quantity: 1 }]);
    expect(outcome).toMatchObject({ outcome: 'UNAVAILABLE' });
    await server.close();
  });
});
