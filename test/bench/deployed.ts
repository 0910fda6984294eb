/** The whole stack, deployed under a name of its own, and a client of it. */
import { randomUUID } from 'node:crypto';
import { awsEnvironment } from '../../infra/local/aws.ts';
import { startStack } from '../../infra/local/stack.ts';
import { tableSetting } from '../../lib/platform/config.ts';
import { addEndpoint, createVendor, creditWallet, issueApiKey } from '../../lib/vendors/create.ts';
import type { Progress } from './machine.ts';
import { applySettings, quiet } from './settings.ts';

export const bundleCode = 'esim_1GB_7D_TR_V2';

export type Deployed = Awaited<ReturnType<typeof deployed>>;

export async function deployed(progress: Progress) {
  const stack = await startStack({ name: 'bench', progress });
  const tables = Object.entries(stack.app.tables).map(([key, name]) => [tableSetting(key), name]);
  // The product's own code runs here too, and reads its settings from the environment.
  Object.assign(process.env, awsEnvironment(stack.endpoint), Object.fromEntries(tables));
  quiet();
  applySettings();
  // Each vendor's endpoint has a secret of its own, and the receiver knows one at most.
  const told = await fetch(`${stack.simulators.receiver.control}/settings`, {
    method: 'PUT',
    body: JSON.stringify({ secret: null }),
  });
  if (!told.ok) throw new Error(`the receiver answered ${told.status}`);
  return {
    ...stack,
    /** Prepaid, ACTIVE, with a key and an endpoint. */
    aVendor: async (money: number) => {
      const now = new Date();
      const profile = { name: 'Bench', email: 'ops@bench.example', tier: 'STANDARD' } as const;
      const vendor = await createVendor(
        { ...profile, currency: 'USD', terms: 'PREPAID', status: 'ACTIVE' },
        now,
      );
      await creditWallet(vendor, money, { kind: 'TOP_UP', reason: 'Opening balance' }, now);
      await addEndpoint(vendor.id, `${stack.simulators.receiver.url}/webhooks`, now);
      return (await issueApiKey(vendor.id, { name: 'bench', mode: 'live' }, now)).key;
    },
    control: async (name: 'esimGo' | 'receiver', method: string, path: string, body?: object) => {
      const answer = await fetch(`${stack.simulators[name].control}${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${name} ${path}: ${answer.status}`);
      return (await answer.json()) as unknown;
    },
    call: (
      method: string,
      path: string,
      key?: string,
      body?: object,
      repeatKey: string = randomUUID(),
    ) => timedCall(`${stack.baseUrl}${path}`, method, key, body, repeatKey),
  };
}

/** Status of a call that no answer, or no readable one, came to. */
export const lost = 0;

export interface Answer {
  status: number;
  ms: number;
  body: unknown;
}

async function timedCall(
  url: string,
  method: string,
  key: string | undefined,
  body: object | undefined,
  repeatKey: string,
): Promise<Answer> {
  const startedMs = performance.now();
  const headers = {
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    ...(body && { 'content-type': 'application/json', 'idempotency-key': repeatKey }),
  };
  try {
    const answer = await fetch(url, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      ms: performance.now() - startedMs,
      body: JSON.parse(text) as unknown,
    };
  } catch (error) {
    return { status: lost, ms: performance.now() - startedMs, body: String(error) };
  }
}

export const order = (more: object = {}) => ({ bundleCode, quantity: 1, ...more });
