/** Vendors beside the seeded one, made by the product's own code on the deployed tables. */
import { randomUUID } from 'node:crypto';
import type { Scope } from '../../lib/platform/actor.ts';
import { createVendor, creditWallet, issueApiKey } from '../../lib/vendors/create.ts';
import { apiKeyKey } from '../../lib/vendors/items.ts';
import { keyHash } from '../../lib/vendors/key.ts';
import type { VendorStatus } from '../../lib/vendors/vendor.ts';
import { openInside, setAttribute } from './inside.ts';

interface Wish {
  status?: VendorStatus;
  scopes?: readonly Scope[];
  expiresAt?: string;
}

/** With 100.00 USD. */
export async function newVendor({ status = 'ACTIVE', ...key }: Wish = {}) {
  openInside();
  const now = new Date();
  const name = `Vendor ${randomUUID()}`;
  const vendor = await createVendor(
    {
      name,
      email: 'ops@vendor.example',
      tier: 'STANDARD',
      currency: 'USD',
      terms: 'PREPAID',
      status,
    },
    now,
  );
  await creditWallet(vendor, 10_000, { kind: 'ADJUSTMENT', reason: 'For a test' }, now);
  const issued = await issueApiKey(vendor.id, { name: 'test', mode: 'live', ...key }, now);
  return { id: vendor.id, apiKey: issued.key };
}

/** As support would do it: the key's item says so from now on. */
export const revoke = (key: string) =>
  setAttribute('vendors', apiKeyKey(keyHash(key)), 'revokedAt', new Date().toISOString());
