/** Vendors with money, bundles with a price, and the vendor's way to order. */
import { randomUUID } from 'node:crypto';
import { handler as create } from '../../../functions/orders/vendor-create.route.ts';
import type { Bundle } from '../../../lib/catalogue/bundle.ts';
import { bundleItem } from '../../../lib/catalogue/items.ts';
import { readAccount } from '../../../lib/ledger/read.ts';
import type { OrderLimits, VendorActor } from '../../../lib/platform/actor.ts';
import type { Timings } from '../../../lib/platform/config.ts';
import { type Item, scan, transact } from '../../../lib/platform/dynamodb.ts';
import { type TableName, tableNames } from '../../../lib/platform/tables.ts';
import { createVendor, creditWallet } from '../../../lib/vendors/create.ts';
import { noLimits, type Vendor } from '../../../lib/vendors/vendor.ts';
import { call, keyOf } from '../gateway.ts';

export const timings: Timings = {
  ...{ paymentSeconds: 1800, announceSeconds: 60, providerCallSeconds: 1 },
  ...{ inFlightSeconds: 90, settleSeconds: 60, giveUpSeconds: 3600, orderGapSeconds: 3 },
};

export const bundleCode = 'esim_1GB_7D_NL_V2';
export const unitPrice = 300;

export async function putBundle(more: Partial<Bundle> = {}): Promise<void> {
  const bundle = {
    ...{ code: bundleCode, name: '1 GB', status: 'ACTIVE', dataBytes: 10 ** 9, durationDays: 7 },
    ...{ currency: 'USD', prices: { RETAIL: 500, STANDARD: unitPrice }, ...more },
  } as unknown as Bundle;
  await transact({ bundle: { put: 'catalogue', item: bundleItem(bundle) } });
}

/** A vendor in good standing; `funds` in minor units. */
export async function vendorWith(
  funds: number,
  more: { limits?: Partial<OrderLimits>; status?: Vendor['status'] } = {},
): Promise<{ vendor: Vendor; actor: VendorActor }> {
  const { limits = {}, status = 'ACTIVE' } = more;
  const profile = { name: 'Acme', email: 'ops@acme.test', currency: 'USD', terms: 'PREPAID' };
  const wish = { ...profile, tier: 'STANDARD', status, limits: { ...noLimits, ...limits } };
  const vendor = await createVendor(wish as never, new Date());
  if (funds > 0) await creditWallet(vendor, funds, { kind: 'TOP_UP', reason: 'test' }, new Date());
  return { vendor, actor: keyOf(vendor) };
}

export const order = (
  actor: VendorActor,
  body: unknown = {},
  headers: Record<string, string> = {},
) =>
  call(create, {
    actor,
    body: typeof body === 'string' ? body : { bundleCode, quantity: 1, ...(body as object) },
    headers: { 'Idempotency-Key': randomUUID(), ...headers },
  });

export const wallet = async ({ vendorId }: VendorActor) => {
  const { available, held, spent } = await readAccount(vendorId);
  return { available, held, spent };
};

export async function all(table: TableName): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of scan<Item>(table)) items.push(item);
  return items;
}

/** Everything in every table, to see that nothing changed. */
export async function everything(): Promise<string> {
  const dump = await Promise.all(tableNames.map(async (name) => [name, await all(name)] as const));
  return JSON.stringify(
    dump.map(([name, items]) => [name, items.map((item) => JSON.stringify(item)).sort()]),
  );
}

export const ordersOf = async ({ vendorId }: VendorActor) =>
  (await all('orders')).filter((item) => item.vendorId === vendorId && item.sk === 'ORDER');
export const holdsOf = async ({ vendorId }: VendorActor) =>
  (await all('ledger')).filter(
    (item) => item.pk === `ACCOUNT#${vendorId}` && item.kind === 'ORDER',
  );
