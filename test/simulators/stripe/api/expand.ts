import type { Account } from '../account/account.ts';
import { invalidParameter } from './error.ts';
import { listPage } from './list.ts';

const depthMax = 4;

type Node = Record<string, unknown>;

/** Replaces ids by their objects along paths such as `latest_charge.balance_transaction`. */
export function expand(account: Account, object: object, paths: string[]): object {
  if (paths.length === 0) return object;
  const answer = structuredClone(object) as Node;
  for (const path of paths) {
    const steps = path.split('.');
    if (steps.length > depthMax) {
      const message = `You cannot expand more than ${depthMax} levels of a property`;
      throw invalidParameter(message, 'expand');
    }
    walk(account, answer, steps, path);
  }
  return answer;
}

function walk(account: Account, node: Node, steps: string[], path: string): void {
  const [step, ...rest] = steps;
  if (step === undefined) return;
  if (step === 'data' && node.object === 'list') {
    for (const item of node.data as Node[]) walk(account, item, rest, path);
    return;
  }
  if (step === 'refunds' && node.object === 'charge') node.refunds = refundsOf(account, node);
  const value = node[step];
  if (value === null) return;
  const found = typeof value === 'string' ? lookUp(account, value) : value;
  if (found === undefined || typeof found !== 'object') {
    throw invalidParameter(`This property cannot be expanded (${path}).`, 'expand');
  }
  node[step] = typeof value === 'string' ? structuredClone(found) : found;
  walk(account, node[step] as Node, rest, path);
}

function refundsOf(account: Account, charge: Node): object {
  const url = `/v1/charges/${charge.id}/refunds`;
  const refunds = account.refunds.values();
  return structuredClone(listPage(url, refunds, {}, (refund) => refund.charge === charge.id));
}

function lookUp(account: Account, id: string): object | undefined {
  const homes: Record<string, ReadonlyMap<string, object>> = {
    pi: account.intents,
    ch: account.charges,
    re: account.refunds,
    dp: account.disputes,
    cus: account.customers,
    txn: account.balanceTransactions,
    in: account.invoices,
  };
  const prefix = id.slice(0, id.indexOf('_'));
  if (prefix === 'pm') return account.methods.get(id)?.method;
  return homes[prefix]?.get(id);
}
