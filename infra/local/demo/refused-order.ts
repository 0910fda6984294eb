/** The provider took a bundle off its list since the last sync: the vendor gets its money back. */
import { randomUUID } from 'node:crypto';
import type { StackDetails } from '../stack-file.ts';
import { call, fetched } from './client.ts';
import { type Order, watchOrder, webhooksOf } from './order-watch.ts';
import type { Report } from './report.ts';
import { cheapestBundle, vendorApi, walletFacts } from './vendor-order.ts';

export async function refusedOrder(stack: StackDetails, report: Report): Promise<void> {
  const bundle = await cheapestBundle(stack, report, 'Iceland');
  const atProvider = `${stack.simulators.esimGo.control}/bundles/${bundle.code}`;
  const retire = (retired: boolean) =>
    fetched<{ retired: boolean }>(atProvider, { method: 'POST', body: { retired } });
  await report.step(
    'the provider retires it',
    () => retire(true),
    ({ retired }) => ({
      retired: String(retired),
    }),
  );
  try {
    await refunded(stack, report, bundle.code);
  } finally {
    await retire(false);
  }
}

async function refunded(stack: StackDetails, report: Report, bundleCode: string): Promise<void> {
  const { step, check } = report;
  const { orders, headers, wallet } = vendorApi(stack);
  const before = await step('wallet before', wallet, walletFacts);
  const placed = await step(
    'POST /vendor/orders',
    () =>
      call<Order>(orders, {
        method: 'POST',
        headers: { ...headers, 'idempotency-key': randomUUID() },
        body: { bundleCode, quantity: 1 },
      }),
    ({ status, body }) => ({ answer: status, order: body.id, status: body.status }),
  );
  check('the order is accepted: our catalogue still has it', placed.status, 201);
  const { order } = await step(
    'wait for its end',
    () => watchOrder(`${orders}/${placed.body.id}`, { headers }, ['COMPLETED', 'REFUNDED']),
    ({ states }) => ({ states }),
  );
  check(
    'it ends REFUNDED and says why',
    [order.status, order.failureCode, order.esims],
    ['REFUNDED', 'BUNDLE_UNAVAILABLE', []],
  );
  const after = await step('wallet after', wallet, walletFacts);
  check('the wallet is whole', after, before);
  const webhooks = await step(
    'webhooks at the receiver',
    () => webhooksOf(stack.simulators.receiver.control, order.id, 'order.refunded'),
    (all) => ({ types: all.map(({ message }) => message.type).join(', ') }),
  );
  check(
    'its webhooks are signed',
    webhooks.map(({ signature }) => signature),
    webhooks.map(() => 'valid'),
  );
}
