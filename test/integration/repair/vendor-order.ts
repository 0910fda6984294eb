/** Vendor orders taken through the product's own steps, each at its own moment. */
import { randomUUID } from 'node:crypto';
import { changedOrder } from '../../../lib/orders/items.ts';
import { type Order, systemStamp } from '../../../lib/orders/order.ts';
import { readOrder } from '../../../lib/orders/read.ts';
import type { VendorActor } from '../../../lib/platform/actor.ts';
import { transact } from '../../../lib/platform/dynamodb.ts';
import { newId } from '../../../lib/platform/ids.ts';
import type { InstallData } from '../../../lib/providers/port.ts';
import { complete } from '../../../lib/provisioning/complete.ts';
import { newAttempt } from '../../../lib/provisioning/items.ts';
import { started } from '../../../lib/provisioning/transitions.ts';
import { order as place, timings } from '../orders/world.ts';

export const at = () => ({ now: new Date(), by: systemStamp('provisioning', 'corr'), timings });

export const current = async (id: string): Promise<Order> =>
  (await readOrder(id, { consistent: true })) as Order;

export async function placed(actor: VendorActor, idempotencyKey: string = randomUUID()) {
  const answer = await place(actor, {}, { 'Idempotency-Key': idempotencyKey });
  return current(answer.body.id);
}

/** All of them ride in one attempt. */
export async function begun(orders: Order[]): Promise<{ attemptId: string; orders: Order[] }> {
  const attemptId = newId('attempt', new Date());
  const after = orders.map((order) => started(order, attemptId, at()));
  const outcome = await transact<string>({
    attempt: newAttempt({
      ...{ id: attemptId, provider: 'esim-go', startedAt: new Date().toISOString() },
      lines: orders.map(({ id, bundleCode, quantity }) => ({ orderId: id, bundleCode, quantity })),
    }),
    ...Object.fromEntries(
      orders.map((order, line) => [order.id, changedOrder(order, after[line] as Order)]),
    ),
  });
  if (!outcome.ok) throw new Error('refused');
  return { attemptId, orders: after };
}

let iccids = 0;
export function anInstall(): InstallData {
  iccids += 1;
  return {
    iccid: `89440000000000${String(10_000 + iccids)}`,
    ...{ smdpAddress: 'rsp.example.com', matchingId: 'K2-1A2B3C-4D5E6F' },
  };
}

export async function delivered(order: Order, reference: string, line: number): Promise<Order> {
  const esims = [anInstall()];
  const outcome = await complete(order, { provider: 'esim-go', reference, line, esims }, at());
  if (outcome !== 'COMPLETED') throw new Error(outcome);
  return current(order.id);
}
