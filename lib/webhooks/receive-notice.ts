/** A provider's callback: checked, stored once with its raw text, and acknowledged. */
import { createHash } from 'node:crypto';
import { received } from '../payments/inbox.ts';
import { storeInbox } from '../payments/items.ts';
import type { Stamp } from '../platform/actor.ts';
import { ProblemError } from '../platform/errors.ts';
import { count } from '../platform/observability.ts';
import type { Provider, ProviderNotice } from '../providers/port.ts';

/** Real callbacks have a few hundred bytes; an item has room for 400 KB. */
const payloadBytesMax = 64 * 1024;

export async function receiveNotice(
  provider: Provider,
  call: {
    rawBody: Buffer;
    headers: Record<string, string>;
    stamp: Stamp;
    correlationId: string;
    now: Date;
  },
): Promise<void> {
  const { rawBody, correlationId, now } = call;
  if (rawBody.length > payloadBytesMax) throw new ProblemError('PAYLOAD_TOO_LARGE');
  if (!(await provider.verifyCallback(rawBody, call.headers)))
    throw new ProblemError('WEBHOOK_SIGNATURE_INVALID');
  const notice = provider.parseCallback(rawBody);
  const eventId = noticeId(rawBody, notice, now);
  const isNew = await storeInbox(
    received(
      {
        source: provider.name,
        eventId,
        type: notice.kind === 'OTHER' ? notice.type : notice.kind,
        payload: rawBody.toString('utf8'),
        correlationId,
        by: { ...call.stamp, kind: 'PROVIDER', id: provider.name },
      },
      now,
    ),
  );
  count(isNew ? 'ProviderNotices' : 'ProviderNoticeRepeats');
}

/**
 * Notices carry no id: the digest of the body stands for one. A balance, and kinds that we do not
 * act on, may say the same again on another day and mean it, so the day counts with them.
 */
export function noticeId(rawBody: Buffer, notice: ProviderNotice, now: Date): string {
  const digest = createHash('sha256').update(rawBody).digest('hex');
  const recurs = notice.kind === 'OTHER' || notice.kind === 'BALANCE_LOW';
  return recurs ? `${digest}-${now.toISOString().slice(0, 10)}` : digest;
}
