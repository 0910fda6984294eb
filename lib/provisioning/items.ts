/**
 * Attempts and claims, in table `orders` (its items.ts lists the keys).
 *
 * An attempt is written before the provider is called, so that a lost worker leaves a trace. A
 * claim binds a provider's order to one of ours, unique by condition.
 */
import type { Item } from '../platform/dynamodb.ts';
import { create, type Write } from '../platform/writes.ts';
import type { ProviderName } from '../providers/port.ts';

export interface Attempt {
  orderId: string;
  number: number;
  provider: ProviderName;
  bundleCode: string;
  quantity: number;
  startedAt: string;
}

export const attemptKey = (orderId: string, number: number) => ({
  pk: `ORDER#${orderId}`,
  sk: `ATTEMPT#${String(number).padStart(3, '0')}`,
});

export const newAttempt = (attempt: Attempt): Write =>
  create('orders', { ...attemptKey(attempt.orderId, attempt.number), ...attempt });

export interface Claim {
  provider: ProviderName;
  reference: string;
  orderId: string;
  claimedAt: string;
}

export const claimKey = (provider: ProviderName, reference: string) => ({
  pk: `CLAIM#${provider}#${reference}`,
  sk: 'CLAIM',
});

/** Our own earlier claim is no obstacle (an asynchronous order is claimed before it is complete). */
export const newClaim = (claim: Claim): Write => ({
  put: 'orders',
  item: { ...claimKey(claim.provider, claim.reference), ...claim },
  condition: 'attribute_not_exists(pk) OR orderId = :order',
  values: { ':order': claim.orderId },
});

export const toClaim = ({ pk: _pk, sk: _sk, ...claim }: Item) => claim as unknown as Claim;
