/** A shop with one bundle, the Stripe simulator, and the product's own handlers around them. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import Stripe from 'stripe';
import { handler as webhook } from '../../../functions/payments/stripe-webhook.route.ts';
import type { Bundle } from '../../../lib/catalogue/bundle.ts';
import { bundleItem } from '../../../lib/catalogue/items.ts';
import { guestOwner } from '../../../lib/orders/buyer.ts';
import type { CheckoutCommand } from '../../../lib/orders/checkout.ts';
import { applyStripeEvent } from '../../../lib/orders/pay.ts';
import type { At } from '../../../lib/orders/settlement.ts';
import { paymentEvents } from '../../../lib/payments/events.ts';
import { identified } from '../../../lib/payments/notice.ts';
import { refundStray } from '../../../lib/payments/refund.ts';
import type { Timings } from '../../../lib/platform/config.ts';
import { dynamo, type Item, scan, transact } from '../../../lib/platform/dynamodb.ts';
import { fingerprint } from '../../../lib/platform/idempotency.ts';
import type { TableName } from '../../../lib/platform/tables.ts';
import { create } from '../../../lib/platform/writes.ts';
import type { Bench } from '../../simulators/stripe/testbench.ts';
import { openStripe } from '../../unit/payments/stripe-bench.ts';
import { setUp, tearDown } from '../dynamo.ts';

export const timings: Timings = {
  ...{ paymentSeconds: 1800, announceSeconds: 60, providerCallSeconds: 20 },
  ...{ inFlightSeconds: 90, settleSeconds: 60, giveUpSeconds: 3600, orderGapSeconds: 3 },
};
export const at = (): At => ({
  now: new Date(),
  by: { kind: 'SYSTEM', id: 'test', requestId: 'test' },
  timings,
});

export async function openShop(): Promise<Bench> {
  await setUp();
  process.env.TIMINGS = JSON.stringify(timings);
  const bench = await openStripe();
  const bundle = {
    ...{ code: 'esim_1GB', name: '1 GB', status: 'ACTIVE', dataBytes: 10 ** 9, durationDays: 7 },
    ...{ currency: 'USD', prices: { RETAIL: 500, STANDARD: 300 } },
  } as unknown as Bundle;
  await transact({ bundle: create('catalogue', bundleItem(bundle)) });
  const close = async () => {
    await bench.close();
    await tearDown();
  };
  return { ...bench, close };
}

let keys = 0;
export function command(more: Partial<CheckoutCommand> = {}): CheckoutCommand {
  keys += 1;
  const ownerKey = guestOwner('ann@example.com');
  return {
    ...{ ownerKey, email: 'ann@example.com', bundleCode: 'esim_1GB', quantity: 2 },
    idempotency: {
      ...{ owner: ownerKey, route: 'POST /api/v1/orders', key: `key-of-a-guest-${keys}` },
      fingerprint: fingerprint({ quantity: 2 }),
    },
    stamp: { kind: 'ANONYMOUS', id: 'anonymous', requestId: 'req' },
    correlationId: 'corr',
    now: new Date(),
    timings,
    ...more,
  };
}

export interface SentEvent {
  id: string;
  type: string;
  data: { object: { metadata?: { orderId?: string } } };
}

/** A webhook as the gateway hands it in. */
export async function postWebhook(payload: string, header?: string) {
  const signature =
    header ?? Stripe.webhooks.generateTestHeaderString({ payload, secret: 'whsec_old' });
  const event = {
    ...{ body: payload, isBase64Encoded: false, path: '/api/v1/webhooks/stripe', resource: '' },
    headers: { 'Stripe-Signature': signature },
    requestContext: { requestId: 'request-1', identity: { sourceIp: '1.2.3.4' } },
  } as unknown as APIGatewayProxyEvent;
  const answer = (await webhook(event, {} as never)) as APIGatewayProxyResult;
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
}

/** Stores and applies an event, as route, relay and consumer do one after the other. */
export async function receive(event: object): Promise<void> {
  const payload = JSON.stringify(event);
  const stored = await postWebhook(payload);
  if (stored.status !== 200) throw new Error(JSON.stringify(stored.body));
  await applyStripeEvent(identified(payload).eventId, { now: new Date(), timings });
}

/** What Stripe has told since the last `/reset`, in order. */
export const events = (bench: Bench, ...types: string[]) =>
  bench
    .control<SentEvent[]>('GET', '/events')
    .then((all) => all.filter(({ type }) => types.length === 0 || types.includes(type)));

/** Sends money back that waits for it, told by the payment items as they stand. */
export async function refundWaiting(): Promise<void> {
  for await (const item of scan<Item>('payments'))
    for (const { type, data } of paymentEvents(undefined, item))
      if (type === 'payment.refund_due')
        await refundStray((data as { orderId: string }).orderId, at());
}

export async function all(table: TableName): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of scan<Item>(table)) items.push(item);
  return items;
}

/** Runs `work` as a process that dies at its n-th call to DynamoDB, before or after the effect. */
export async function dyingAt<T>(
  call: number,
  when: 'before' | 'after',
  work: () => Promise<T>,
): Promise<'died' | 'done'> {
  const client = dynamo();
  const send = client.send.bind(client) as (command: unknown) => Promise<unknown>;
  let calls = 0;
  client.send = (async (command: unknown) => {
    calls += 1;
    if (calls > call || (calls === call && when === 'before')) throw new Error('died');
    const answer = await send(command);
    if (calls === call) throw new Error('died');
    return answer;
  }) as never;
  try {
    await work();
    return calls >= call ? 'died' : 'done';
  } catch (error) {
    if (calls < call) throw error;
    return 'died';
  } finally {
    client.send = send as never;
  }
}
