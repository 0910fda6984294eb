/**
 * A review: something that no rule can decide, with all that is known about it, for a person. Its id
 * is made from kind and subject, so whoever finds the same thing again means the same review.
 */
import { createHash } from 'node:crypto';
import type { Stamp } from '../platform/actor.ts';

export const reviewKinds = [
  /** Given up while nobody knew whether the provider had sold. */
  'UNKNOWN_AT_DEADLINE',
  /** The provider took the order and did not deliver it. */
  'NEVER_DELIVERED',
  /** The provider sold what no order waits for. */
  'ORPHAN_PURCHASE',
  /** Nobody knows what the provider sold in some time. */
  'SALES_UNREADABLE',
  /** Money that should have gone back to a card did not. */
  'REFUND_FAILED',
  /** Stripe tells of money that belongs to no order of ours, or of what we cannot read. */
  'PAYMENT_UNMATCHED',
] as const;
export type ReviewKind = (typeof reviewKinds)[number];
export type ReviewStatus = 'OPEN' | 'CLOSED';

/** What whoever opens a review knows. */
export interface NewReview {
  kind: ReviewKind;
  /** What it is about, unique within its kind: an order, a refund, a line of a provider's order. */
  subject: string;
  orderId?: string;
  /** One line for the list. */
  summary: string;
  /** Plain JSON; no install data, no e-mail addresses. */
  evidence: object;
  correlationId: string;
}

export interface Review extends NewReview {
  id: string;
  status: ReviewStatus;
  openedAt: string;
  closedAt?: string;
  closedBy?: Stamp;
  /** What the person found and did. */
  resolution?: string;
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const idLength = 26;

/** Looks like every other id of ours; 130 bits of a digest. */
export function reviewId(kind: ReviewKind, subject: string): string {
  const digest = createHash('sha256').update(`${kind}#${subject}`).digest();
  const characters = [...digest.subarray(0, idLength)].map((byte) => alphabet[byte % 32]);
  return `rev_${characters.join('')}`;
}

const summaryMax = 300;
/** An item has room for 400 KB, a transaction for 4 MB. */
const evidenceMax = 32_000;

export const openedReview = (found: NewReview, now: Date): Review => ({
  ...found,
  id: reviewId(found.kind, found.subject),
  summary: found.summary.slice(0, summaryMax),
  evidence: bounded(found.evidence),
  status: 'OPEN',
  openedAt: now.toISOString(),
});

/** As JSON says it; what is too long is kept as the beginning of its text. */
function bounded(evidence: object): object {
  const text = JSON.stringify(evidence);
  if (Buffer.byteLength(text) <= evidenceMax) return JSON.parse(text);
  const beginning = Buffer.from(text).subarray(0, evidenceMax).toString('utf8');
  return { cutAtBytes: evidenceMax, beginning };
}
