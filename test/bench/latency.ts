/** Latency of the deployed API, of an order until its webhook, and of orders while the provider crawls. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type Deployed, deployed, order } from './deployed.ts';
import { type Load, latencyCells, latencyHeads, load, statuses } from './load.ts';
import type { Progress } from './machine.ts';
import { rounded, table } from './markdown.ts';
import { quantile } from './samples.ts';

const callers = 16;
const slowMs = 20_000;
const money = 10_000_000;

export async function run(progress: Progress): Promise<string> {
  const stack = await deployed(progress);
  try {
    const key = await stack.aVendor(money);
    const place = () => stack.call('POST', '/api/v1/vendor/orders', key, order());
    progress('orders one at a time');
    const finished = await oneByOne(stack, key, place);
    const rows = await routes(stack, key, place, progress);
    progress('orders while the provider takes 20 s');
    await drained(stack, key);
    await stack.control('esimGo', 'PUT', '/settings', { latencyMs: { '*': slowMs } });
    const slow = await load(slowOrders, 1, place);
    return [routeTable(rows), orderTable(finished), slowTable(slow)].join('\n\n');
  } finally {
    await stack.stop();
  }
}

interface Row {
  name: string;
  callers: number;
  rush: Load;
}

const warmUps = 20;
const calls = { alone: 100, together: 400 };
/** Fewer orders than reads: each goes on working in the background. */
const orderCalls = { alone: 50, together: 150 };
const slowOrders = 20;

async function routes(
  stack: Deployed,
  key: string,
  place: () => Promise<Answer>,
  progress: Progress,
): Promise<Row[]> {
  const reads: [string, () => Promise<Answer>][] = [
    ['`GET /health`', () => stack.call('GET', '/health')],
    ['`GET /bundles`', () => stack.call('GET', '/api/v1/bundles')],
    ['`GET /vendor/wallet`', () => stack.call('GET', '/api/v1/vendor/wallet', key)],
  ];
  const rows: Row[] = [];
  const measure = async (name: string, call: () => Promise<Answer>, many: typeof calls) => {
    progress(name);
    await load(warmUps, callers, call);
    rows.push({ name, callers: 1, rush: await load(many.alone, 1, call) });
    rows.push({ name, callers, rush: await load(many.together, callers, call) });
  };
  for (const [name, call] of reads) await measure(name, call, calls);
  await measure('`POST /vendor/orders`', place, orderCalls);
  return rows;
}

const singleOrders = 30;

interface Finished {
  paidToCompleted: number;
  requestToWebhook: number;
}

/** Each is finished before the next begins; moments are the product's own and the receiver's. */
async function oneByOne(
  stack: Deployed,
  key: string,
  place: () => Promise<Answer>,
): Promise<Finished[]> {
  const all: Finished[] = [];
  for (let made = 0; made < singleOrders; made += 1) {
    const requestedAt = Date.now();
    const { id } = (await place()).body as { id: string };
    const { createdAt, completedAt } = await completed(stack, key, id);
    const told = await webhookOf(stack, id);
    all.push({
      paidToCompleted: Date.parse(completedAt) - Date.parse(createdAt),
      requestToWebhook: Date.parse(told) - requestedAt,
    });
  }
  return all;
}

async function completed(stack: Deployed, key: string, id: string) {
  const path = `/api/v1/vendor/orders/${id}`;
  return await until(async () => {
    const { body } = await stack.call('GET', path, key);
    const found = body as { createdAt: string; completedAt: string | null };
    return found.completedAt ? { ...found, completedAt: found.completedAt } : undefined;
  });
}

const webhookOf = (stack: Deployed, id: string) =>
  until(async () => {
    const all = (await stack.control('receiver', 'GET', '/deliveries')) as {
      body: string;
      receivedAt: string;
    }[];
    return all.find(({ body }) => body.includes(id))?.receivedAt;
  });

/** No order is under way any more. */
const drained = (stack: Deployed, key: string) =>
  until(async () => {
    const { body } = await stack.call('GET', '/api/v1/vendor/wallet', key);
    return (body as { held: { amount: number } }).held.amount === 0 ? true : undefined;
  });

const patienceMs = 120_000;

async function until<T>(read: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    if (Date.now() > end) throw new Error(`not reached in ${patienceMs} ms`);
    await sleep(100);
  }
}

const answered = ({ answers }: Load) =>
  Object.entries(statuses(answers))
    .map(([status, count]) => `${count} × ${status}`)
    .join(', ');

const routeTable = (rows: Row[]): string =>
  table(
    ['Route', 'callers', ...latencyHeads, 'answers'],
    rows.map(({ name, callers, rush }) => [name, callers, ...latencyCells(rush), answered(rush)]),
  );

function orderTable(finished: Finished[]): string {
  const row = (name: string, times: number[]) => [
    name,
    ...[0.5, 0.99].map((share) => rounded(quantile(times, share))),
  ];
  return table(
    [`${singleOrders} orders, one at a time`, 'p50, ms', 'p99, ms'],
    [
      row(
        'paid to COMPLETED',
        finished.map((one) => one.paidToCompleted),
      ),
      row(
        'request to webhook received',
        finished.map((one) => one.requestToWebhook),
      ),
    ],
  );
}

const slowTable = (slow: Load): string =>
  table(
    ['Provider answers after 20 s', ...latencyHeads, 'answers'],
    [[`${slowOrders} orders, one at a time`, ...latencyCells(slow), answered(slow)]],
  );
