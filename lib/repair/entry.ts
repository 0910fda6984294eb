/** One line of an order's history: when, what it is about, what happened. */
import type { Stamp } from '../platform/actor.ts';
import { currencies, formatMoney } from '../platform/money.ts';

export const parts = [
  ...(['request', 'order', 'payment', 'stripe', 'money', 'event', 'attempt'] as const),
  ...(['claim', 'esim', 'webhook', 'mail', 'review'] as const),
];
export type Part = (typeof parts)[number];

export interface Entry {
  at: string;
  /** Happened then or before: the moment itself is not kept. */
  atLatest?: true;
  part: Part;
  what: string;
  /** Stands in no item: concluded from those that do. */
  derived?: true;
  /** Lines below the first. */
  more?: string[];
}

/** Oldest first; of one moment, causes before effects. */
export const inTime = (entries: readonly Entry[]): Entry[] =>
  [...entries].sort((a, b) => compare(a.at, b.at) || parts.indexOf(a.part) - parts.indexOf(b.part));

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

export const byWhom = ({ kind, id, ip }: Stamp): string =>
  `${kind} ${id}${ip === undefined || ip === '' ? '' : ` (${ip})`}`;

/** Stripe may send money in a currency that we do not sell in. */
export function money(amount: number, currency: string): string {
  const known = currencies.find((each) => each === currency);
  return known ? formatMoney({ amount, currency: known }) : `${amount} ${currency}`;
}
