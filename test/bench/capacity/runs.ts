/** Orders of every kind, and the vendor's own reads, each as the commands that it took. */
import { randomUUID } from 'node:crypto';
import { handler as ledger } from '../../../functions/billing/vendor-ledger.route.ts';
import { handler as wallet } from '../../../functions/billing/vendor-wallet.route.ts';
import { handler as esim } from '../../../functions/esims/vendor-get.route.ts';
import { handler as order } from '../../../functions/orders/vendor-get.route.ts';
import { handler as orders } from '../../../functions/orders/vendor-list.route.ts';
import { handler as deliveries } from '../../../functions/webhooks/vendor-deliveries.route.ts';
import { esimIdFor } from '../../../lib/esims/items.ts';
import { answerOf, type Call, type Handler } from './calls.ts';
import { accept, bundleCode, wholeOrder } from './story.ts';
import type { Seen, Watch } from './units/watch.ts';

export interface Run {
  name: string;
  seen: Seen[];
}

export async function runOf(
  watch: Watch,
  name: string,
  work: () => Promise<unknown>,
): Promise<Run> {
  watch.seen.length = 0;
  await work();
  return { name, seen: [...watch.seen] };
}

export interface Shop {
  watch: Watch;
  key: string;
  /** The vendor as the authorizer hands it on, and one without money. */
  authorizer: object;
  poor: object;
  longestCode: string;
  /** Withdraws a bundle at the provider, or brings it back. */
  retire(bundle: string, retired: boolean): Promise<unknown>;
}

export async function variants({ watch, key, longestCode, retire }: Shop): Promise<Run[]> {
  const run = (name: string, wish: Parameters<typeof wholeOrder>[2]) =>
    runOf(watch, name, () => wholeOrder(watch, key, wish));
  const runs = [
    await run('2 eSIMs', { quantity: 2 }),
    await run('5 eSIMs', { quantity: 5 }),
    await run('10 eSIMs, which the provider makes later', { quantity: 10 }),
    await run('the largest: longest code, reference and correlation id', {
      bundleCode: longestCode,
      // A hundred characters of three bytes each.
      customerReference: '漢'.repeat(100),
      correlationId: 'c'.repeat(64),
    }),
  ];
  await retire(bundleCode, true);
  runs.push(await run('refused by the provider, refunded, two webhooks', { failing: true }));
  await retire(bundleCode, false);
  return runs;
}

/** Requests that end at the acceptance. */
export async function repeatsAndRefusals({ watch, authorizer, poor }: Shop): Promise<Run[]> {
  const run = (name: string, status: number, work: () => ReturnType<typeof accept>) =>
    runOf(watch, name, async () => {
      const answer = await work();
      if (answer.status !== status) throw new Error(`${name}: ${JSON.stringify(answer.body)}`);
    });
  const idempotencyKey = randomUUID();
  await accept(authorizer, { idempotencyKey });
  const again = { idempotencyKey };
  return [
    await run('the same request again', 201, () => accept(authorizer, again)),
    await run('its key with another request', 422, () =>
      accept(authorizer, { ...again, quantity: 2 }),
    ),
    await run('refused: wallet too low', 402, () => accept(poor)),
    await run('refused: unknown bundle', 404, () => accept(authorizer, { bundleCode: 'none' })),
    await run('refused: dearer than maxUnitPrice', 409, () =>
      accept(authorizer, { maxUnitPrice: 1 }),
    ),
    await run('`validate`', 200, () => accept(authorizer, { type: 'validate' })),
  ];
}

const pageSize = 20;

export async function readings({ watch, key, authorizer }: Shop): Promise<Run[]> {
  let orderId = '';
  for (let made = 0; made < pageSize; made += 1) orderId = await wholeOrder(watch, key, {});
  const run = (name: string, handler: Handler, call: Call) =>
    runOf(watch, name, async () => {
      const { status, body } = await answerOf(handler, { authorizer, ...call });
      if (status !== 200) throw new Error(`${name}: ${JSON.stringify(body)}`);
    });
  const esimId = esimIdFor(orderId, 0);
  return [
    await run('`GET /vendor/orders/{orderId}`', order, { params: { orderId } }),
    await run('`GET /vendor/orders`, 20 orders', orders, {}),
    await run('`GET /vendor/esims/{esimId}`', esim, { params: { esimId } }),
    await run('`GET /vendor/wallet`', wallet, {}),
    await run('`GET /vendor/ledger`, 20 lines', ledger, {}),
    await run('`GET /vendor/webhook-deliveries`, 20 of them', deliveries, {}),
  ];
}
