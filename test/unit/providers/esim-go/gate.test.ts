/** Where the adapter stops at the gate, and what it tells it. */
import { esimGo } from '../../../../lib/providers/esim-go/adapter.ts';
import type { Gate } from '../../../../lib/providers/gate.ts';
import { ProviderUnavailable } from '../../../../lib/providers/port.ts';
import { answering, type Scripted } from './answering.ts';
import { connectionTo } from './simulated.ts';

async function behindGate(answers: Scripted[], takeTokens: Gate['takeTokens'] = async () => {}) {
  const seen: unknown[] = [];
  const left = [...answers];
  const server = await answering(() => {
    seen.push('call');
    return left.length > 1 ? left.shift() : left[0];
  });
  const never = () => {
    throw new Error('not for the adapter to decide');
  };
  const gate: Gate = {
    ...{ takeOrderSlot: never, giveBack: never, fault: never, well: never, state: never },
    takeTokens: async (route, budgetMs) => {
      seen.push(`take ${route}`);
      await takeTokens(route, budgetMs);
    },
    learn: async (route, { status, limit, cost, retryAfterMs }) => {
      seen.push([route, status, limit, cost, retryAfterMs]);
    },
  };
  return { seen, provider: esimGo(connectionTo(server.url, { gate })), close: server.close };
}

it('takes tokens for each try of a read, and tells what each answer says', async () => {
  const limited = {
    status: 429,
    headers: { 'Retry-After': '0', 'X-Ratelimit-Limit': '10', 'X-Ratelimit-Cost': '5' },
  };
  const { seen, provider, close } = await behindGate([limited, { status: 404 }]);
  await provider.order('ref-without-digits');
  await close();
  const route = 'GET /orders/*';
  expect(seen).toEqual([
    ...[`take ${route}`, 'call', [route, 429, 10, 5, 0]],
    ...[`take ${route}`, 'call', [route, 404, undefined, undefined, undefined]],
  ]);
});

it('asks nothing without tokens', async () => {
  const { seen, provider, close } = await behindGate([{ body: [] }], async () => {
    throw new ProviderUnavailable('no tokens left', 300);
  });
  await expect(provider.cataloguePage(1)).rejects.toMatchObject({ retryAfterMs: 300 });
  await close();
  expect(seen).toEqual(['take GET /catalogue']);
});

it('places an order without tokens: its slot was taken before', async () => {
  const headers = { 'Retry-After': '7', 'X-Ratelimit-Limit': 'many', 'X-Ratelimit-Cost': '2' };
  const { seen, provider, close } = await behindGate([{ status: 429, headers }]);
  const outcome = await provider.place('attempt-1', [{ bundleCode: 'a', quantity: 1 }], 1_000);
  await close();
  expect(outcome).toMatchObject({ outcome: 'NOT_PLACED', retryAfterMs: 7_000 });
  expect(seen).toEqual(['call', ['POST /orders', 429, undefined, 2, 7_000]]);
});

it('tells calls of one kind apart from others, not from each other', async () => {
  const { seen, provider, close } = await behindGate([{ status: 404 }]);
  await provider.esim('8900000000000000001');
  await provider.esim('8900000000000000002');
  await provider.isCompatible('8900000000000000001', 'esim_without_digits');
  await provider.quote([{ bundleCode: 'a', quantity: 1 }]);
  await close();
  const taken = seen.filter((what) => typeof what === 'string' && what.startsWith('take'));
  expect(taken).toEqual([
    'take GET /esims/*',
    'take GET /esims/*',
    'take GET /esims/*/compatible/*',
    'take POST /orders',
  ]);
});
