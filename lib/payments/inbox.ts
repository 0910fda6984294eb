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
  /** How often a person asked for it to be handled again. */
  replays: number;
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
