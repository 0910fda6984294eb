/** A simulator of eSIM Go for one test, the adapter in front of it, and its control door. */
import { esimGo } from '../../../../lib/providers/esim-go/adapter.ts';
import type { Connection } from '../../../../lib/providers/esim-go/connection.ts';
import { startEsimGoSimulator } from '../../../simulators/esim-go/simulator.ts';

export const apiKey = 'simulated-key';
export const bundleCode = 'esim_1GB_7D_NL_V2';

const country = { name: 'Netherlands', region: 'Europe', iso: 'NL' };
const bundle = (name: string, dataAmount: number, price: number) => ({
  name,
  description: name,
  groups: ['Standard Fixed'],
  countries: [country],
  roamingEnabled: [country],
  dataAmount,
  duration: 7,
  speed: ['4G', '5G'],
  autostart: false,
  unlimited: dataAmount < 0,
  price,
  billingType: 'FixedCost',
});

export const connectionTo = (url: string, more: Partial<Connection> = {}): Connection => ({
  url: `${url}/v2.5`,
  currency: 'USD',
  keys: async () => [apiKey],
  tryMs: 1_000,
  budgetMs: 5_000,
  ...more,
});

export async function simulated(settings: object = {}) {
  const catalogue = [bundle(bundleCode, 1_000, 1.41), bundle('esim_UL_7D_NL_V2', -1, 9.5)];
  const simulator = await startEsimGoSimulator({ apiKey, catalogue, balanceMinor: 100_000 });
  const control = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${simulator.url}/__control${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return await response.json();
  };
  await control('PUT', '/settings', { rateLimitPerSecond: 1_000, asyncSeconds: 0.1, ...settings });
  const connection = connectionTo(simulator.url);
  return {
    connection,
    control,
    provider: esimGo(connection),
    settings: (patch: object) => control('PUT', '/settings', patch),
    fault: (kind: string, more: object = {}) =>
      control('POST', '/faults', { route: 'POST /orders', kind, ...more }),
    statistics: () => control('GET', '/statistics') as Promise<Statistics>,
    close: () => simulator.close(),
  };
}

export interface Statistics {
  orders: number;
  ordersPending: number;
  linesSold: number;
  linesPending: number;
  esimsSold: number;
  refusedOrders: number;
  requests: Record<string, number>;
  faultsInjected: Record<string, number>;
}
