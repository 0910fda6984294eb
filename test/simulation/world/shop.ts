/** Opens the shop of a seed: the provider's offers, vendors with money and endpoints, by the product's own code. */

import { scopes, type VendorActor } from '../../../lib/platform/actor.ts';
import { addEndpoint, createVendor, creditWallet } from '../../../lib/vendors/create.ts';
import { noLimits, type Vendor } from '../../../lib/vendors/vendor.ts';
import { readCatalogue } from '../../simulators/esim-go/state/catalogue.ts';
import { complete, pay } from '../../simulators/stripe/control/pay.ts';
import type { Machine } from '../runtime/machine.ts';
import { catalogue, type Scene, type VendorPlan } from './scene.ts';

export interface ShopVendor {
  vendor: Vendor;
  actor: VendorActor;
  plan: VendorPlan;
}

export interface Shop {
  vendors: ShopVendor[];
  /** Secrets of the vendors' endpoints by URL. */
  secrets: Map<string, string>;
  /** What a buyer's browser and bank do at Stripe; a wish that comes too late is refused there. */
  card: {
    pay(intentId: string, method: string, amountReceived?: number): void;
    complete(intentId: string, outcome: 'succeed' | 'fail'): void;
  };
}

export async function openShop(machine: Machine, scene: Scene): Promise<Shop> {
  const { world } = machine.provider.simulation;
  world.catalogue = readCatalogue(catalogue);
  Object.assign(world.settings, scene.settings);
  world.balanceMinor = 1_000_000_000;
  await machine.invokeJob('catalogue/sync');
  const secrets = new Map<string, string>();
  const vendors: ShopVendor[] = [];
  for (const [index, plan] of scene.vendors.entries())
    vendors.push(await openVendor(index, plan, secrets));
  return { vendors, secrets, card: cardOf(machine) };
}

async function openVendor(
  index: number,
  plan: VendorPlan,
  secrets: Map<string, string>,
): Promise<ShopVendor> {
  const now = new Date();
  const { name, tier, terms, funds } = plan;
  const limits = { ...noLimits, ordersDaily: plan.ordersDaily };
  const isPrepaid = terms === 'PREPAID';
  const vendor = await createVendor(
    {
      ...{ name, email: `ops@vendor-${index}.example`, tier, terms, limits },
      ...{ currency: 'USD' as const, status: 'ACTIVE' as const },
      creditLimit: isPrepaid ? 0 : funds,
    },
    now,
  );
  if (isPrepaid) await creditWallet(vendor, funds, { kind: 'TOP_UP', reason: 'opening' }, now);
  for (let number = 0; number < plan.endpoints; number += 1) {
    const url = `https://vendor-${index}.example/hooks/${number}`;
    const { secret } = await addEndpoint(vendor.id, url, now);
    secrets.set(url, secret);
  }
  return { vendor, actor: actorOf(vendor), plan };
}

/** As the authorizer finds a vendor by a key with every scope. */
const actorOf = (vendor: Vendor): VendorActor => ({
  kind: 'VENDOR_KEY',
  vendorId: vendor.id,
  keyId: `key_${vendor.id.slice('ven_'.length)}`,
  scopes: [...scopes],
  tier: vendor.tier,
  currency: vendor.currency,
  status: vendor.status,
  limits: vendor.limits,
});

function cardOf(machine: Machine): Shop['card'] {
  const { account, courier } = machine.stripe;
  const attempt = (act: () => void) => {
    try {
      act();
    } catch {
      // Canceled, paid already or declined for good: the buyer sees an error and goes away.
    }
    courier.wake();
  };
  return {
    pay: (intentId, payment_method, amount_received) =>
      attempt(() => {
        const amount = amount_received === undefined ? {} : { amount_received };
        pay(account, intentId, { payment_method, ...amount }, machine.now());
      }),
    complete: (intentId, outcome) =>
      attempt(() => complete(account, intentId, { outcome }, machine.now())),
  };
}
