/** A received webhook, stored once with its raw text before anything is done about it. */
import type { Stamp } from '../platform/actor.ts';

export type InboxSource = 'stripe' | 'esim-go';
export type InboxStatus = 'RECEIVED' | 'APPLIED' | 'IGNORED' | 'FAILED';

export interface InboxMessage {
  source: InboxSource;
  eventId: string;
  type: string;
  /** The raw text, as signed. */
  payload: string;
  status: InboxStatus;
  /** Why it failed or was ignored. */
  reason?: string;
  /** Failed tries. */
  attempts: number;
  /** How often it was announced again: by the reconciler, or because a person asked for it. */
  replays: number;
  /** When it was announced again, the last time. */
  announcedAt?: string;
  receivedAt: string;
  handledAt?: string;
  expiresAtSeconds: number;
  correlationId: string;
  by: Stamp;
}

const keptSeconds = 90 * 24 * 3600;

export const received = (
  message: Pick<InboxMessage, 'source' | 'eventId' | 'type' | 'payload' | 'correlationId' | 'by'>,
  now: Date,
): InboxMessage => ({
  ...message,
  status: 'RECEIVED',
  attempts: 0,
  replays: 0,
  receivedAt: now.toISOString(),
  expiresAtSeconds: Math.floor(now.getTime() / 1000) + keptSeconds,
});

export const isHandled = ({ status }: InboxMessage): boolean =>
  status === 'APPLIED' || status === 'IGNORED';

/** More announcements by rule would not help: a person has to look. */
const replaysMax = 5;
const minute = 60_000;
const day = 24 * 60 * minute;

export type Neglect = 'NONE' | 'ANNOUNCE' | 'STUCK';

/**
 * What is to be done about a message that lies there. One that nobody has tried may have lost its
 * announcement; one that failed is tried by its queue for most of a day, and afterwards by nobody.
 */
export function neglectOf(message: InboxMessage, now: Date): Neglect {
  if (isHandled(message)) return 'NONE';
  const { status, replays, announcedAt, receivedAt } = message;
  const patience = status === 'FAILED' ? day : Math.min(day, 15 * minute * 2 ** replays);
  if (now.getTime() - Date.parse(announcedAt ?? receivedAt) < patience) return 'NONE';
  return replays < replaysMax ? 'ANNOUNCE' : 'STUCK';
}
