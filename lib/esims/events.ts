/** Events about eSIMs: here, that the provider has told something which waits in the inbox. */
import * as z from 'zod';
import { type DomainEvent, defineEvent, domainEvent } from '../platform/events.ts';

export const ProviderNoticeReceived = defineEvent({
  type: 'esim.notice_received',
  version: 1,
  description: "A provider's notice was stored in the inbox, or is to be applied again",
  data: z.object({ eventId: z.string() }),
});

export const esimEventContracts = [ProviderNoticeReceived];

/** What is needed of an inbox item; its whole shape is lib/payments/inbox.ts, a neighbour. */
interface StoredNotice {
  source: string;
  eventId: string;
  receivedAt: string;
  replays: number;
  correlationId: string;
}

/** What a change of an inbox item tells; pure, so a repeated relay says the same. */
export function noticeEvents(
  before: StoredNotice | undefined,
  after: StoredNotice | undefined,
): DomainEvent[] {
  if (after?.source !== 'esim-go') return [];
  if (before && before.replays === after.replays) return [];
  const { eventId, receivedAt, correlationId } = after;
  return [
    domainEvent(
      ProviderNoticeReceived,
      {
        id: `inbox_${eventId}`,
        version: after.replays + 1,
        occurredAt: receivedAt,
        correlationId,
      },
      { eventId },
    ),
  ];
}
