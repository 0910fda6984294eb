/** A message that nobody could handle, as an operator sees it. Pure. */
import { mask } from '../platform/observability.ts';

/** What SQS gives; the queue's own words where they are kept. */
export interface RawLetter {
  messageId: string;
  body: string;
  /** Receives in all, ours included: looking at a letter counts as well. */
  receives: number;
  sentAt: string;
  /** Who sent it back before, and when: it has failed again since. */
  redrivenBy?: string;
  redrivenAt?: string;
}

export interface Letter extends Omit<RawLetter, 'body'> {
  type: string;
  /** The order, webhook or provider order that it is about. */
  entity: string;
  about: About;
  /** Masked; text as it came where it cannot be read. */
  message: unknown;
}

/** What a letter names, for looking up how that stands. */
export interface About {
  orderIds: string[];
  inbox?: { source: 'stripe' | 'esim-go'; eventId: string };
  reference?: string;
}

const textMax = 2_000;

export function readLetter({ body, ...raw }: RawLetter): Letter {
  const envelope = parsed(body);
  const detail = objectOf(envelope?.detail);
  if (!envelope || typeof detail?.type !== 'string')
    return {
      ...raw,
      ...{ type: 'unreadable', entity: '-', about: { orderIds: [] } },
      message: mask(envelope ?? body.slice(0, textMax)),
    };
  const about = aboutOf(detail.type, objectOf(detail.data) ?? {});
  return { ...raw, type: detail.type, entity: entityOf(about), about, message: mask(envelope) };
}

function aboutOf(type: string, data: Record<string, unknown>): About {
  const { orderId, orderIds, eventId, reference } = data;
  const named = [orderId, ...(Array.isArray(orderIds) ? orderIds : [])];
  const source = type.startsWith('esim.') ? ('esim-go' as const) : ('stripe' as const);
  return {
    orderIds: named.filter((id) => typeof id === 'string'),
    ...(typeof eventId === 'string' ? { inbox: { source, eventId } } : {}),
    ...(typeof reference === 'string' ? { reference } : {}),
  };
}

function entityOf({ orderIds, inbox, reference }: About): string {
  const [first, ...others] = orderIds;
  if (reference !== undefined) return `provider order ${reference}`;
  if (first !== undefined) return others.length > 0 ? `${first} and ${others.length} more` : first;
  return inbox?.eventId ?? '-';
}

function parsed(body: string): Record<string, unknown> | undefined {
  try {
    return objectOf(JSON.parse(body));
  } catch {
    return undefined;
  }
}

const objectOf = (value: unknown): Record<string, unknown> | undefined =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
