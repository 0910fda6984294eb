/** A vendor buys by API key against its wallet. */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { BundleView } from '../../../lib/catalogue/view.ts';
import type { EsimView } from '../../../lib/esims/view.ts';
import type { LedgerLineView, WalletView } from '../../../lib/ledger/view.ts';
import type { QuoteView } from '../../../lib/orders/view.ts';
import { formatMoney } from '../../../lib/platform/money.ts';
import type { StackDetails } from '../stack-file.ts';
import { call, fetched } from './client.ts';
import { type Order, watchOrder, webhooksOf } from './order-watch.ts';
import type { Report } from './report.ts';

type Bundle = z.infer<typeof BundleView>;
type Wallet = z.infer<typeof WalletView>;
type Line = z.infer<typeof LedgerLineView>;
interface Listed<T> {
  data: T[];
  totalCount: number;
}

export const vendorApi = ({ baseUrl, vendor }: StackDetails) => ({
  orders: `${baseUrl}/api/v1/vendor/orders`,
  headers: { authorization: `Bearer ${vendor.apiKey}` },
  wallet: () =>
    fetched<Wallet>(`${baseUrl}/api/v1/vendor/wallet`, {
      headers: { authorization: `Bearer ${vendor.apiKey}` },
    }),
});

export const walletFacts = ({ available, held, spent }: Wallet) => ({
  available: formatMoney(available),
  held: formatMoney(held),
  spent: formatMoney(spent),
});

export async function cheapestBundle(stack: StackDetails, report: Report, search: string) {
  const url = `${stack.baseUrl}/api/v1/bundles?search=${search}&sort=price&limit=1`;
  const { data } = await report.step(
    `cheapest bundle for ${search}`,
    () => fetched<Listed<Bundle>>(url),
    ({ data: [first], totalCount }) => ({
      code: first?.code ?? null,
      retail: first?.price ? formatMoney(first.price) : null,
      of: totalCount,
    }),
  );
  const [bundle] = data;
  if (!bundle) throw new Error(`no bundle for ${search}`);
  return bundle;
}

export async function vendorOrder(stack: StackDetails, report: Report): Promise<Order> {
  const { step, check } = report;
  const { orders, headers, wallet } = vendorApi(stack);
  const bundle = await cheapestBundle(stack, report, 'Turkey');
  const wish = { bundleCode: bundle.code, quantity: 1, customerReference: 'demo' };
  const key = { 'idempotency-key': randomUUID() };
  const post = <T = Order>(body: object) =>
    call<T>(orders, { method: 'POST', headers: { ...headers, ...key }, body });

  const quote = await step(
    "this vendor's price",
    () => post<z.infer<typeof QuoteView>>({ ...wish, type: 'validate' }),
    ({ body }) => ({ unit: formatMoney(body.unitPrice) }),
  );
  const before = await step('wallet before', wallet, walletFacts);
  const placed = await step(
    'POST /vendor/orders',
    () => post(wish),
    ({ status, body }) => ({ answer: status, order: body.id, status: body.status }),
  );
  check(
    'the order is accepted, paid from the wallet',
    [placed.status, placed.body.status],
    [201, 'PAID'],
  );
  check('at the price that was quoted', placed.body.total, quote.body.total);

  const url = `${orders}/${placed.body.id}`;
  const { order } = await step(
    'wait for the eSIM',
    () => watchOrder(url, { headers }, ['COMPLETED', 'REFUNDED']),
    ({ states }) => ({ states }),
  );
  check(
    'the order is COMPLETED with one eSIM',
    [order.status, order.esims.length],
    ['COMPLETED', 1],
  );
  const again = await step(
    'the same POST again',
    () => post(wish),
    ({ status, body, headers: given }) => ({
      answer: status,
      order: body.id,
      replayed: given.get('idempotent-replayed'),
    }),
  );
  check(
    'a repeat gets the first answer and is marked',
    [again.status, again.body, again.headers.get('idempotent-replayed')],
    [201, placed.body, 'true'],
  );

  await deliveredTo(stack, report, order);
  await booked(stack, report, { before, order });
  return order;
}

async function deliveredTo(stack: StackDetails, report: Report, order: Order): Promise<void> {
  const { control } = stack.simulators.receiver;
  const webhooks = await report.step(
    'webhook at the receiver',
    () => webhooksOf(control, order.id, 'order.completed'),
    ([first]) => ({
      type: first?.message.type ?? null,
      id: first?.id ?? null,
      signature: first?.signature ?? null,
    }),
  );
  report.check(
    'order.completed arrives, signed',
    webhooks.map(({ message, signature }) => [message.type, signature]),
    [['order.completed', 'valid']],
  );
  const url = `${stack.baseUrl}/api/v1/vendor/esims/${order.esims[0]?.id}`;
  const esim = await report.step(
    'eSIM with its install data',
    () => fetched<z.infer<typeof EsimView>>(url, { headers: vendorApi(stack).headers }),
    ({ iccid, status, install }) => ({ iccid, status, smdp: install.smdpAddress }),
  );
  report.check('it has an activation code', /^LPA:1\$[^$]+\$[^$]+$/.test(codeOf(esim)), true);
  report.picture(codeOf(esim));
}

const codeOf = (esim: z.infer<typeof EsimView>): string => esim.install.activationCode;

async function booked(
  stack: StackDetails,
  report: Report,
  { before, order }: { before: Wallet; order: Order },
): Promise<void> {
  const { wallet, headers } = vendorApi(stack);
  const after = await report.step('wallet after', wallet, walletFacts);
  const { amount } = order.total;
  report.check(
    'the wallet paid exactly the price',
    [after.available.amount, after.held.amount, after.spent.amount],
    [before.available.amount - amount, before.held.amount, before.spent.amount + amount],
  );
  const url = `${stack.baseUrl}/api/v1/vendor/ledger?limit=5`;
  const { data } = await report.step(
    'ledger line',
    () => fetched<Listed<Line>>(url, { headers }),
    ({ data: [line] }) => ({
      kind: line?.kind ?? null,
      status: line?.status ?? null,
      effect: line ? formatMoney(line.effect) : null,
      available: line ? formatMoney(line.availableAfter) : null,
    }),
  );
  const line = data.find(({ orderId }) => orderId === order.id);
  report.check(
    'its ledger line is posted',
    [line?.status, line?.effect.amount, line?.availableAfter.amount],
    ['POSTED', -amount, after.available.amount],
  );
}
