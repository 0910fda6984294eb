/** The end of the demo: the ledger proves itself, and the world outside counts the same. */
import type { ProofReport } from '../../../lib/ledger/prove.ts';
import { formatMoney } from '../../../lib/platform/money.ts';
import { invoke } from '../invoke.ts';
import type { StackDetails } from '../stack-file.ts';
import { fetched } from './client.ts';
import type { Order } from './order-watch.ts';
import type { Report } from './report.ts';

/** What was really sold and charged so far, told by the simulators and not by the product. */
export interface Outside {
  orders: number;
  esimsSold: number;
  paymentsSucceeded: number;
  capturedMinor: number;
  refunds: number;
}

interface StripeStatistics {
  intentsSucceeded: number;
  capturedMinor: Record<string, number>;
  refunds: number;
}

export async function readOutside({ simulators }: StackDetails): Promise<Outside> {
  const provider = await fetched<{ orders: number; esimsSold: number }>(
    `${simulators.esimGo.control}/statistics`,
  );
  const stripe = await fetched<StripeStatistics>(`${simulators.stripe.control}/statistics`);
  return {
    orders: provider.orders,
    esimsSold: provider.esimsSold,
    paymentsSucceeded: stripe.intentsSucceeded,
    capturedMinor: stripe.capturedMinor.usd ?? 0,
    refunds: stripe.refunds,
  };
}

export async function proof(
  stack: StackDetails,
  report: Report,
  { before, vendor, card }: { before: Outside; vendor: Order; card: Order },
): Promise<ProofReport> {
  const proved = await report.step(
    'ledger proof over all accounts',
    () => invoke<ProofReport>(stack.endpoint, 'billing/prove-ledger'),
    ({ accounts, cardOrders, transfers, findings, sum }) => ({
      accounts,
      'card orders': cardOrders,
      transfers,
      findings: findings.length,
      sum,
    }),
  );
  report.table(
    Object.entries(proved.balances).map(([account, amount]) => [
      account,
      formatMoney({ amount, currency: 'USD' }),
    ]),
  );
  report.check('the ledger has no findings', proved.findings, []);
  report.check('all balances add up to zero', proved.sum, 0);

  const esims = vendor.esims.length + card.esims.length;
  const after = await report.step(
    'sold and charged during this demo',
    () => readOutside(stack),
    () => ({ orders: 2, eSIMs: esims }),
  );
  const gained = (key: keyof Outside) => after[key] - before[key];
  report.table([
    ['orders completed here', '2'],
    ['orders at the provider', String(gained('orders'))],
    ['eSIMs delivered here', String(esims)],
    ['eSIMs sold by the provider', String(gained('esimsSold'))],
    ['payments at Stripe', String(gained('paymentsSucceeded'))],
    ['refunds at Stripe', String(gained('refunds'))],
  ]);
  report.check(
    'the provider sold exactly what was delivered',
    [gained('orders'), gained('esimsSold')],
    [2, esims],
  );
  report.check(
    'Stripe charged exactly one payment',
    [gained('paymentsSucceeded'), gained('capturedMinor'), gained('refunds')],
    [1, card.total.amount, 0],
  );
  return proved;
}
