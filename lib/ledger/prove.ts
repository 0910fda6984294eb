/** Runs the proof over the whole ledger. A background job: the one place that scans a table. */
import { type Item, query, scan } from '../platform/dynamodb.ts';
import { toAccount, toTransfer } from './items.ts';
import { balancesOf, type Finding, proveAccount, proveCardOrder } from './proof.ts';
import { type Transfer, walletAccount } from './transfer.ts';

export interface ProofReport {
  accounts: number;
  cardOrders: number;
  transfers: number;
  findings: Finding[];
  /** Minor units by account of the platform; all accounts together are zero. */
  balances: Record<string, number>;
  sum: number;
}

export async function proveLedger(): Promise<ProofReport> {
  const partitions = new Map<string, Item[]>();
  for await (const item of scan('ledger')) {
    const known = partitions.get(item.pk) ?? [];
    known.push(item);
    partitions.set(item.pk, known);
  }
  const report: ProofReport = {
    accounts: 0,
    cardOrders: 0,
    transfers: 0,
    findings: [],
    balances: {},
    sum: 0,
  };
  const totals = new Map<string, number>();
  for (const [pk, items] of partitions) {
    const transfers = transfersOf(items);
    report.transfers += transfers.length;
    report.findings.push(...(await provePartition(pk, items)));
    if (pk.startsWith('ACCOUNT#')) report.accounts += 1;
    else report.cardOrders += 1;
    for (const [account, amount] of balancesOf(transfers)) {
      const name =
        account === walletAccount(pk.slice('ACCOUNT#'.length)) ? 'vendor:wallets' : account;
      totals.set(name, (totals.get(name) ?? 0) + amount);
    }
  }
  report.balances = Object.fromEntries([...totals].sort());
  report.sum = [...totals.values()].reduce((sum, amount) => sum + amount, 0);
  return report;
}

const transfersOf = (items: Item[]): Transfer[] =>
  items.filter((item) => item.sk.startsWith('TRANSFER#')).map(toTransfer);

/**
 * A scan sees a running system at many moments: a finding counts only if the partition, read again
 * twice in a row without a change between, still shows it.
 */
async function provePartition(pk: string, items: Item[]): Promise<Finding[]> {
  let seen = items;
  for (let round = 0; round < 10; round += 1) {
    const findings = findingsOf(pk, seen);
    if (findings.length === 0) return [];
    const again = await partitionItems(pk);
    if (round > 0 && JSON.stringify(again) === JSON.stringify(seen)) return findings;
    seen = again;
  }
  return findingsOf(pk, seen);
}

function findingsOf(pk: string, items: Item[]): Finding[] {
  if (!pk.startsWith('ACCOUNT#')) return proveCardOrder(pk, transfersOf(items));
  const balance = items.find((item) => item.sk === 'BALANCE');
  if (!balance)
    return [{ account: pk, what: 'transfers without a balance', expected: 1, found: 0 }];
  return proveAccount(toAccount(balance), transfersOf(items));
}

async function partitionItems(pk: string): Promise<Item[]> {
  const items: Item[] = [];
  let startAfter: Record<string, unknown> | undefined;
  do {
    const page = await query({
      table: 'ledger',
      partition: ['pk', pk],
      consistent: true,
      startAfter,
    });
    items.push(...page.items);
    startAfter = page.last;
  } while (startAfter);
  return items;
}
