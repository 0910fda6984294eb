export type Version = '2.4' | '2.5';

export const SECOND_MS = 1000;
export const DAY_MS = 86_400_000;
/** The provider counts a year as 365 days: validity of eSIMs, inventory and unused bundles. */
export const YEAR_MS = 365 * DAY_MS;
/** Decimal, by the provider's terms: 1 GB = 1,000,000,000 bytes. */
export const BYTES_PER_MB = 1_000_000;
export const CURRENCY = 'USD';

export function toDecimal(minor: number): number {
  return minor / 100;
}

export function toMinor(decimal: number): number {
  return Math.round(decimal * 100);
}

export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Nanoseconds as the real service prints them: clients must not choke on nine decimals. */
export function preciseTimestamp(milliseconds: number, sequence: number): string {
  const fraction = String((sequence * 118_031 + 31) % 1_000_000).padStart(6, '0');
  return timestamp(milliseconds).replace('Z', `${fraction}Z`);
}
