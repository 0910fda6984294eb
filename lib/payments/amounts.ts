/** What a card can be charged: Stripe's published limits, so that no order is made in vain. */
import { type Currency, type Money, maxAmountMinor } from '../platform/money.ts';

const minima: Record<Currency, number> = { USD: 50, EUR: 50, GBP: 30, JPY: 50 };

export const isChargeable = ({ amount, currency }: Money): boolean =>
  Number.isSafeInteger(amount) && amount >= minima[currency] && amount <= maxAmountMinor;
