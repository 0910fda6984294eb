/** Tells a traveller that a bundle was added to an eSIM: nothing is to be installed. Pure. */
import type { Esim } from '../esims/esim.ts';
import type { Order } from '../orders/order.ts';
import { orderFacts } from './facts.ts';
import { facts, html, page } from './html.ts';
import type { MailContent } from './once.ts';
import type { OrderLink } from './order-mail.ts';

export function topUpMail(order: Order, { iccid }: Esim, link: OrderLink): MailContent {
  const title = 'Your eSIM is topped up';
  const what =
    'The bundle was added to the eSIM that you have. There is nothing to install: it starts by ' +
    'itself when the eSIM needs it.';
  const rows = [...orderFacts(order), ['ICCID', iccid] as const];
  const until = link.expiresAt.slice(0, 10);
  return {
    subject: `${title}: ${order.bundleName}`,
    text: [
      ...[title, '', what, ''],
      ...rows.map(([name, value]) => `${name}: ${value}`),
      ...['', `Your order, until ${until}: ${link.url}`, ''],
    ].join('\n'),
    html: page(
      title,
      html`<p style="margin:0 0 16px">${what}</p>
${facts(rows)}
<p style="margin:0"><a href="${link.url}" style="color:#0b5cd6">See your order</a> (until ${until})</p>`,
    ),
    images: [],
  };
}
