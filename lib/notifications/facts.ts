/** An order in words, for people. */
import type { Order } from '../orders/order.ts';
import { formatMoney } from '../platform/money.ts';

export const orderFacts = (order: Order): [name: string, value: string][] => [
  ['Order', order.id],
  ['Bundle', order.bundleName],
  ['Data', formatData(order.dataBytes)],
  ['Valid for', order.durationDays === 1 ? '1 day' : `${order.durationDays} days`],
  ['Quantity', String(order.quantity)],
  ['Total', formatMoney({ amount: order.total, currency: order.currency })],
];

/** Decimal units, as data is sold: 1,500,000,000 -> "1.5 GB". */
export function formatData(bytes: number | null): string {
  if (bytes === null) return 'Unlimited';
  const [size, unit] = bytes >= 1e9 ? [1e9, 'GB'] : [1e6, 'MB'];
  return `${Number((bytes / size).toFixed(2))} ${unit}`;
}
