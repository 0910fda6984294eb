/** One order: its whole history, and its reconciliation run at once. */
import { isFinal } from '../../lib/orders/order.ts';
import { readOrder } from '../../lib/orders/read.ts';
import { idSchema } from '../../lib/platform/ids.ts';
import { mask } from '../../lib/platform/observability.ts';
import { byWhom, type Entry, money, type Part } from '../../lib/repair/entry.ts';
import { historyOf, maskedRecords } from '../../lib/repair/history.ts';
import { stateOf } from '../../lib/repair/order-entries.ts';
import { type Records, readRecords } from '../../lib/repair/records.ts';
import { type Command, type Desk, type ExitCode, printJson, type Style, span } from './desk.ts';
import { runJob } from './jobs.ts';

export const history: Command = {
  words: '<order> [--deep] [--key <Idempotency-Key>]',
  takes: [1, 1],
  says: 'everything that happened to an order, in time order',
  run: async (desk, [id = '']) => {
    if (!isOrderId(desk, id)) return 2;
    const { deep, key } = desk.options;
    const records = await readRecords(id, { deep, idempotencyKey: key });
    if (!records) return noOrder(desk, id);
    const entries = historyOf(records);
    if (desk.options.json) printJson(desk, { ...maskedRecords(records), entries });
    else printHistory(desk, records, entries);
    return 0;
  },
};

function printHistory(desk: Desk, { order, unfound }: Records, entries: Entry[]): void {
  const { paint } = desk;
  const owner = order.vendorId ?? order.customerId ?? 'a guest';
  desk.print(`${paint('bold', order.id)}  ${paint('bold', stateOf(order))}`);
  desk.print(
    `  ${order.quantity} x ${order.bundleName} (${order.bundleCode}), ${money(order.total, order.currency)}, ` +
      `${order.channel} order of ${owner}`,
  );
  if (order.customerReference) desk.print(`  reference ${mask(order.customerReference)}`);
  desk.print(`  correlation id ${order.correlationId}, last written by ${byWhom(order.by)}`);
  if (order.dueAt) desk.print(`  somebody looks at it next at ${order.dueAt}`);
  desk.print('');
  const start = Date.parse(order.createdAt);
  for (const entry of entries) {
    const { at, atLatest, part, what, derived, more = [] } = entry;
    const moment = `${atLatest ? '<=' : '  '}${at.replace('T', ' ').replace('Z', '')}`;
    const after = `+${span(Math.max(0, Date.parse(at) - start))}`.padStart(9);
    const name = paint(styles[part], part.padEnd(8));
    desk.print(
      `${moment} ${paint('dim', after)}  ${name} ${what}${derived ? paint('dim', ' (derived)') : ''}`,
    );
    for (const line of more) desk.print(paint('dim', `${' '.repeat(48)}${line}`));
  }
  desk.print('');
  desk.print(paint('dim', `No key leads to: ${unfound.join('; ')}.`));
}

const styles: Record<Part, Style> = {
  request: 'dim',
  order: 'bold',
  payment: 'green',
  stripe: 'green',
  money: 'green',
  event: 'dim',
  attempt: 'cyan',
  claim: 'cyan',
  esim: 'bold',
  webhook: 'yellow',
  mail: 'yellow',
  review: 'red',
};

export const reconcile: Command = {
  words: '<order>',
  takes: [1, 1],
  says: "runs the deployed reconciler for one order, whether it is the order's time or not",
  run: async (desk, [id = '']) => {
    if (!isOrderId(desk, id)) return 2;
    const before = await readOrder(id, { consistent: true });
    if (!before) return noOrder(desk, id);
    if (isFinal(before.status)) {
      desk.complain(`${id} is final: ${stateOf(before)}. There is nothing to reconcile.`);
      return 1;
    }
    const report = await runJob(desk.stage, 'provisioning/reconcile', { orderId: id, by: desk.by });
    const after = await readOrder(id, { consistent: true });
    if (!after) return noOrder(desk, id);
    if (desk.options.json) {
      printJson(desk, mask({ before, report, after }));
      return 0;
    }
    desk.print(`before  ${stateOf(before)}`);
    desk.print(`done    ${JSON.stringify(report)}, by ${desk.by}`);
    desk.print(`after   ${stateOf(after)}`);
    if (!isFinal(after.status))
      desk.print(`What it set off goes on: see npm run repair -- ${desk.stage} history ${id}`);
    return 0;
  },
};

function isOrderId(desk: Desk, id: string): boolean {
  if (idSchema('order').safeParse(id).success) return true;
  desk.complain(`${id} is not the id of an order: those look like ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z4.`);
  return false;
}

function noOrder(desk: Desk, id: string): ExitCode {
  desk.complain(`There is no order ${id} in stage ${desk.stage}.`);
  return 1;
}
