/** From what a client sent as API key to the vendor it stands for, or the reason why not. */
import type { Scope, VendorActor } from '../platform/actor.ts';
import { get } from '../platform/dynamodb.ts';
import type { ErrorName } from '../platform/errors.ts';
import { apiKeyKey, vendorKey } from './items.ts';
import { type KeyMode, keyHash, keyMode } from './key.ts';
import type { ApiKey, Vendor } from './vendor.ts';

export async function authenticateKey(
  key: string,
  serves: KeyMode,
  now: Date,
): Promise<VendorActor | { problem: ErrorName }> {
  const mode = keyMode(key);
  // A typo is told from a key by its checksum, without a read.
  if (!mode) return { problem: 'INVALID_API_KEY' };
  if (mode !== serves) return { problem: 'WRONG_ENVIRONMENT_KEY' };
  const found = await get<ApiKey>('vendors', apiKeyKey(keyHash(key)));
  if (!found) return { problem: 'INVALID_API_KEY' };
  if (found.revokedAt) return { problem: 'API_KEY_REVOKED' };
  if (found.expiresAt && found.expiresAt <= now.toISOString())
    return { problem: 'API_KEY_EXPIRED' };
  const vendor = await get<Vendor>('vendors', vendorKey(found.vendorId));
  // A suspended vendor may still read; its wallet is closed, so the order's transaction refuses.
  if (!vendor || vendor.status === 'PENDING_APPROVAL' || vendor.status === 'DEACTIVATED')
    return { problem: 'VENDOR_NOT_ACTIVE' };
  return {
    kind: 'VENDOR_KEY',
    vendorId: vendor.id,
    keyId: found.id,
    scopes: found.scopes as Scope[],
    tier: vendor.tier,
    currency: vendor.currency,
    status: vendor.status,
    limits: vendor.limits,
  };
}
