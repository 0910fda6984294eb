/** What the books, the payment and Stripe's messages tell of an order. Pure. */
import type { Transfer } from '../ledger/transfer.ts';
import type { InboxMessage } from '../payments/inbox.ts';
import type { Payment } from '../payments/payment.ts';
import { byWhom, type Entry, money } from './entry.ts';
import type { RequestRecord } from './request.ts';

export const transferEntries = (transfers: readonly Transfer[]): Entry[] =>
  transfers.flatMap((transfer) => {
    const { id, kind, status, amount, currency, debit, credit, createdAt, resolvedAt } = transfer;
    const began = status !== 'POSTED' || resolvedAt ? 'PENDING' : 'POSTED';
    const why = transfer.reason === undefined ? '' : `, "${transfer.reason}"`;
    const made: Entry = {
      ...{ at: createdAt, part: 'money' },
      what: `${kind} ${money(amount, currency)} ${began}: ${id}${why}`,
      more: [`${debit} -> ${credit}`],
    };
    if (resolvedAt === undefined) return [made];
    return [made, { at: resolvedAt, part: 'money', what: `${kind} ${status}: ${id}` }];
  });

export function paymentEntries(payment: Payment | undefined): Entry[] {
  if (!payment) return [];
  const { intentId, amount, currency, createdAt, receivedAt, updatedAt, status, version } = payment;
  const opened: Entry = {
    ...{ at: createdAt, part: 'payment' },
    what: `${money(amount, currency)} asked for by ${intentId}`,
  };
  const came: Entry[] = receivedAt
    ? [{ at: receivedAt, part: 'payment', what: `${receivedOf(payment)} came` }]
    : [];
  const now: Entry = {
    ...{ at: updatedAt, part: 'payment' },
    what: `${status}, version ${version}, by ${byWhom(payment.by)}`,
    more: notesOf(payment),
  };
  return [opened, ...came, now];
}

const receivedOf = ({ amountReceived, receivedCurrency, currency }: Payment): string =>
  money(amountReceived, receivedCurrency ?? currency);

function notesOf(payment: Payment): string[] {
  const { refunds, refunded, refundFailure, errorCode, refundDue, currency } = payment;
  const paidIn = payment.receivedCurrency ?? currency;
  return [
    ...(refunded > 0 ? [`refunded ${money(refunded, paidIn)}`] : []),
    ...refunds.map(({ id, amount, status }) => `refund ${id}: ${money(amount, paidIn)} ${status}`),
    ...(refundFailure ? [`a refund failed after all: ${refundFailure}`] : []),
    ...(errorCode ? [`declined: ${errorCode}`] : []),
    ...(refundDue ? ['waits to be sent back'] : []),
  ];
}

export const inboxEntries = (messages: readonly InboxMessage[]): Entry[] =>
  messages.flatMap((message) => {
    const { eventId, type, status, attempts, replays, receivedAt, handledAt, reason } = message;
    const last = message.announcedAt === undefined ? '' : `, last ${message.announcedAt}`;
    const tried = attempts > 0 ? `, failed tries: ${attempts}` : '';
    const again = replays > 0 ? `, announced again: ${replays}${last}` : '';
    const why = reason === undefined ? '' : ` (${reason})`;
    const state = `${status}${why}${tried}${again}`;
    const came = `${type} ${eventId} received`;
    if (handledAt === undefined)
      return [{ at: receivedAt, part: 'stripe', what: `${came}, now ${state}` }];
    return [
      { at: receivedAt, part: 'stripe' as const, what: came },
      { at: handledAt, part: 'stripe' as const, what: `${eventId} ${state}` },
    ];
  });

export const requestEntries = (at: string, request: RequestRecord | undefined): Entry[] =>
  request
    ? [
        {
          ...{ at, part: 'request' as const, derived: true as const },
          what: `${request.route}: this key made ${request.resourceId}, kept until ${request.expiresAt}`,
        },
      ]
    : [];
