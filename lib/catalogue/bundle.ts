/**
 * A bundle as we keep and sell it. Money in minor units of `currency`, data in bytes. `cost` is the
 * wholesale price and never leaves the platform.
 */
import type { Stamp } from '../platform/actor.ts';
import type { Currency } from '../platform/money.ts';

/** RETAIL is the traveller's tier; the others are the tiers of vendors. */
export const tiers = ['RETAIL', 'STANDARD', 'SILVER', 'GOLD'] as const;
export type Tier = (typeof tiers)[number];

/** Price per tier; a tier without an entry cannot buy, an empty record is not sellable at all. */
export type TierPrices = Partial<Record<Tier, number>>;

/** LOCAL covers one country, REGIONAL several, GLOBAL four continents or more. */
export const bundleTypes = ['LOCAL', 'REGIONAL', 'GLOBAL'] as const;
export type BundleType = (typeof bundleTypes)[number];

export const bundleStatuses = ['ACTIVE', 'RETIRED'] as const;
export type BundleStatus = (typeof bundleStatuses)[number];

/** What a code may consist of; anything else never reaches a key or a provider's URL. */
export const bundleCodePattern = /^[A-Za-z0-9][A-Za-z0-9_+.-]{0,99}$/;

/** All that follows from the provider's offer and our pricing rules: the part that is hashed. */
export interface BundleContent {
  code: string;
  name: string;
  type: BundleType;
  /** ISO 3166-1 alpha-2, sorted. */
  countries: string[];
  /** Names of those countries that Intl cannot name; usually empty. */
  countryNames: Record<string, string>;
  /** Codes such as MIDDLE_EAST, sorted. */
  regions: string[];
  /** null = unlimited. */
  dataBytes: number | null;
  unlimited: boolean;
  durationDays: number;
  speeds: string[];
  autostart: boolean;
  cost: { amount: number; currency: Currency } | null;
  prices: TierPrices;
  /** Of `prices`; null when there are none. */
  currency: Currency | null;
}

export interface Bundle extends BundleContent {
  status: BundleStatus;
  /** Of the content: says whether a new listing changes anything. */
  hash: string;
  /** Counts the writes of this bundle; makes event ids. */
  version: number;
  updatedAt: string;
  correlationId: string;
  /** Who wrote it; the audit trail reads it. */
  by: Stamp;
}

export const isSellable = (bundle: Bundle): boolean =>
  bundle.status === 'ACTIVE' && Object.keys(bundle.prices).length > 0;
