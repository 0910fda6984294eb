/**
 * Money is an integer of minor units and a currency, everywhere: wire, tables, ledger.
 * The exponent table is explicit because Stripe's groups differ from ISO's (stripe docs, "zero-decimal").
 */
import * as z from 'zod';

export const currencies = ['USD', 'EUR', 'GBP', 'JPY'] as const;
export const Currency = z.enum(currencies).meta({ id: 'Currency', description: 'ISO 4217 code' });
export type Currency = z.infer<typeof Currency>;

const exponents: Record<Currency, number> = { USD: 2, EUR: 2, GBP: 2, JPY: 0 };

/** The largest amount that we move at once; keeps every sum far below 2^53. */
export const maxAmountMinor = 99_999_999;

export const AmountMinor = z.int().min(0).max(maxAmountMinor);

export const Money = z
  .strictObject({
    amount: z.int().meta({ description: 'Integer of minor units (cents for USD)' }),
    currency: Currency,
  })
  .meta({ id: 'Money' });
export type Money = z.infer<typeof Money>;

/**
 * A provider's decimal price as minor units, rounded up so that no cost is understated.
 * Works on the decimal text: 1.41 * 100 is 140.99999999999997 in binary floating point.
 */
export function minorFromDecimal(decimal: number | string, currency: Currency): number {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(String(decimal));
  if (!match) throw new RangeError(`not a plain decimal amount: ${decimal}`);
  const [, whole = '0', fraction = ''] = match;
  const digits = exponents[currency];
  const kept = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  const amount = /[1-9]/.test(fraction.slice(digits)) ? kept + 1 : kept;
  if (!Number.isSafeInteger(amount)) throw new RangeError(`amount too large: ${decimal}`);
  return amount;
}

/** For people only (mails, terminal): 141 USD -> "1.41 USD". */
export function formatMoney({ amount, currency }: Money): string {
  const digits = exponents[currency];
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const sign = amount < 0 ? '-' : '';
  return `${sign}${digits === 0 ? whole : `${whole}.${text.slice(-digits)}`} ${currency}`;
}
