/** The webhooks that told a vendor about one order: event ids begin with the order's id. */
import type { Order } from '../orders/order.ts';
import { query } from '../platform/dynamodb.ts';
import type { Delivery } from '../webhooks/delivery.ts';
import { deliveriesOf, deliveryPrefix, toDelivery } from '../webhooks/items.ts';

export async function deliveriesOfOrder({ id, vendorId }: Order): Promise<Delivery[]> {
  if (vendorId === undefined) return [];
  const found: Delivery[] = [];
  let startAfter: Record<string, unknown> | undefined;
  do {
    const page = await query({
      table: 'deliveries',
      partition: ['pk', deliveriesOf(vendorId)],
      sort: { attribute: 'sk', beginsWith: `${deliveryPrefix}evt_${id}_` },
      consistent: true,
      startAfter,
    });
    found.push(...page.items.map(toDelivery));
    startAfter = page.last;
  } while (startAfter);
  return found;
}
