/**
 * Table `deliveries`, mails (webhooks: lib/webhooks/items.ts).
 *
 * | Access pattern | Key |
 * | --- | --- |
 * | was this event's mail sent | pk MAIL#<eventId>, sk MAIL |
 *
 * The address stays out of it: personal data has one place, the order.
 */
import { randomUUID } from 'node:crypto';
import { get, type Key } from '../platform/dynamodb.ts';
import { putIf } from '../platform/put.ts';

export interface MailRecord {
  eventId: string;
  orderId: string;
  state: 'SENDING' | 'SENT';
  /** Tells one sender from another. */
  token: string;
  /** While SENDING: past this the sender has died and another may take over. */
  leaseUntil: string;
  sentAt?: string;
  expiresAtSeconds: number;
}

const leaseMs = 2 * 60_000;
const keptSeconds = 30 * 24 * 3600;

const mailKey = (eventId: string): Key => ({ pk: `MAIL#${eventId}`, sk: 'MAIL' });

export const readMail = (eventId: string) =>
  get<MailRecord>('deliveries', mailKey(eventId), { consistent: true });

/** The right to send this event's mail for two minutes, or undefined when it is taken or sent. */
export async function claimMail(
  about: { eventId: string; orderId: string },
  now: Date,
): Promise<MailRecord | undefined> {
  const record: MailRecord = {
    ...about,
    state: 'SENDING',
    token: randomUUID(),
    leaseUntil: new Date(now.getTime() + leaseMs).toISOString(),
    expiresAtSeconds: Math.floor(now.getTime() / 1000) + keptSeconds,
  };
  const claimed = await putIf(
    'deliveries',
    { ...mailKey(about.eventId), ...record },
    {
      condition: 'attribute_not_exists(pk) OR (#state = :sending AND leaseUntil <= :now)',
      names: { '#state': 'state' },
      values: { ':sending': 'SENDING', ':now': now.toISOString() },
    },
  );
  return claimed ? record : undefined;
}

export const markSent = (record: MailRecord, now: Date): Promise<boolean> =>
  put(record, { ...record, state: 'SENT', sentAt: now.toISOString() });

/** Surely not sent: the next receive need not wait for the lease to end. */
export const release = (record: MailRecord, now: Date): Promise<boolean> =>
  put(record, { ...record, leaseUntil: now.toISOString() });

const put = (before: MailRecord, after: MailRecord) =>
  putIf(
    'deliveries',
    { ...mailKey(after.eventId), ...after },
    {
      condition: '#state = :sending AND #token = :token',
      names: { '#state': 'state', '#token': 'token' },
      values: { ':sending': 'SENDING', ':token': before.token },
    },
  );
