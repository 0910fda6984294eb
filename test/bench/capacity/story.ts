/** One vendor order from its request to its webhook, function by function, under a watch. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { handler as authorize } from '../../../functions/ops/authorizer.ts';
import { handler as refund } from '../../../functions/orders/refund.consumer.ts';
import { handler as create } from '../../../functions/orders/vendor-create.route.ts';
import { handler as follow } from '../../../functions/provisioning/follow.consumer.ts';
import { handler as provision } from '../../../functions/provisioning/provision.consumer.ts';
import { handler as deliver } from '../../../functions/webhooks/deliver.consumer.ts';
import { orderEvents } from '../../../lib/orders/events.ts';
import type { Order } from '../../../lib/orders/order.ts';
import { readOrder } from '../../../lib/orders/read.ts';
import { domainEvent } from '../../../lib/platform/events.ts';
import { FollowUp } from '../../../lib/provisioning/events.ts';
import {
  addEndpoint,
  createVendor,
  creditWallet,
  issueApiKey,
} from '../../../lib/vendors/create.ts';
import { answerOf, gatewayEvent, told } from './calls.ts';
import type { Watch } from './units/watch.ts';

export const bundleCode = 'esim_1GB_7D_TR_V2';
const limits = { ordersDaily: 1000, ordersMonthly: 20_000, spendDaily: null, spendMonthly: null };

/** An ACTIVE vendor with limits, a key, an endpoint and money. */
export async function aVendor(receiverUrl: string, money = 100_000_000) {
  const now = new Date();
  const profile = { name: 'Bench Travel', email: 'ops@bench.example', tier: 'GOLD' } as const;
  const vendor = await createVendor(
    { ...profile, currency: 'USD', terms: 'PREPAID', status: 'ACTIVE', limits },
    now,
  );
  if (money > 0) await creditWallet(vendor, money, { kind: 'TOP_UP', reason: 'Opening' }, now);
  const { key } = await issueApiKey(vendor.id, { name: 'bench', mode: 'live' }, now);
  await addEndpoint(vendor.id, `${receiverUrl}/webhooks`, now);
  return { id: vendor.id, key };
}

/** What the gateway knows of the caller after the authorizer. */
export async function authorized(key: string): Promise<object> {
  const event = gatewayEvent({ headers: { Authorization: `Bearer ${key}` } });
  const { context } = await authorize(event as never);
  if (!context || !('actor' in context)) throw new Error('the key is refused');
  return context;
}

export interface Wish {
  quantity?: number;
  bundleCode?: string;
  customerReference?: string;
  maxUnitPrice?: number;
  type?: 'order' | 'validate';
  idempotencyKey?: string;
  correlationId?: string;
}

export async function accept(authorizer: object, wish: Wish = {}) {
  const { idempotencyKey = randomUUID(), correlationId, ...body } = wish;
  return answerOf(create, {
    method: 'POST',
    path: '/api/v1/vendor/orders',
    headers: {
      'Idempotency-Key': idempotencyKey,
      ...(correlationId === undefined ? {} : { 'X-Correlation-Id': correlationId }),
    },
    body: { bundleCode, quantity: 1, customerReference: 'booking-2026-004711', ...body },
    authorizer,
  });
}

/** The event that a step's change of the order casts, as the relay would put it on the bus. */
async function eventOf(watch: Watch, id: string, before?: Partial<Order>) {
  // What the relay gets from the stream costs nothing: it is no read of ours.
  const order = await unwatched(watch, () => readOrder(id, { consistent: true }));
  if (!order) throw new Error(`no order ${id}`);
  const [event] = orderEvents(before && { ...order, ...before }, order);
  if (!event) throw new Error(`order ${id} is ${order.status} and says nothing`);
  return event;
}

async function unwatched<T>(watch: Watch, work: () => Promise<T>): Promise<T> {
  const count = watch.seen.length;
  const result = await work();
  watch.seen.length = count;
  return result;
}

export const steps = {
  authorizer: 'Authorizer',
  acceptance: 'Acceptance',
  begin: 'Provisioning: begin',
  completion: 'Provisioning: completion',
  webhook: 'Webhook',
  refund: 'Refund',
} as const;

/** An order that the provider makes later is asked for until it is there. */
async function delivered(watch: Watch, id: string): Promise<void> {
  for (let asked = 0; ; asked += 1) {
    const order = await unwatched(watch, () => readOrder(id, { consistent: true }));
    if (order?.status !== 'PENDING_SYNC' || !order.providerReference) return;
    await sleep(600);
    const data = { reference: order.providerReference, orderIds: [id], asked };
    const entity = { id, version: asked, occurredAt: order.updatedAt, correlationId: id };
    watch.step(steps.completion);
    await told(follow as never, domainEvent(FollowUp, entity, data));
  }
}

/** From the key to the delivered webhook; `failing` when the provider refuses the bundle. */
export async function wholeOrder(watch: Watch, key: string, wish: Wish & { failing?: boolean }) {
  const { failing = false, ...rest } = wish;
  watch.step(steps.authorizer);
  const authorizer = await authorized(key);
  watch.step(steps.acceptance);
  const { status, body } = await accept(authorizer, rest);
  if (status !== 201) throw new Error(`the order is refused: ${JSON.stringify(body)}`);
  const id = String(body.id);
  const paid = await eventOf(watch, id);
  watch.step(steps.begin);
  const start = watch.seen.length;
  await told(provision as never, paid);
  // What comes after the attempt was written.
  const begun = watch.seen.findIndex(
    ({ command }, at) => at >= start && command === 'TransactWriteItems',
  );
  for (const one of watch.seen.slice(begun + 1)) one.step = steps.completion;
  await delivered(watch, id);
  watch.step(steps.webhook);
  await told(deliver as never, await eventOf(watch, id, { status: 'PROVISIONING' }));
  if (!failing) return id;
  watch.step(steps.refund);
  await told(refund as never, await eventOf(watch, id, { status: 'PROVISIONING' }));
  watch.step(steps.webhook);
  await told(deliver as never, await eventOf(watch, id, { status: 'FAILED' }));
  return id;
}
