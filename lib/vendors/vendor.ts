/** A vendor: B2B reseller account. Its money is in lib/ledger, its keys in key.ts. */
import type { OrderLimits } from '../platform/actor.ts';
import type { Currency } from '../platform/money.ts';

export const vendorStatuses = ['PENDING_APPROVAL', 'ACTIVE', 'SUSPENDED', 'DEACTIVATED'] as const;
export type VendorStatus = (typeof vendorStatuses)[number];

export const vendorTiers = ['STANDARD', 'SILVER', 'GOLD'] as const;
export type VendorTier = (typeof vendorTiers)[number];

export interface Vendor {
  id: string;
  name: string;
  email: string;
  status: VendorStatus;
  tier: VendorTier;
  currency: Currency;
  terms: 'PREPAID' | 'POSTPAID';
  limits: OrderLimits;
  createdAt: string;
}

export interface ApiKey {
  id: string;
  vendorId: string;
  name: string;
  /** First characters, enough to recognise a key by. */
  hint: string;
  scopes: string[];
  expiresAt?: string;
  revokedAt?: string;
  createdAt: string;
}

/** Where a vendor wants to be told; `secret` is `whsec_…` and never leaves after creation. */
export interface WebhookEndpoint {
  id: string;
  vendorId: string;
  url: string;
  secret: string;
  /** Event types; empty means all. */
  events: string[];
  status: 'ENABLED' | 'DISABLED';
  createdAt: string;
}

export const noLimits: OrderLimits = {
  ordersDaily: null,
  ordersMonthly: null,
  spendDaily: null,
  spendMonthly: null,
};
