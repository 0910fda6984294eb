/**
 * Attempts and claims, in table `orders` (its items.ts lists the keys).
 *
 * An attempt is written before the provider is called, so that a lost worker leaves a trace. A
 * claim binds one line of a provider's order to one of ours, unique by condition.
 */
import type { Item } from '../platform/dynamodb.ts';
import { create, type Write } from '../platform/writes.ts';
import type { ProviderName } from '../providers/port.ts';

/** One call that may buy: up to ten orders ride in it, each as a line, in this order. */
export interface Attempt {
  id: string;
  provider: ProviderName;
  startedAt: string;
  lines: { orderId: string; bundleCode: string; quantity: number }[];
}

export const attemptKey = (id: string) => ({ pk: `ATTEMPT#${id}`, sk: 'ATTEMPT' });

export const newAttempt = (attempt: Attempt): Write =>
  create('orders', { ...attemptKey(attempt.id), ...attempt });

export const toAttempt = ({ pk: _pk, sk: _sk, ...attempt }: Item) => attempt as unknown as Attempt;

/** One line of a provider's order: lines keep their places over every reading of the order. */
export interface LineRef {
  provider: ProviderName;
  reference: string;
  line: number;
}

export interface Claim extends LineRef {
  /** Our order, or the review that looks into a purchase which no order waits for. */
  orderId: string;
  claimedAt: string;
  /** What was delivered for it. */
  iccids?: string[];
  /**
   * Given to an order whose own purchase, if there was one, may still come to light until then: until
   * then no other lost order of this kind may be sent again.
   */
  openUntil?: string | undefined;
}

export const claimKey = ({ provider, reference, line }: LineRef) => ({
  pk: `CLAIM#${provider}#${reference}`,
  sk: `LINE#${String(line).padStart(3, '0')}`,
});

/** Our own earlier claim is no obstacle (a pending order is claimed before it is complete). */
export const newClaim = (claim: Claim): Write => ({
  put: 'orders',
  item: { ...claimKey(claim), ...claim },
  condition: 'attribute_not_exists(pk) OR orderId = :order',
  values: { ':order': claim.orderId },
});

/** One eSIM, one order: for eSIMs that were read from an order of several lines more than once. */
export const newIccid = (provider: ProviderName, iccid: string, orderId: string): Write =>
  create('orders', { pk: `ICCID#${provider}#${iccid}`, sk: 'ICCID', orderId });

export const toClaim = ({ pk: _pk, sk: _sk, ...claim }: Item) => claim as unknown as Claim;
