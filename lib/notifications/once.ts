/**
 * One mail per event: claimed, sent, marked. SES knows no idempotency key, so one window stays open:
 * when SES has accepted the mail and we die (or lose its answer) before the mark is written, the
 * lease runs out and the mail goes out a second time. Everything else sends it once.
 */
import { count, log } from '../platform/observability.ts';
import { claimMail, markSent, readMail, release } from './items.ts';
import { type Mail, mimeMessage } from './mime.ts';

export interface Mailing {
  from: string;
  send: (mail: { from: string; to: string; data: Buffer }) => Promise<'sent' | 'refused'>;
  clock: () => Date;
}

export type MailContent = Omit<Mail, 'from' | 'to' | 'date'>;

export async function mailOnce(
  about: { eventId: string; orderId: string; to: string },
  compose: () => Promise<MailContent>,
  deps: Mailing,
): Promise<void> {
  const { eventId, orderId, to } = about;
  const claim = await claimMail({ eventId, orderId }, deps.clock());
  if (!claim) {
    if ((await readMail(eventId))?.state === 'SENT') return;
    // Not done with: should the other sender die, this message has to come back.
    throw new Error(`mail of ${eventId} is being sent`);
  }
  let data: Buffer;
  try {
    data = mimeMessage({ ...(await compose()), from: deps.from, to, date: deps.clock() });
  } catch (error) {
    await release(claim, deps.clock());
    throw error;
  }
  if ((await deps.send({ from: deps.from, to, data })) === 'refused') {
    await release(claim, deps.clock());
    throw new Error(`mail of ${eventId} was refused`);
  }
  count('MailsSent');
  if (!(await markSent(claim, deps.clock())))
    log('warn', 'mail was sent after its lease had ended', { eventId });
}
