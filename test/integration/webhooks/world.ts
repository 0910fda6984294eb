/** A vendor with an endpoint and a completed order, as the tables hold them. */
import type { Esim } from '../../../lib/esims/esim.ts';
import { esimIdFor, newEsim } from '../../../lib/esims/items.ts';
import { newOrder } from '../../../lib/orders/items.ts';
import type { Order } from '../../../lib/orders/order.ts';
import { dynamo, transact } from '../../../lib/platform/dynamodb.ts';
import { newId } from '../../../lib/platform/ids.ts';
import { addEndpoint, createVendor } from '../../../lib/vendors/create.ts';
import type { OrderNews } from '../../../lib/webhooks/deliver.ts';
import { anEsim } from '../../unit/esims/esim.ts';
import { anOrder } from '../../unit/notifications/order.ts';

export async function completedOrder(
  more: Partial<Order>,
  now: Date,
): Promise<{ order: Order; esims: Esim[] }> {
  const order = anOrder({ id: newId('order', now), createdAt: now.toISOString(), ...more });
  const esims = Array.from({ length: order.quantity }, (_, index) =>
    anEsim({
      id: esimIdFor(order.id, index),
      orderId: order.id,
      ownerKey: order.ownerKey,
      // Digits alone, and an order's own: the index finds eSIMs by it.
      iccid: `89${String(BigInt(`0x${Buffer.from(order.id.slice(-7)).toString('hex')}`))
        .slice(-16)
        .padStart(16, '0')}${index}`,
    }),
  );
  const outcome = await transact<string>({
    order: newOrder(order),
    ...Object.fromEntries(esims.map((esim) => [esim.id, newEsim(esim)])),
  });
  if (!outcome.ok) throw new Error('order exists');
  return { order, esims };
}

export async function vendorOrder(urls: string[], now: Date) {
  const vendor = await createVendor(
    { name: 'Acme', email: 'ops@acme.test', tier: 'GOLD', currency: 'USD', terms: 'PREPAID' },
    now,
  );
  const endpoints = [];
  for (const url of urls) endpoints.push(await addEndpoint(vendor.id, url, now));
  const { order, esims } = await completedOrder(
    { channel: 'VENDOR', vendorId: vendor.id, ownerKey: `VENDOR#${vendor.id}` },
    now,
  );
  const news: OrderNews = {
    eventId: `evt_${order.id}_4_completed`,
    eventType: 'order.completed',
    occurredAt: now.toISOString(),
    correlationId: order.correlationId,
    orderId: order.id,
    channel: order.channel,
    vendorId: vendor.id,
  };
  return { vendor, endpoints, order, esims, news };
}

/** Names and items of the calls to DynamoDB while `work` runs. */
export async function callsOf(work: () => Promise<unknown>) {
  const calls: { name: string; input: Record<string, unknown> }[] = [];
  const name = 'recordCalls';
  dynamo().middlewareStack.add(
    (next, context) => (args) => {
      calls.push({ name: String(context.commandName), input: args.input as never });
      return next(args);
    },
    { step: 'initialize', name },
  );
  try {
    await work();
  } finally {
    dynamo().middlewareStack.remove(name);
  }
  return calls;
}
