/** On a completed card order: the mail with its eSIMs, or of a top-up, and a signed link. */
import { lpaString } from '../esims/esim.ts';
import { qrPng } from '../esims/qr.ts';
import { signLink } from '../identity/links.ts';
import type { Order } from '../orders/order.ts';
import { esimsOf } from '../orders/read.ts';
import { cardOrder, type OrderNews } from './card-order.ts';
import { type MailContent, type Mailing, mailOnce } from './once.ts';
import { orderMail } from './order-mail.ts';
import { topUpMail } from './top-up-mail.ts';

export async function mailCompleted(
  news: OrderNews,
  deps: Mailing & { publicUrl: string },
): Promise<void> {
  const order = await cardOrder(news);
  // Refunded since: the refund has its own mail.
  if (order?.status !== 'COMPLETED') return;
  await mailOnce({ ...news, to: order.email }, () => composed(order, deps), deps);
}

async function composed(order: Order, deps: Mailing & { publicUrl: string }): Promise<MailContent> {
  const esims = (await esimsOf([order])).get(order.id) ?? [];
  // That read may lag behind the order's: a later try sees them all.
  if (esims.length < order.quantity) throw new Error(`eSIMs of ${order.id} cannot be read yet`);
  const { token, expiresAt } = await signLink(order.id, deps.clock());
  const base = deps.publicUrl.replace(/\/+$/, '');
  const url = `${base}/api/v1/orders/${order.id}?token=${encodeURIComponent(token)}`;
  const [toppedUp] = order.topUp ? esims : [];
  if (toppedUp) return topUpMail(order, toppedUp, { url, expiresAt });
  const delivered = await Promise.all(
    esims.map(async (esim) => ({ esim, qr: await qrPng(lpaString(esim)) })),
  );
  return orderMail(order, delivered, { url, expiresAt });
}
