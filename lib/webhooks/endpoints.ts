/** A vendor's webhook endpoints as the sender sees them. */
import { get, query, transact } from '../platform/dynamodb.ts';
import { count, log } from '../platform/observability.ts';
import { endpointPrefix, vendorKey } from '../vendors/items.ts';
import type { WebhookEndpoint } from '../vendors/vendor.ts';

/** Enabled ones that want this type; an empty list of types means all. */
export async function endpointsFor(vendorId: string, type: string): Promise<WebhookEndpoint[]> {
  const { items } = await query<WebhookEndpoint, 'vendors'>({
    table: 'vendors',
    partition: ['pk', vendorKey(vendorId).pk],
    sort: { attribute: 'sk', beginsWith: endpointPrefix },
  });
  return items.filter(
    ({ status, events }) => status === 'ENABLED' && (events.length === 0 || events.includes(type)),
  );
}

export const readEndpoint = (vendorId: string, id: string) =>
  get<WebhookEndpoint>('vendors', endpointKey(vendorId, id));

/** Only while it still has the URL that answered: a vendor may have moved it meanwhile. */
export async function disable(endpoint: WebhookEndpoint, reason: 'GONE', now: Date): Promise<void> {
  const outcome = await transact({
    endpoint: {
      update: 'vendors',
      key: endpointKey(endpoint.vendorId, endpoint.id),
      set: 'SET #status = :disabled, disabledReason = :reason, disabledAt = :now',
      condition: '#status = :enabled AND #url = :url',
      names: { '#status': 'status', '#url': 'url' },
      values: {
        ':disabled': 'DISABLED',
        ':enabled': 'ENABLED',
        ':reason': reason,
        ':now': now.toISOString(),
        ':url': endpoint.url,
      },
    },
  });
  if (!outcome.ok) return;
  count('WebhookEndpointsDisabled');
  log('warn', 'webhook endpoint disabled', { endpointId: endpoint.id, reason });
}

const endpointKey = (vendorId: string, id: string) => ({
  pk: vendorKey(vendorId).pk,
  sk: `${endpointPrefix}${id}`,
});
