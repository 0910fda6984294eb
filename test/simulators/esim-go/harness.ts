import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type SimulatorOptions, startEsimGoSimulator } from './simulator.ts';
import type { WireBundle } from './state/bundle.ts';
import type { statisticsOf } from './state/statistics.ts';

/** What the tests share: a small price list, a running simulator and plain HTTP calls to it. */
export const API_KEY = 'test-key';
export const NL = 'esim_1GB_7D_NL_V2';
export const EU = 'esim_3GB_30D_REUP_V2';
export const UNLIMITED = 'esim_UL_7D_NL_V2';

const netherlands = { name: 'Netherlands', region: 'Europe', iso: 'NL' };
const norway = { name: 'Norway', region: 'Europe', iso: 'NO' };

export function bundle(name: string, change: Partial<WireBundle> = {}): WireBundle {
  return {
    name,
    description: `eSIM, ${name}`,
    groups: ['Standard Fixed'],
    countries: [netherlands],
    dataAmount: 1000,
    duration: 7,
    speed: ['4G'],
    autostart: false,
    unlimited: false,
    roamingEnabled: [],
    price: 1.44,
    billingType: 'FixedCost',
    ...change,
  };
}

export const priceList = [
  bundle(NL, { description: 'eSIM, 1GB, 7 Days, Netherlands, V2' }),
  bundle(EU, {
    description: 'eSIM, 3GB, 30 Days, Europe, V2',
    countries: [netherlands, norway],
    dataAmount: 3000,
    duration: 30,
    price: 5.1,
  }),
  bundle(UNLIMITED, {
    groups: ['Standard Unlimited Lite'],
    dataAmount: -1,
    unlimited: true,
    price: 12.5,
  }),
];

interface Answer<Body> {
  status: number;
  headers: Headers;
  text: string;
  body: Body;
}

export interface OrderAnswer {
  order: {
    esims?: { iccid: string; matchingId: string; smdpAddress: string }[];
    iccids: string[];
    item: string;
    type: string;
  }[];
  total: number;
  status: string;
  orderReference: string;
  message: string;
}

export type Statistics = ReturnType<typeof statisticsOf>;

export type Harness = Awaited<ReturnType<typeof startHarness>>;

export async function startHarness(options: Partial<SimulatorOptions> = { catalogue: priceList }) {
  const simulator = await startEsimGoSimulator({
    apiKey: API_KEY,
    balanceMinor: 100_000,
    ...options,
  });
  const send = caller(simulator.url);
  const control = <Body = Record<string, unknown>>(call: string, body?: unknown) =>
    send<Body>(call.replace(' /', ' /__control/'), { body });
  const api = <Body = Record<string, unknown>>(
    call: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => send<Body>(withVersion(call), { body, headers: { 'X-API-Key': API_KEY, ...headers } });
  const order = (item: string, quantity = 1, more: Record<string, unknown> = {}) =>
    api<OrderAnswer>('POST /orders', purchase(item, quantity, more));
  await control('PUT /settings', { rateLimitPerSecond: 0 });
  return {
    url: simulator.url,
    close: simulator.close,
    send,
    api,
    control,
    order,
    /** A new eSIM with one bundle; gives its ICCID. */
    buy: async (item = NL) => (await order(item)).body.order[0]?.iccids[0] ?? '',
    statistics: async () => (await control<Statistics>('GET /statistics')).body,
    settings: (patch: Record<string, unknown>) => control('PUT /settings', patch),
    leap: (days: number) => control('PUT /settings', { clockOffsetSeconds: days * 86_400 }),
  };
}

export function purchase(item: string, quantity = 1, line: Record<string, unknown> = {}) {
  return {
    type: 'transaction',
    assign: true,
    order: [{ type: 'bundle', item, quantity, ...line }],
  };
}

function withVersion(call: string): string {
  return call.includes(' /v2.') ? call : call.replace(' /', ' /v2.5/');
}

function caller(url: string) {
  return async <Body>(
    call: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer<Body>> => {
    const space = call.indexOf(' ');
    const [method, path] = [call.slice(0, space), call.slice(space + 1)];
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { Accept: 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parse(text) as Body };
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

interface Heard {
  raw: string;
  signature: string | undefined;
}

/** A receiver of callbacks that remembers the raw bodies. */
export async function startListener() {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    let raw = '';
    for await (const chunk of request) raw += chunk;
    const signature = request.headers['x-signature-sha256'];
    heard.push({ raw, signature: typeof signature === 'string' ? signature : undefined });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    heard,
    kinds: () => heard.map(({ raw }) => JSON.parse(raw)).map((it) => it.alertType ?? it.event),
    until: async (count: number) => {
      for (let tries = 0; heard.length < count && tries < 200; tries += 1) await soon(10);
      return heard;
    },
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

function soon(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
