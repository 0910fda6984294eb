import type { Account } from './account.ts';

/** What a piece of work is done for, and when: `nowMs` is the account's clock, never the host's. */
export interface Context {
  account: Account;
  nowMs: number;
  /** The API request behind the work; null for what Stripe or the customer's bank did alone. */
  cause: { id: string; idempotency_key: string | null } | null;
}

export function nowSeconds(context: Context): number {
  return Math.floor(context.nowMs / 1000);
}

export function automatic(account: Account, nowMs: number): Context {
  return { account, nowMs, cause: null };
}
