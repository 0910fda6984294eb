/** Reading accounts and transfers. The statement's running balance is worked out backwards from now. */
import { get, query } from '../platform/dynamodb.ts';
import { ProblemError } from '../platform/errors.ts';
import { decodeCursor, encodeCursor } from '../platform/list.ts';
import { accountKey, accountPartition, toAccount, toTransfer } from './items.ts';
import type { Account, Transfer } from './transfer.ts';

export async function readAccount(vendorId: string): Promise<Account> {
  const item = await get('ledger', accountKey(vendorId), { consistent: true });
  if (!item) throw new ProblemError('VENDOR_NOT_ACTIVE');
  return toAccount(item);
}

export interface StatementLine extends Transfer {
  /** What the line does to the spendable balance today: a voided hold does nothing. */
  effect: number;
  /** Spendable balance after this line and all older ones. */
  availableAfter: number;
}

export const effectOf = (vendorAccount: string, transfer: Transfer): number => {
  if (transfer.status === 'VOIDED') return 0;
  return transfer.debit === vendorAccount ? -transfer.amount : transfer.amount;
};

const readTriesMax = 4;

/**
 * A page of the statement, newest first. Reads one page of transfers and the balance: the cost does
 * not grow with the ledger; the cursor carries the balance on to the next page.
 */
export async function statement(
  vendorId: string,
  walletAccount: string,
  options: { limit: number; cursor?: string | undefined },
): Promise<{ lines: StatementLine[]; account: Account; nextCursor: string | null }> {
  const scope = `ledger ${vendorId}`;
  const cursor = decodeCursor(scope, options.cursor);
  if (cursor && !(Number.isSafeInteger(cursor.balance) && cursor.key))
    throw new ProblemError('INVALID_CURSOR');
  for (let tried = 1; ; tried += 1) {
    const account = await readAccount(vendorId);
    const page = await transferPage(vendorId, options.limit, cursor?.key);
    // A transfer may land between the two reads: balance and lines must be of one moment.
    const again = cursor ? account : await readAccount(vendorId);
    const still = JSON.stringify(account) === JSON.stringify(again);
    if (!still && tried < readTriesMax) continue;
    let balance = cursor ? Number(cursor.balance) : again.available;
    const lines = page.items.map((item): StatementLine => {
      const transfer = toTransfer(item);
      const line = {
        ...transfer,
        effect: effectOf(walletAccount, transfer),
        availableAfter: balance,
      };
      balance -= line.effect;
      return line;
    });
    const nextCursor = encodeCursor(scope, page.last && { key: page.last, balance });
    return { lines, account: again, nextCursor };
  }
}

const transferPage = (vendorId: string, limit: number, startAfter: unknown) =>
  query({
    table: 'ledger',
    partition: ['pk', accountPartition(vendorId)],
    sort: { attribute: 'sk', beginsWith: 'TRANSFER#' },
    newestFirst: true,
    consistent: true,
    limit,
    startAfter: startAfter as Record<string, unknown> | undefined,
  });
