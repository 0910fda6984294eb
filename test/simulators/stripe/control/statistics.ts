import type { Account } from '../account/account.ts';

/** What was really charged: counted from the books, not from what callers were told. */
export function statistics(account: Account) {
  const intents = [...account.intents.values()];
  const refunds = [...account.refunds.values()];
  const inForce = refunds.filter(({ status }) => status !== 'failed' && status !== 'canceled');
  const charges = [...account.charges.values()];
  const { requests, faultsInjected, ...counters } = account.counters;
  return {
    intentsCreated: intents.length,
    intentsSucceeded: intents.filter(({ status }) => status === 'succeeded').length,
    intentsCanceled: intents.filter(({ status }) => status === 'canceled').length,
    capturedMinor: sums(
      charges.map(({ currency, amount_captured }) => [currency, amount_captured]),
    ),
    refundedMinor: sums(inForce.map(({ currency, amount }) => [currency, amount])),
    refunds: refunds.length,
    disputes: account.disputes.size,
    requests,
    faultsInjected,
    eventsCreated: account.events.size,
    webhooksPending: pending(account),
    ...counters,
  };
}

function sums(entries: [currency: string, amount: number][]): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const [currency, amount] of entries) {
    if (amount !== 0) totals[currency] = (totals[currency] ?? 0) + amount;
  }
  return totals;
}

/** Deliveries that are still to be made, held ones among them. */
function pending(account: Account): number {
  const open = [...account.deliveries.values()].filter(
    ({ state }) => state !== 'delivered' && state !== 'given-up',
  );
  return open.length;
}
