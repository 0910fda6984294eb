/** An order for tests, and the arrows that the product draws between its states. */
import { type Order, type OrderStatus, orderStatuses } from '../../../lib/orders/order.ts';
import type { Timings } from '../../../lib/platform/config.ts';

export const now = new Date('2026-11-01T12:00:00.000Z');
export const timings: Timings = {
  ...{ paymentSeconds: 1800, announceSeconds: 60, providerCallSeconds: 20 },
  ...{ inFlightSeconds: 90, settleSeconds: 120, giveUpSeconds: 3600, orderGapSeconds: 3 },
};
const by = { kind: 'SYSTEM' as const, id: 'test', requestId: 'request-1' };
export const at = (seconds = 0) => ({ now: new Date(now.getTime() + seconds * 1000), by, timings });
export const instant = (seconds: number) => at(seconds).now.toISOString();

export const order = (more: Partial<Order> = {}): Order => ({
  ...{ id: 'ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z4', status: 'PAID', version: 1, channel: 'VENDOR' },
  ...{ ownerKey: 'VENDOR#ven_1', vendorId: 'ven_1', bundleCode: 'esim_1GB', bundleName: '1 GB' },
  ...{ dataBytes: 10 ** 9, durationDays: 7, quantity: 2, unitPrice: 150, total: 300 },
  ...{ currency: 'USD', holdId: 'trf_1', attempt: 0, resends: 0, nudges: 0 },
  ...{ dueAt: instant(60), createdAt: instant(0), updatedAt: instant(0) },
  ...{ correlationId: 'correlation-1', by },
  ...more,
});

const drawn: Record<OrderStatus, OrderStatus[]> = {
  // Money may come before the payment's beginning is recorded: paid at once.
  CREATED: ['PAYMENT_PENDING', 'PAID', 'CANCELED'],
  PAYMENT_PENDING: ['PAID', 'CANCELED'],
  PAID: ['PROVISIONING', 'FAILED'],
  PROVISIONING: ['COMPLETED', 'PENDING_SYNC', 'FAILED'],
  PENDING_SYNC: ['COMPLETED', 'PROVISIONING', 'FAILED'],
  COMPLETED: ['REFUNDED'],
  FAILED: ['REFUNDED'],
  REFUNDED: [],
  CANCELED: [],
};
export const isDrawn = (from: OrderStatus, to: OrderStatus) => drawn[from].includes(to);
export const pairs = orderStatuses.flatMap((from) =>
  orderStatuses.filter((to) => to !== from).map((to) => [from, to] as const),
);

/** Of a sale, all that is fixed when it is accepted. */
export const saleOf = (sold: Order) => {
  const { id, channel, ownerKey, bundleCode, quantity, unitPrice, total, currency } = sold;
  const { holdId, createdAt, correlationId } = sold;
  return {
    ...{ id, channel, ownerKey, bundleCode, quantity, unitPrice, total, currency },
    ...{ holdId, createdAt, correlationId },
  };
};
