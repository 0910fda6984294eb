import type Stripe from 'stripe';

/** An attached method and the test name it came from, which decides what a charge on it does. */
export interface KnownMethod {
  method: Stripe.PaymentMethod;
  testName: string;
}

export interface Counters {
  requests: Record<string, number>;
  faultsInjected: Record<string, number>;
  webhookAttempts: number;
  webhooksDelivered: number;
  idempotentReplays: number;
}

/** What happens on its own later, without any API request. */
export interface Scheduled {
  atMs: number;
  what: 'intent-expires' | 'refund-fails' | 'refund-succeeds';
  id: string;
}

export interface StoredAnswer {
  path: string;
  body: string;
  atMs: number;
  requestId: string;
  /** Null while the first request with this key is under way. */
  answer: { status: number; body: string } | null;
}

interface DeliveryAttempt {
  atMs: number;
  /** The endpoint's HTTP status, or null with what went wrong instead. */
  status: number | null;
  error: string | null;
}

export interface Delivery {
  number: number;
  eventId: string;
  state: 'held' | 'waiting' | 'sending' | 'delivered' | 'given-up';
  nextAtMs: number;
  /** Set on release: the delivery whose first attempt must have ended before this one starts. */
  after: number | null;
  attempts: DeliveryAttempt[];
}

/** Decimals are text on the wire; the client makes its own class of them. */
export type StoredItem = Omit<Stripe.InvoiceItem, 'quantity_decimal'> & {
  created: number;
  quantity_decimal: string;
};
