/** A client of the deployed API as an outsider would write one, and the doors to what is around it. */
import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { functionName, invoke } from '../../infra/local/invoke.ts';
import { readStackFile, type StackDetails, stackFilePath } from '../../infra/local/stack-file.ts';
import type { ProofReport } from '../../lib/ledger/prove.ts';
import { deathFolder, stackName } from './names.ts';

export function stack(): StackDetails {
  const details = readStackFile(stackFilePath(stackName))?.details;
  if (!details) throw new Error('the end-to-end stack does not run');
  return details;
}

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Call {
  /** Bearer credential; the seeded vendor's key unless said otherwise; null for none. */
  as?: string | null;
  key?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export async function call<T = Record<string, unknown>>(
  method: string,
  path: string,
  { as = stack().vendor.apiKey, key, body, headers = {} }: Call = {},
): Promise<Answer<T>> {
  const answer = await fetch(stack().baseUrl + path, {
    method,
    headers: {
      ...(as === null ? {} : { authorization: `Bearer ${as}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get('content-type') ?? '');
  return {
    status: answer.status,
    headers: answer.headers,
    body: (isJson && text !== '' ? JSON.parse(text) : text) as T,
  };
}

export interface Order {
  id: string;
  status: string;
  total: { amount: number; currency: string };
  esims: { id: string }[];
  [field: string]: unknown;
}

export const bundleCode = 'esim_1GB_7D_TR_V2';

export const orderBody = (more: object = {}) => ({ bundleCode, quantity: 1, ...more });

export const placeVendorOrder = (more: object = {}, options: Call = {}) =>
  call<Order>('POST', '/api/v1/vendor/orders', {
    key: randomUUID(),
    body: orderBody(more),
    ...options,
  });

export const vendorOrder = async (id: string, as?: string) =>
  (await call<Order>('GET', `/api/v1/vendor/orders/${id}`, as === undefined ? {} : { as })).body;

export const finalStatuses = ['COMPLETED', 'REFUNDED', 'CANCELED'];

/** Asks until `done` says so; throws with the last state when it does not within the time. */
export async function until<T>(
  read: () => Promise<T>,
  done: (value: T) => boolean,
  seconds = 60,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await read();
    if (done(value)) return value;
    if (Date.now() > end)
      throw new Error(`not reached in ${seconds} s: ${JSON.stringify(value).slice(0, 600)}`);
    await sleep(300);
  }
}

export const untilFinal = (id: string, seconds = 60, as?: string): Promise<Order> =>
  until(
    () => vendorOrder(id, as),
    (order) => finalStatuses.includes(order.status),
    seconds,
  );

export async function control<T>(
  simulator: keyof StackDetails['simulators'],
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await fetch(stack().simulators[simulator].control + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${simulator} ${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

export const runJob = <T>(key: string): Promise<T> => invoke<T>(stack().endpoint, key);

export const proof = (): Promise<ProofReport> => runJob<ProofReport>('billing/prove-ledger');

/**
 * The next process of this function that makes this call dies at it; see die.cjs for the words.
 * Answers whether it has happened.
 */
export function letDie(
  key: string,
  when: 'before' | 'after',
  what: string,
  inBody = '',
): () => boolean {
  const file = join(deathFolder, `${functionName(key)}~${when}~${what}~${inBody}`);
  writeFileSync(file, '');
  return () => !existsSync(file);
}

export interface Wallet {
  available: { amount: number };
  held: { amount: number };
}

export const wallet = async (as?: string) =>
  (await call<Wallet>('GET', '/api/v1/vendor/wallet', as === undefined ? {} : { as })).body;
