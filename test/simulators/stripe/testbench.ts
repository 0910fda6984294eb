import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import type { statistics } from './control/statistics.ts';
import { type StripeSimulatorStart, startStripeSimulator } from './server.ts';

export const secretKey = 'sk_test_simulator';
export const publishableKey = 'pk_test_simulator';
export const webhookSecret = 'whsec_simulator';

interface Received {
  event: Stripe.Event;
  signature: string;
  atMs: number;
}

/** A webhook endpoint that checks every signature with the real client. */
export interface Endpoint {
  url: string;
  received: Received[];
  refusals: string[];
  /** Statuses to answer next; 200 when the list is empty. */
  statuses: number[];
  waitFor(count: number): Promise<Received[]>;
  close(): Promise<void>;
}

export async function openEndpoint(secret = webhookSecret): Promise<Endpoint> {
  const received: Received[] = [];
  const refusals: string[] = [];
  const statuses: number[] = [];
  const server = createServer((message, response) => {
    readBody(message).then((body) => {
      const signature = String(message.headers['stripe-signature']);
      try {
        const event = Stripe.webhooks.constructEvent(body, signature, secret);
        received.push({ event, signature, atMs: Date.now() });
        response.writeHead(statuses.shift() ?? 200).end();
      } catch (error) {
        refusals.push(String(error));
        response.writeHead(400).end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    refusals,
    statuses,
    waitFor: (count) =>
      eventually(
        () => received,
        (all) => all.length >= count,
      ),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface Bench {
  url: string;
  stripe: Stripe;
  /** A control call: the parsed answer, or an exception that carries the simulator's text. */
  control<T = Record<string, unknown>>(method: string, path: string, body?: object): Promise<T>;
  statistics(): Promise<ReturnType<typeof statistics>>;
  clientFor(config: Record<string, unknown>, key?: string): Stripe;
  close(): Promise<void>;
}

export async function openBench(start: Partial<StripeSimulatorStart> = {}): Promise<Bench> {
  const simulator = await startStripeSimulator({ secretKey, publishableKey, seed: 7, ...start });
  const { hostname, port } = new URL(simulator.url);
  const clientFor = (config: Record<string, unknown>, key = secretKey) =>
    new Stripe(key, {
      host: hostname,
      port: Number(port),
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
      ...config,
    });
  async function control<T>(method: string, path: string, body?: object): Promise<T> {
    const init: RequestInit = { method };
    if (body !== undefined) init.body = JSON.stringify(body);
    const response = await fetch(`${simulator.url}/__control${path}`, init);
    const answer = (await response.json()) as T & { error?: string; code?: string };
    if (response.ok) return answer;
    throw new Error(`${response.status} ${answer.code ?? ''} ${answer.error}`);
  }
  return {
    url: simulator.url,
    stripe: clientFor({}),
    control,
    statistics: () => control('GET', '/statistics'),
    clientFor,
    close: simulator.close,
  };
}

export async function eventually<T>(look: () => T | Promise<T>, good: (seen: T) => boolean) {
  for (let tries = 0; tries < 500; tries += 1) {
    const seen = await look();
    if (good(seen)) return seen;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`never came true; last seen: ${JSON.stringify(await look())}`);
}

/** What a call threw, for looking at more than one of its fields. */
export async function thrownBy(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: Stripe.errors.StripeError) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  throw new Error(`nothing was thrown; the answer was ${JSON.stringify(outcome.value)}`);
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export const noRedirects = { enabled: true, allow_redirects: 'never' } as const;
