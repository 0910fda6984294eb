/** Tells a traveller that the money is on its way back. Pure. */
import type { Order } from '../orders/order.ts';
import { formatMoney } from '../platform/money.ts';
import { orderFacts } from './facts.ts';
import { facts, html, page } from './html.ts';
import type { MailContent } from './once.ts';

export function refundMail(order: Order): MailContent {
  const title = 'Your order was refunded';
  const total = formatMoney({ amount: order.total, currency: order.currency });
  const why =
    order.completedAt === undefined
      ? 'We could not deliver your order, and are sorry for that.'
      : 'Your order was refunded.';
  const what = `We have sent ${total} back to the card you paid with. Banks take 5 to 10 working days to show it.`;
  const rows = orderFacts(order);
  return {
    subject: `${title}: ${order.bundleName}`,
    text: [title, '', why, what, '', ...rows.map(([name, value]) => `${name}: ${value}`), ''].join(
      '\n',
    ),
    html: page(title, html`<p style="margin:0 0 16px">${why} ${what}</p>${facts(rows)}`),
    images: [],
  };
}
