/**
 * What a Stripe event says, read leniently: an event has the shape of its endpoint's API version,
 * so only the fields that are needed are asked for. An event that should matter but cannot be
 * understood throws; it is never taken for one that does not matter.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';

export interface IntentFacts {
  intentId: string;
  orderId?: string | undefined;
  /** Minor units. */
  amountReceived: number;
  /** Upper case, maybe none that we sell in. */
  currency: string;
  errorCode?: string | undefined;
  cancellationReason?: string | undefined;
}

export interface RefundFacts {
  intentId: string;
  orderId?: string | undefined;
  /** One refund as it stands… */
  refund?: { id: string; amount: number; status: string; failureReason?: string | undefined };
  /** …or the sum over all refunds of the charge. */
  refundedInAll?: number;
}

export const intentNews = {
  'payment_intent.requires_action': 'REQUIRES_ACTION',
  'payment_intent.processing': 'PROCESSING',
  'payment_intent.payment_failed': 'FAILED',
  'payment_intent.canceled': 'CANCELED',
  'payment_intent.succeeded': 'SUCCEEDED',
} as const;
export type IntentNews = (typeof intentNews)[keyof typeof intentNews];

const refundTypes = new Set([
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.refund.updated',
]);
const chargeRefunded = 'charge.refunded';

/** All types that are more than OTHER. */
export const newsTypes: readonly string[] = [
  ...Object.keys(intentNews),
  ...refundTypes,
  chargeRefunded,
];

export type Notice =
  | { kind: 'INTENT'; news: IntentNews; intent: IntentFacts }
  | { kind: 'REFUND'; refund: RefundFacts }
  /** Nothing that we act on. */
  | { kind: 'OTHER' };

const Envelope = z.object({
  type: z.string().min(1),
  data: z.object({ object: z.unknown() }).optional(),
});
const amount = z.int().min(0);
const metadata = z.object({ orderId: z.string().optional() });
/** An id, or the object itself where the version expands it. */
const reference = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]);

const IntentObject = z.object({
  id: z.string().min(1),
  amount_received: amount,
  currency: z.string().min(1),
  metadata,
  last_payment_error: z.object({ code: z.string().optional() }).nullish(),
  cancellation_reason: z.string().nullish(),
});
const RefundObject = z.object({
  id: z.string().min(1),
  amount,
  status: z.string(),
  payment_intent: reference.nullish(),
  failure_reason: z.string().nullish(),
  metadata: metadata.nullish(),
});
const ChargeObject = z.object({
  amount_refunded: amount,
  payment_intent: reference.nullish(),
  metadata: metadata.nullish(),
});

export function readNotice(payload: string): Notice {
  const { type, data } = understood(Envelope, parsed(payload), 'event');
  // Own properties only: a type called "constructor" is no news.
  if (Object.hasOwn(intentNews, type)) {
    const news = intentNews[type as keyof typeof intentNews];
    return intentNotice(news, understood(IntentObject, data?.object, type));
  }
  if (refundTypes.has(type)) return refundNotice(understood(RefundObject, data?.object, type));
  if (type === chargeRefunded) return chargeNotice(understood(ChargeObject, data?.object, type));
  return { kind: 'OTHER' };
}

const intentNotice = (news: IntentNews, object: z.infer<typeof IntentObject>): Notice => ({
  kind: 'INTENT',
  news,
  intent: {
    intentId: object.id,
    orderId: object.metadata.orderId,
    amountReceived: object.amount_received,
    currency: object.currency.toUpperCase(),
    errorCode: object.last_payment_error?.code,
    cancellationReason: object.cancellation_reason ?? undefined,
  },
});

function refundNotice(object: z.infer<typeof RefundObject>): Notice {
  if (!object.payment_intent) return { kind: 'OTHER' };
  const { id, amount: refunded, status, failure_reason } = object;
  return {
    kind: 'REFUND',
    refund: {
      intentId: object.payment_intent,
      orderId: object.metadata?.orderId,
      refund: { id, amount: refunded, status, failureReason: failure_reason ?? undefined },
    },
  };
}

function chargeNotice(object: z.infer<typeof ChargeObject>): Notice {
  if (!object.payment_intent) return { kind: 'OTHER' };
  return {
    kind: 'REFUND',
    refund: {
      intentId: object.payment_intent,
      orderId: object.metadata?.orderId,
      refundedInAll: object.amount_refunded,
    },
  };
}

/** Id and type for the inbox; an event without an id is known by its digest. */
export function identified(payload: string): { eventId: string; type: string } {
  const digest = () => createHash('sha256').update(payload).digest('hex');
  try {
    const { id, type } = z
      .object({
        id: z.string().regex(/^[\w-]{1,255}$/),
        type: z.string().max(255).catch('unknown'),
      })
      .parse(JSON.parse(payload));
    return { eventId: id, type };
  } catch {
    return { eventId: digest(), type: 'unknown' };
  }
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    throw new Error('event is no JSON');
  }
}

function understood<S extends z.ZodType>(schema: S, value: unknown, what: string): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = result.error.issues.map((issue) => issue.path.join('.') || 'object').join(', ');
  throw new Error(`${what} is not understood: ${fields}`);
}
