/**
 * The order and its state machine, pure. Every change goes through `moved`, which refuses an arrow
 * that product.md does not draw and counts the version that the write is conditioned on.
 */
import type { Stamp } from '../platform/actor.ts';
import type { Currency } from '../platform/money.ts';

export const orderStatuses = [
  'CREATED',
  'PAYMENT_PENDING',
  'PAID',
  'PROVISIONING',
  'PENDING_SYNC',
  'COMPLETED',
  'FAILED',
  'REFUNDED',
  'CANCELED',
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

const arrows: Record<OrderStatus, readonly OrderStatus[]> = {
  CREATED: ['PAYMENT_PENDING', 'PAID', 'CANCELED'],
  PAYMENT_PENDING: ['PAID', 'CANCELED'],
  PAID: ['PROVISIONING', 'FAILED'],
  PROVISIONING: ['COMPLETED', 'PENDING_SYNC', 'FAILED'],
  PENDING_SYNC: ['COMPLETED', 'PROVISIONING', 'FAILED'],
  COMPLETED: ['REFUNDED'],
  FAILED: ['REFUNDED'],
  REFUNDED: [],
  CANCELED: [],
};

export const finalStatuses: readonly OrderStatus[] = ['COMPLETED', 'REFUNDED', 'CANCELED'];
export const isFinal = (status: OrderStatus): boolean => finalStatuses.includes(status);
export const isUnpaid = (status: OrderStatus): boolean =>
  status === 'CREATED' || status === 'PAYMENT_PENDING';
export const canMove = (from: OrderStatus, to: OrderStatus): boolean => arrows[from].includes(to);

export const quantityMax = 10;

export const failureCodes = [
  'BUNDLE_UNAVAILABLE',
  'PROVIDER_REFUSED',
  'PROVIDER_UNAVAILABLE',
  'ATTEMPTS_EXHAUSTED',
] as const;
export type FailureCode = (typeof failureCodes)[number];

export const cancelReasons = [
  'EXPIRED',
  'REQUESTED',
  'PAYMENT_CANCELED',
  'PAYMENT_MISMATCH',
] as const;
export type CancelReason = (typeof cancelReasons)[number];

/** Of an order that adds its bundle to an eSIM which was sold before. */
export interface TopUp {
  esimId: string;
  iccid: string;
  /**
   * The provider's assignments of this bundle to the eSIM before the first attempt: what is there
   * later and not here, the order has bought. While it is set, the eSIM is locked for this order.
   */
  before?: string[];
}

export interface Order {
  id: string;
  status: OrderStatus;
  /** Counts every write; each write is conditioned on the version it was made from. */
  version: number;
  channel: 'VENDOR' | 'CARD';
  /** VENDOR#ven_…, CUSTOMER#… or GUEST#<hash of e-mail>: the partition that lists it. */
  ownerKey: string;
  vendorId?: string;
  customerId?: string;
  /** Where the buyer's mail goes (card orders). */
  email?: string;
  customerReference?: string;
  bundleCode: string;
  bundleName: string;
  dataBytes: number | null;
  durationDays: number;
  /** 1 of a top-up. */
  quantity: number;
  topUp?: TopUp;
  /** Minor units; the sale's amounts never change after acceptance. */
  unitPrice: number;
  total: number;
  currency: Currency;
  /** The pending transfer that reserves a vendor order's price. */
  holdId?: string;
  paymentIntentId?: string;
  /** Number of the latest provider attempt; 0 before the first. */
  attempt: number;
  /** How the latest attempt stands; NOT_PLACED alone may be sent again at once. */
  attemptState?: 'OPEN' | 'NOT_PLACED' | 'UNKNOWN' | 'RESEND';
  attemptStartedAt?: string;
  /** Ids of the latest attempts, the newest last; an attempt may carry several orders. */
  attemptIds?: string[];
  /** How often an attempt that left no trace was sent again. */
  resends: number;
  /** Sent without company from now on: an order that it rode in was refused. */
  apart?: boolean;
  /** The provider's order, once known, and which of its lines is this order. */
  providerReference?: string;
  providerLine?: number;
  /** See `openUntil` of its claim. */
  claimOpenUntil?: string;
  failure?: FailureCode;
  cancelReason?: CancelReason;
  /** Repeated announcements of a failed order (its event may have been lost). */
  nudges: number;
  /** When somebody must look at this order if it has not moved; absent when final. */
  dueAt?: string;
  createdAt: string;
  updatedAt: string;
  /** When the money was there, or held; a card payment can take days. */
  paidAt?: string;
  completedAt?: string;
  correlationId: string;
  by: Stamp;
}

export type Change = Partial<
  Pick<
    Order,
    | 'attempt'
    | 'attemptState'
    | 'attemptStartedAt'
    | 'attemptIds'
    | 'resends'
    | 'apart'
    | 'providerReference'
    | 'providerLine'
    | 'failure'
    | 'cancelReason'
    | 'paymentIntentId'
    | 'nudges'
    | 'paidAt'
    | 'completedAt'
    | 'topUp'
  >
> & { dueAt?: string | undefined; claimOpenUntil?: string | undefined };

/** The order after moving to `status`; throws on an arrow that does not exist (a bug, not input). */
export function moved(
  order: Order,
  status: OrderStatus,
  at: { now: Date; by: Stamp },
  change: Change = {},
): Order {
  if (status !== order.status && !canMove(order.status, status))
    throw new Error(`order ${order.id}: no arrow ${order.status} -> ${status}`);
  const next = {
    ...order,
    ...change,
    status,
    version: order.version + 1,
    updatedAt: at.now.toISOString(),
    by: at.by,
  } as Order;
  if (isFinal(status) || next.dueAt === undefined) delete next.dueAt;
  return next;
}

export const inSeconds = (now: Date, seconds: number): string =>
  new Date(now.getTime() + seconds * 1000).toISOString();

export const systemStamp = (job: string, requestId: string): Stamp => ({
  kind: 'SYSTEM',
  id: job,
  requestId,
});
