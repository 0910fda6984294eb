/** Making a vendor with its account, its keys and endpoints: seeding does, and admin routes will. */
import { randomBytes } from 'node:crypto';
import { creditWrites, newAccount } from '../ledger/items.ts';
import { platformAccounts, type Transfer, walletAccount } from '../ledger/transfer.ts';
import { scopes as allScopes, type Scope } from '../platform/actor.ts';
import { transact } from '../platform/dynamodb.ts';
import { newId } from '../platform/ids.ts';
import { newApiKey, newEndpoint, newVendor } from './items.ts';
import { generateKey, type KeyMode, keyHash, keyHint } from './key.ts';
import { type ApiKey, noLimits, type Vendor, type WebhookEndpoint } from './vendor.ts';

export async function createVendor(
  wish: Pick<Vendor, 'name' | 'email' | 'tier' | 'currency' | 'terms'> &
    Partial<Pick<Vendor, 'limits' | 'status'>> & { creditLimit?: number },
  now: Date,
): Promise<Vendor> {
  const { creditLimit = 0, ...profile } = wish;
  const vendor: Vendor = {
    status: 'PENDING_APPROVAL',
    limits: noLimits,
    ...profile,
    id: newId('vendor', now),
    createdAt: now.toISOString(),
  };
  await must({
    vendor: newVendor(vendor),
    account: newAccount({
      vendorId: vendor.id,
      terms: vendor.terms,
      currency: vendor.currency,
      available: creditLimit,
      held: 0,
      spent: 0,
      funded: creditLimit,
      creditLimit,
      ordering: vendor.status === 'ACTIVE' ? 'OPEN' : 'CLOSED',
      createdAt: vendor.createdAt,
    }),
  });
  return vendor;
}

/** The key itself is returned once and kept nowhere. */
export async function issueApiKey(
  vendorId: string,
  wish: { name: string; mode: KeyMode; scopes?: readonly Scope[]; expiresAt?: string },
  now: Date,
): Promise<{ key: string; apiKey: ApiKey }> {
  const key = generateKey(wish.mode);
  const apiKey: ApiKey = {
    id: newId('apiKey', now),
    vendorId,
    name: wish.name,
    hint: keyHint(key),
    scopes: [...(wish.scopes ?? allScopes)],
    ...(wish.expiresAt === undefined ? {} : { expiresAt: wish.expiresAt }),
    createdAt: now.toISOString(),
  };
  await must({ key: newApiKey(keyHash(key), apiKey) });
  return { key, apiKey };
}

export async function addEndpoint(
  vendorId: string,
  url: string,
  now: Date,
): Promise<WebhookEndpoint> {
  const endpoint: WebhookEndpoint = {
    id: newId('webhookEndpoint', now),
    vendorId,
    url,
    secret: `whsec_${randomBytes(32).toString('base64')}`,
    events: [],
    status: 'ENABLED',
    createdAt: now.toISOString(),
  };
  await must({ endpoint: newEndpoint(endpoint) });
  return endpoint;
}

/** Puts money into a vendor's wallet by a posted transfer from the platform's cash or equity. */
export async function creditWallet(
  vendor: Pick<Vendor, 'id' | 'currency'>,
  amount: number,
  why: { kind: 'TOP_UP' | 'ADJUSTMENT'; reason: string },
  now: Date,
): Promise<Transfer> {
  const transfer: Transfer = {
    id: newId('transfer', now),
    kind: why.kind,
    status: 'POSTED',
    debit: why.kind === 'TOP_UP' ? platformAccounts.cash : platformAccounts.equity,
    credit: walletAccount(vendor.id),
    amount,
    currency: vendor.currency,
    reason: why.reason,
    createdAt: now.toISOString(),
  };
  await must(creditWrites({ vendorId: vendor.id, transfer }));
  return transfer;
}

async function must(writes: Parameters<typeof transact>[0]): Promise<void> {
  const outcome = await transact(writes);
  if (!outcome.ok) throw new Error(`refused: ${Object.keys(outcome.refused).join()}`);
}
