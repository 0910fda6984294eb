/** What vendors see of their money. */
import * as z from 'zod';
import { idSchema } from '../platform/ids.ts';
import { Currency, Money } from '../platform/money.ts';
import type { StatementLine } from './read.ts';
import { type Account, outstandingOf, transferKinds } from './transfer.ts';

export const WalletView = z
  .object({
    object: z.literal('wallet'),
    terms: z.enum(['PREPAID', 'POSTPAID']),
    currency: Currency,
    available: Money.meta({ description: 'What you can spend now' }),
    held: Money.meta({ description: 'Reserved by orders that are not final yet' }),
    spent: Money.meta({ description: 'Completed orders, in all' }),
    creditLimit: Money,
    outstanding: Money.meta({ description: 'Owed for completed orders (POSTPAID)' }),
    ordering: z.enum(['OPEN', 'CLOSED']),
  })
  .meta({ id: 'Wallet' });

export function walletView(account: Account): z.infer<typeof WalletView> {
  const money = (amount: number) => ({ amount, currency: account.currency });
  return {
    object: 'wallet',
    terms: account.terms,
    currency: account.currency,
    available: money(account.available),
    held: money(account.held),
    spent: money(account.spent),
    creditLimit: money(account.creditLimit),
    outstanding: money(outstandingOf(account)),
    ordering: account.ordering,
  };
}

export const LedgerLineView = z
  .object({
    object: z.literal('transfer'),
    id: idSchema('transfer'),
    kind: z.enum(transferKinds),
    status: z.enum(['PENDING', 'POSTED', 'VOIDED']),
    amount: Money.meta({ description: 'Of the transfer, always positive' }),
    effect: Money.meta({ description: 'On your spendable balance; negative for spending' }),
    availableAfter: Money.meta({ description: 'Spendable balance after this line' }),
    orderId: z.string().nullable(),
    relatesTo: z.string().nullable(),
    reason: z.string().nullable(),
    createdAt: z.iso.datetime(),
    resolvedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'LedgerLine' });

export function ledgerLineView(line: StatementLine): z.infer<typeof LedgerLineView> {
  const money = (amount: number) => ({ amount, currency: line.currency });
  return {
    object: 'transfer',
    id: line.id,
    kind: line.kind,
    status: line.status,
    amount: money(line.amount),
    effect: money(line.effect),
    availableAfter: money(line.availableAfter),
    orderId: line.orderId ?? null,
    relatesTo: line.relatesTo ?? null,
    reason: line.reason ?? null,
    createdAt: line.createdAt,
    resolvedAt: line.resolvedAt ?? null,
  };
}
