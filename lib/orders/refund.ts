/**
 * The money of a failed order goes back by itself. A vendor's hold is voided in one transaction with
 * REFUNDED; a card is refunded at Stripe under the order's own key, then booked.
 */
import { voidWrites } from '../ledger/items.ts';
import { changedPayment, readPayment } from '../payments/items.ts';
import { refundMade } from '../payments/payment.ts';
import { refundRest } from '../payments/refund.ts';
import { refundWrite } from '../payments/transfers.ts';
import { transact } from '../platform/dynamodb.ts';
import { count } from '../platform/observability.ts';
import type { Write } from '../platform/writes.ts';
import { changedOrder } from './items.ts';
import { moved, type Order, systemStamp } from './order.ts';
import { readOrder } from './read.ts';

const triesMax = 5;

export async function refundOrder(orderId: string, now: Date): Promise<void> {
  for (let tried = 1; tried <= triesMax; tried += 1) {
    const order = await readOrder(orderId, { consistent: true });
    if (!order) throw new Error(`no order ${orderId}`);
    // A duplicate or late message: refunded already.
    if (order.status !== 'FAILED') return;
    const at = { now, by: systemStamp('refund', order.correlationId) };
    const money = order.channel === 'VENDOR' ? voidHold(order, now) : await refundCard(order, at);
    const outcome = await transact<string>({
      order: changedOrder(order, moved(order, 'REFUNDED', at)),
      ...money,
    });
    if (outcome.ok) {
      count('OrdersRefunded');
      return;
    }
    const { order: movedOn, payment } = outcome.refused;
    // The reconciler's announcement or news from Stripe came between: look again.
    if (!movedOn && !payment)
      throw new Error(`refund of ${orderId} refused: ${Object.keys(outcome.refused).join()}`);
  }
  throw new Error(`order ${orderId} keeps changing`);
}

function voidHold(order: Order, now: Date): Record<string, Write> {
  const { vendorId, holdId } = order;
  if (!vendorId || !holdId) throw new Error(`vendor order ${order.id} without a hold`);
  const hold = voidWrites({ vendorId, holdId, orderId: order.id, amount: order.total }, now);
  return { wallet: hold.wallet, transfer: hold.transfer };
}

async function refundCard(
  order: Order,
  at: Parameters<typeof refundMade>[2],
): Promise<Record<string, Write>> {
  const payment = await readPayment(order.id);
  if (payment?.receivedAt === undefined) throw new Error(`card order ${order.id} without money`);
  await refundRest(payment, at.now);
  return {
    payment: changedPayment(payment, refundMade(payment, payment.amountReceived, at)),
    transfer: refundWrite(payment, at.now),
  };
}
