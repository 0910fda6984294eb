/** An order's whole history, from everything that it has left: one list in time order. */
import { mask } from '../platform/observability.ts';
import { type Entry, inTime } from './entry.ts';
import { inboxEntries, paymentEntries, requestEntries, transferEntries } from './money-entries.ts';
import { deliveryEntries, mailEntries, reviewEntries } from './news-entries.ts';
import {
  attemptEntries,
  claimEntries,
  esimEntries,
  eventEntries,
  lastFour,
  orderEntries,
} from './order-entries.ts';
import type { Records } from './records.ts';

/** Masked: a history is read over shoulders and pasted into tickets. */
export function historyOf(records: Records): Entry[] {
  const { order } = records;
  const entries = [
    ...requestEntries(order.createdAt, records.request),
    ...orderEntries(order),
    ...paymentEntries(records.payment),
    ...inboxEntries(records.inbox),
    ...transferEntries(records.transfers),
    ...eventEntries(records.events),
    ...attemptEntries(order, records.attempts),
    ...claimEntries(order, records.claims),
    ...esimEntries(order, records.esims),
    ...deliveryEntries(records.deliveries),
    ...mailEntries(records.mails),
    ...reviewEntries(records.reviews),
  ];
  return inTime(entries).map((entry) => mask(entry) as Entry);
}

/** The items themselves, for programs; eSIMs without what installs them. */
export function maskedRecords(records: Records): object {
  const esims = records.esims.map((esim) => ({ ...esim, profile: lastFour(esim.iccid) }));
  return mask({ ...records, esims }) as object;
}
