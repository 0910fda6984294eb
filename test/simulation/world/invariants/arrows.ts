/** Every change of an order, as the stream tells it: product.md's arrows, one version at a time. */
import { type Row, text, type Violation, violation } from './evidence.ts';

const broken = violation('arrows');

/** product.md, "State machines". */
const arrows: Record<string, readonly string[]> = {
  CREATED: ['PAYMENT_PENDING', 'CANCELED'],
  PAYMENT_PENDING: ['PAID', 'CANCELED'],
  PAID: ['PROVISIONING', 'FAILED'],
  PROVISIONING: ['COMPLETED', 'PENDING_SYNC', 'FAILED'],
  PENDING_SYNC: ['COMPLETED', 'PROVISIONING', 'FAILED'],
  COMPLETED: ['REFUNDED'],
  FAILED: ['REFUNDED'],
  REFUNDED: [],
  CANCELED: [],
};
const first: Record<string, string> = { VENDOR: 'PAID', CARD: 'CREATED' };

/** What a sale never changes after its acceptance. */
const fixed = [
  ...['id', 'channel', 'ownerKey', 'vendorId', 'customerId', 'email', 'customerReference'],
  ...['bundleCode', 'quantity', 'unitPrice', 'total', 'currency', 'holdId', 'createdAt'],
] as const;

export function orderChangeViolations(
  before: Row | undefined,
  after: Row | undefined,
): Violation[] {
  const id = text(after ?? before ?? { pk: '', sk: '' }, 'id');
  if (!after) return [broken(id, 'is gone')];
  if (!before)
    return after.version === 1 && after.status === first[text(after, 'channel')]
      ? []
      : [broken(id, `begins as ${after.status}, version ${after.version}`)];
  const [from, to] = [text(before, 'status'), text(after, 'status')];
  const found: Violation[] = [];
  if (from !== to && !arrows[from]?.includes(to)) found.push(broken(id, `${from} -> ${to}`));
  if (from === to && arrows[from]?.length === 0) found.push(broken(id, `changed while ${from}`));
  if (after.version !== Number(before.version) + 1)
    found.push(broken(id, `version ${before.version} -> ${after.version}`));
  for (const field of fixed)
    if (before[field] !== after[field])
      found.push(broken(id, `${field} changed: ${before[field]} -> ${after[field]}`));
  if (before.paymentIntentId !== undefined && before.paymentIntentId !== after.paymentIntentId)
    found.push(broken(id, 'changed its payment intent'));
  return found;
}

const ranks = [
  ...['CREATED', 'REQUIRES_ACTION', 'PROCESSING', 'FAILED', 'CANCELED'],
  ...['SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED'],
];

/** A late or repeated event never moves a payment backwards, and never forgets money. */
export function paymentChangeViolations(
  before: Row | undefined,
  after: Row | undefined,
): Violation[] {
  const id = `payment of ${text(after ?? before ?? { pk: '', sk: '' }, 'orderId')}`;
  if (!after) return [broken(id, 'is gone')];
  // The first that is heard of it may move it on already.
  if (!before) return [];
  const found: Violation[] = [];
  if (ranks.indexOf(text(after, 'status')) < ranks.indexOf(text(before, 'status')))
    found.push(broken(id, `${before.status} -> ${after.status}`));
  if (after.version !== Number(before.version) + 1)
    found.push(broken(id, `version ${before.version} -> ${after.version}`));
  if (before.receivedAt !== undefined && before.amountReceived !== after.amountReceived)
    found.push(broken(id, `received ${before.amountReceived}, then ${after.amountReceived}`));
  if (Number(after.refunded) < Number(before.refunded))
    found.push(broken(id, `gave back ${before.refunded}, then ${after.refunded}`));
  return found;
}

/** A claim is for ever: a line that was bound to one order never goes to another. */
export function claimChangeViolations(
  before: Row | undefined,
  after: Row | undefined,
): Violation[] {
  const key = (after ?? before)?.pk ?? '';
  if (!after) return [broken(key, 'is gone')];
  if (!before || before.orderId === after.orderId) return [];
  return [broken(key, `went from ${before.orderId} to ${after.orderId}`)];
}
