import { expireIntent } from '../intents/expire.ts';
import { settleRefund } from '../refunds/settle.ts';
import type { Account } from './account.ts';
import { automatic } from './context.ts';

/** Does everything that has become due by the account's clock. */
export function runScheduled(account: Account, nowMs: number): void {
  const due = account.scheduled.filter((entry) => entry.atMs <= nowMs);
  if (due.length === 0) return;
  account.scheduled = account.scheduled.filter((entry) => entry.atMs > nowMs);
  const context = automatic(account, nowMs);
  for (const entry of due) {
    if (entry.what === 'intent-expires') expireIntent(context, entry.id);
    if (entry.what === 'refund-fails') settleRefund(context, entry.id, 'failed');
    if (entry.what === 'refund-succeeds') settleRefund(context, entry.id, 'succeeded');
  }
}

export function nextScheduledMs(account: Account): number | null {
  const times = account.scheduled.map((entry) => entry.atMs);
  return times.length === 0 ? null : Math.min(...times);
}
