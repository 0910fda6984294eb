/** The mail that brings a traveller's eSIMs: pure, from the order, its eSIMs, their QR codes, a link. */
import { androidInstallUrl, appleInstallUrl, type Esim, lpaString } from '../esims/esim.ts';
import type { Order } from '../orders/order.ts';
import { orderFacts } from './facts.ts';
import { button, facts, type Html, html, page } from './html.ts';
import type { MailImage } from './mime.ts';
import type { MailContent } from './once.ts';

export interface DeliveredEsim {
  esim: Esim;
  qr: Buffer;
}

export interface OrderLink {
  url: string;
  expiresAt: string;
}

export function orderMail(order: Order, delivered: DeliveredEsim[], link: OrderLink): MailContent {
  const many = delivered.length > 1;
  const title = many ? 'Your eSIMs are ready' : 'Your eSIM is ready';
  return {
    subject: `${title}: ${order.bundleName}`,
    text: textOf(title, order, delivered, link),
    html: page(title, bodyOf(order, delivered, link)),
    images: delivered.map(imageOf),
  };
}

const intro =
  'Install it on the phone that will use it, over Wi-Fi and before you travel. It can be installed once.';
const advice = 'Anyone who has the QR code can install the eSIM: keep this mail to yourself.';

const imageOf = ({ esim, qr }: DeliveredEsim, index: number): MailImage => ({
  id: `qr-${esim.id}@ttelgo.com`,
  fileName: `esim-${index + 1}.png`,
  png: qr,
});

const heading = (index: number, count: number) =>
  count > 1 ? `eSIM ${index + 1} of ${count}` : 'Your eSIM';

const codes = (esim: Esim) =>
  [
    ['ICCID', esim.iccid],
    ['SM-DP+ address', esim.smdpAddress],
    ['Activation code', esim.matchingId],
    ['Both in one', lpaString(esim)],
  ] as const;

function textOf(title: string, order: Order, delivered: DeliveredEsim[], link: OrderLink): string {
  const rows = (pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([name, value]) => `${name}: ${value}`);
  const esims = delivered.flatMap(({ esim }, index) => [
    '',
    `== ${heading(index, delivered.length)} ==`,
    `iPhone: ${appleInstallUrl(esim)}`,
    `Android: ${androidInstallUrl(esim)}`,
    `QR code: attached as esim-${index + 1}.png`,
    ...rows(codes(esim)),
  ]);
  return [
    title,
    '',
    intro,
    '',
    ...rows(orderFacts(order)),
    ...esims,
    '',
    `Your order, until ${link.expiresAt.slice(0, 10)}: ${link.url}`,
    '',
    advice,
    '',
  ].join('\n');
}

function bodyOf(order: Order, delivered: DeliveredEsim[], link: OrderLink): Html {
  return html`<p style="margin:0 0 16px">${intro}</p>
${facts(orderFacts(order))}
${delivered.map((each, index) => cardOf(each, index, delivered.length))}
<p style="margin:0 0 8px"><a href="${link.url}" style="color:#0b5cd6">See your order</a> (until ${link.expiresAt.slice(0, 10)})</p>
<p style="margin:0;color:#5b6675;font-size:14px">${advice}</p>`;
}

function cardOf(each: DeliveredEsim, index: number, count: number): Html {
  const { id } = imageOf(each, index);
  return html`
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 24px;border:1px solid #e4e8ee;border-radius:12px">
<tr><td style="padding:20px 24px 8px">
<h2 style="margin:0 0 12px;font-size:18px;line-height:24px">${heading(index, count)}</h2>
${button(appleInstallUrl(each.esim), 'Install on iPhone')}${button(androidInstallUrl(each.esim), 'Install on Android')}
<p style="margin:8px 0 0;color:#5b6675;font-size:14px">Or scan this code with the phone's camera:</p>
<img src="cid:${id}" width="256" height="256" alt="QR code that installs the eSIM" style="display:block;margin:8px 0 12px;width:256px;height:256px">
<p style="margin:0 0 4px;color:#5b6675;font-size:14px">Or type it in under "Add eSIM":</p>
${facts(codes(each.esim))}
</td></tr>
</table>`;
}
