/** Lenient reading of JSON whose types the provider does not keep. Never throws. */
import { Currency, type Money, minorFromDecimal } from '../../platform/money.ts';

export type Json = Record<string, unknown>;

export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const records = (value: unknown): Json[] => list(value).filter(isRecord);

/** Answers come bare or in an object under `key`, by page and version. undefined: neither. */
export function envelope(value: unknown, key: string): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  const inner = isRecord(value) ? value[key] : undefined;
  return Array.isArray(inner) ? inner : undefined;
}

/** Trimmed, and undefined when empty or no string. */
export function text(value: unknown): string | undefined {
  const trimmed = typeof value === 'string' ? value.trim() : '';
  return trimmed === '' ? undefined : trimmed;
}

export const texts = (value: unknown): string[] =>
  list(value).flatMap((entry) => text(entry) ?? []);

/** A safe integer given as number or as text of digits. */
export function integer(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : undefined;
}

export const isTrue = (value: unknown): boolean => value === true || value === 'true';

/** RFC 3339 text (up to nanoseconds) or epoch milliseconds as ISO with milliseconds; zero times are null. */
export function instant(value: unknown): string | null {
  const given =
    typeof value === 'string' && !/^\d{4}-\d\d-\d\dT/.test(value) ? integer(value) : value;
  if (typeof given !== 'string' && typeof given !== 'number') return null;
  const date = new Date(given);
  const year = Number.isNaN(date.getTime()) ? 0 : date.getUTCFullYear();
  return year < 2000 || year > 9998 ? null : date.toISOString();
}

/** A decimal as minor units of its currency, `fallback` when it names none; null when it is no amount. */
export function money(decimal: unknown, currency: unknown, fallback: Currency): Money | null {
  if (typeof decimal !== 'number' && typeof decimal !== 'string') return null;
  const named = currency === undefined ? fallback : Currency.safeParse(currency).data;
  if (named === undefined) return null;
  try {
    return { amount: minorFromDecimal(decimal, named), currency: named };
  } catch {
    return null;
  }
}
