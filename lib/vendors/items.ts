/**
 * Table `vendors`.
 *
 * | Access pattern | Key |
 * | --- | --- |
 * | one vendor | pk VENDOR#<id>, sk VENDOR |
 * | a vendor's webhook endpoints | pk VENDOR#<id>, sk ENDPOINT#<id> |
 * | a vendor's orders and spend in a month, by day inside | pk VENDOR#<id>, sk COUNT#<yyyy-mm> |
 * | an API key by what the client sends | pk KEY#<sha256>, sk KEY |
 */
import type { OrderLimits } from '../platform/actor.ts';
import { ProblemError } from '../platform/errors.ts';
import { create, type Write } from '../platform/writes.ts';
import type { ApiKey, Vendor, WebhookEndpoint } from './vendor.ts';

export const vendorKey = (id: string) => ({ pk: `VENDOR#${id}`, sk: 'VENDOR' });
export const apiKeyKey = (hash: string) => ({ pk: `KEY#${hash}`, sk: 'KEY' });
export const endpointPrefix = 'ENDPOINT#';
const endpointKey = (vendorId: string, id: string) => ({
  pk: `VENDOR#${vendorId}`,
  sk: `${endpointPrefix}${id}`,
});

export const newVendor = (vendor: Vendor): Write =>
  create('vendors', { ...vendorKey(vendor.id), ...vendor });
export const newApiKey = (hash: string, key: ApiKey): Write =>
  create('vendors', { ...apiKeyKey(hash), ...key });
export const newEndpoint = (endpoint: WebhookEndpoint): Write =>
  create('vendors', { ...endpointKey(endpoint.vendorId, endpoint.id), ...endpoint });

/**
 * Counts one order against the daily and monthly limits (UTC) in one small item: the month's
 * attributes `o`, `s` and the day's `o24`, `s24` (orders, spend). Refused when a limit would break.
 */
export function countWrite(
  vendorId: string,
  amount: number,
  limits: OrderLimits,
  now: Date,
): Write {
  const [month, day] = [now.toISOString().slice(0, 7), now.toISOString().slice(8, 10)];
  const counters = [
    { name: '#dayOrders', attribute: `o${day}`, add: 1, limit: limits.ordersDaily },
    { name: '#daySpend', attribute: `s${day}`, add: amount, limit: limits.spendDaily },
    { name: '#monthOrders', attribute: 'o', add: 1, limit: limits.ordersMonthly },
    { name: '#monthSpend', attribute: 's', add: amount, limit: limits.spendMonthly },
  ];
  const names: Record<string, string> = {};
  const values: Record<string, number> = {};
  const conditions: string[] = [];
  for (const { name, attribute, add, limit } of counters) {
    const value = name.replace('#', ':');
    names[name] = attribute;
    values[value] = add;
    if (limit === null) continue;
    if (add > limit) throw new ProblemError('ORDER_LIMIT_EXCEEDED');
    // Counters are compared with what may stand there before this order: no arithmetic in conditions.
    values[`${value}Room`] = limit - add;
    conditions.push(`(attribute_not_exists(${name}) OR ${name} <= ${value}Room)`);
  }
  const adds = counters.map(({ name }) => `${name} ${name.replace('#', ':')}`).join(', ');
  return {
    update: 'vendors',
    key: { pk: `VENDOR#${vendorId}`, sk: `COUNT#${month}` },
    set: `ADD ${adds}`,
    names,
    values,
    ...(conditions.length > 0 ? { condition: conditions.join(' AND ') } : {}),
  };
}
