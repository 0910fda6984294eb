/** The transfers of one order: a vendor's hold by its id, a card order's in a partition of their own. */
import { accountPartition, cardPartition, toTransfer } from '../ledger/items.ts';
import type { Transfer } from '../ledger/transfer.ts';
import type { Order } from '../orders/order.ts';
import { query } from '../platform/dynamodb.ts';

export async function transfersOf(order: Order): Promise<Transfer[]> {
  if (order.channel === 'CARD') return transfersIn(cardPartition(order.id), '');
  const { vendorId, holdId } = order;
  return vendorId && holdId ? transfersIn(accountPartition(vendorId), holdId) : [];
}

async function transfersIn(partition: string, id: string): Promise<Transfer[]> {
  const { items } = await query({
    table: 'ledger',
    partition: ['pk', partition],
    sort: { attribute: 'sk', beginsWith: `TRANSFER#${id}` },
    consistent: true,
  });
  return items.map(toTransfer);
}
