/** The idempotency record of the request that made an order, for whoever knows the key that was sent. */
import type { Order } from '../orders/order.ts';
import { get } from '../platform/dynamodb.ts';
import { recordKey } from '../platform/idempotency.ts';

export interface RequestRecord {
  route: string;
  resourceId: string;
  expiresAt: string;
}

const routes = { VENDOR: 'POST /api/v1/vendor/orders', CARD: 'POST /api/v1/orders' };

export async function requestOf(order: Order, key: string): Promise<RequestRecord | undefined> {
  const route = routes[order.channel];
  const at = recordKey({ owner: order.ownerKey, route, key, fingerprint: '' });
  const record = await get('idempotency', at, { consistent: true });
  if (!record) return undefined;
  return {
    route,
    resourceId: String(record.resourceId),
    expiresAt: new Date(Number(record.expiresAtSeconds) * 1000).toISOString(),
  };
}
