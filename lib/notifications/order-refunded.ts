/** On a refunded card order: a short mail. */
import { cardOrder, type OrderNews } from './card-order.ts';
import { type Mailing, mailOnce } from './once.ts';
import { refundMail } from './refund-mail.ts';

export async function mailRefunded(news: OrderNews, deps: Mailing): Promise<void> {
  const order = await cardOrder(news);
  if (!order) return;
  await mailOnce({ ...news, to: order.email }, async () => refundMail(order), deps);
}
