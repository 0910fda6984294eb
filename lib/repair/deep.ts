/** Searches for what no key leads to, each within a bound that its note tells. */
import { accountPartition, toTransfer } from '../ledger/items.ts';
import type { Transfer } from '../ledger/transfer.ts';
import type { Order } from '../orders/order.ts';
import type { InboxMessage } from '../payments/inbox.ts';
import { toInbox } from '../payments/items.ts';
import type { Payment } from '../payments/payment.ts';
import { type Item, query, scan } from '../platform/dynamodb.ts';

interface Search<T> {
  found: T[];
  /** What was left out, when the bound was reached. */
  note: string | undefined;
}

const itemsMax = 20_000;

/** Stripe's messages that name the order or its intent in their text. */
export async function stripeMessages(
  order: Order,
  payment: Payment | undefined,
): Promise<Search<InboxMessage>> {
  const names = [order.id, order.paymentIntentId, payment?.intentId];
  const wanted = names.filter((name) => name !== undefined);
  const found: InboxMessage[] = [];
  let looked = 0;
  for await (const item of scan<Item>('payments')) {
    looked += 1;
    if (looked > itemsMax)
      return { found, note: `Stripe messages beyond the first ${itemsMax} items of the table` };
    const isMessage = item.sk === 'INBOX' && item.source === 'stripe';
    if (isMessage && wanted.some((name) => String(item.payload).includes(name)))
      found.push(toInbox(item));
  }
  return { found, note: undefined };
}

const pagesMax = 20;

/** Transfers of the vendor that came after the hold and name the order, or the hold. */
export async function deeperTransfers({ id, vendorId, holdId }: Order): Promise<Search<Transfer>> {
  if (!vendorId || !holdId) return { found: [], note: undefined };
  const found: Transfer[] = [];
  let startAfter: Record<string, unknown> | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const { items, last } = await query({
      table: 'ledger',
      partition: ['pk', accountPartition(vendorId)],
      // Their ids sort by time; the hold itself is known.
      sort: { attribute: 'sk', between: [`TRANSFER#${holdId}~`, 'TRANSFER#~'] },
      startAfter,
    });
    const transfers = items.map(toTransfer);
    found.push(...transfers.filter((each) => each.orderId === id || each.relatesTo === holdId));
    startAfter = last;
    if (!last) return { found, note: undefined };
  }
  return { found, note: `corrections of the hold beyond ${pagesMax} pages of transfers` };
}
