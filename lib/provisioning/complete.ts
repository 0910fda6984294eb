/**
 * Completion in one transaction: order COMPLETED, eSIMs stored, the money posted, the line of the
 * provider's order claimed. Whoever comes second with the same line is told so and bought nothing.
 */
import type { Esim } from '../esims/esim.ts';
import { esimIdFor, newEsim } from '../esims/items.ts';
import { cardTransfer, postWrites } from '../ledger/items.ts';
import { platformAccounts } from '../ledger/transfer.ts';
import { changedOrder } from '../orders/items.ts';
import type { Order } from '../orders/order.ts';
import { transact } from '../platform/dynamodb.ts';
import { count, log, milliseconds } from '../platform/observability.ts';
import type { Write } from '../platform/writes.ts';
import type { InstallData, PlacedLine, PlacedOrder, ProviderName } from '../providers/port.ts';
import { type Claim, type LineRef, newClaim, newIccid, toClaim } from './items.ts';
import { topUpWrites } from './top-up-writes.ts';
import { type At, completed, openUntil } from './transitions.ts';

export type Completion = 'COMPLETED' | 'MOVED_MEANWHILE' | 'CLAIMED_BY_ANOTHER' | 'ESIM_TAKEN';

/**
 * Every eSIM that the order paid for, or undefined while its line is short of one. A whole line is
 * delivered although others of its order are not ready. `used` went to other orders already, by an
 * earlier reading whose lines stood in other places: then any other line of the kind will do.
 */
export function deliveredEsims(
  order: Order,
  placed: PlacedOrder,
  line: number,
  used: ReadonlySet<string> = new Set(),
): InstallData[] | undefined {
  if (placed.status === 'FAILED') return undefined;
  const own = placed.lines[line];
  const isOwn = isLineOf(order, own) && !own.esims.some(({ iccid }) => used.has(iccid));
  if (isOwn) return wholeLine(order, placed, own);
  return placed.lines
    .filter((other) => isLineOf(order, other) && !other.esims.some(({ iccid }) => used.has(iccid)))
    .map((other) => wholeLine(order, placed, other))
    .find((esims) => esims !== undefined);
}

function wholeLine(order: Order, placed: PlacedOrder, own: PlacedLine): InstallData[] | undefined {
  const iccids = new Set(own.esims.map(({ iccid }) => iccid));
  if (order.topUp && !iccids.has(order.topUp.iccid)) return undefined;
  const others = placed.lines.filter((other) => other !== own).flatMap(({ esims }) => esims);
  // An eSIM on two lines would be sold twice.
  if (others.some(({ iccid }) => iccids.has(iccid))) return undefined;
  return iccids.size === order.quantity && own.esims.length === order.quantity
    ? own.esims
    : undefined;
}

/** Could this line serve this order? eSIMs of one bundle and quantity are interchangeable. */
export const isLineOf = (order: Order, line: PlacedLine | undefined): line is PlacedLine =>
  line?.bundleCode === order.bundleCode && line.quantity === order.quantity;

export async function complete(
  order: Order,
  placed: LineRef & { esims: InstallData[]; reread?: boolean },
  at: At,
): Promise<Completion> {
  const after = completed(order, placed, at);
  const { provider, reference, line } = placed;
  const claim: Claim = {
    ...{ provider, reference, line },
    orderId: order.id,
    claimedAt: at.now.toISOString(),
    ...(placed.esims.length > 0 ? { iccids: placed.esims.map(({ iccid }) => iccid) } : {}),
    openUntil: openUntil(order, at),
  };
  const outcome = await transact<string>({
    order: changedOrder(order, after),
    claim: newClaim(claim),
    ...moneyWrites(order, at.now),
    ...(order.topUp
      ? topUpWrites(order, order.topUp.esimId, at.now)
      : esimWrites(after, placed, at.now)),
    ...(placed.reread ? iccidWrites(order, placed) : {}),
  });
  if (outcome.ok) {
    count('OrdersCompleted');
    milliseconds('PaidToCompleted', at.now.getTime() - Date.parse(order.paidAt ?? order.createdAt));
    return 'COMPLETED';
  }
  const held = outcome.refused.claim?.item;
  if (held) {
    log('warn', 'purchase belongs to another order', {
      orderId: order.id,
      claimedBy: toClaim(held).orderId,
    });
    return 'CLAIMED_BY_ANOTHER';
  }
  if (outcome.refused.order) return 'MOVED_MEANWHILE';
  if (Object.keys(outcome.refused).some((name) => name.startsWith('iccid'))) return 'ESIM_TAKEN';
  throw new Error(`completion of ${order.id} refused: ${Object.keys(outcome.refused).join()}`);
}

const iccidWrites = (order: Order, { provider, esims }: LineRef & { esims: InstallData[] }) =>
  Object.fromEntries(
    esims.map(({ iccid }, index) => [`iccid${index}`, newIccid(provider, iccid, order.id)]),
  );

/** A vendor's hold is posted; a traveller's deposit becomes revenue. */
function moneyWrites(order: Order, now: Date): Record<string, Write> {
  if (order.channel === 'VENDOR') {
    const { vendorId, holdId } = order;
    if (!vendorId || !holdId) throw new Error(`vendor order ${order.id} without a hold`);
    const hold = postWrites({ vendorId, holdId, orderId: order.id, amount: order.total }, now);
    return { wallet: hold.wallet, transfer: hold.transfer };
  }
  return {
    transfer: cardTransfer(order.id, {
      id: `trf_${order.id}_sale`,
      kind: 'ORDER',
      status: 'POSTED',
      debit: platformAccounts.deposits,
      credit: platformAccounts.revenue,
      amount: order.total,
      currency: order.currency,
      orderId: order.id,
      createdAt: now.toISOString(),
    }),
  };
}

function esimWrites(
  order: Order,
  placed: { provider: ProviderName; esims: InstallData[] },
  now: Date,
): Record<string, Write> {
  const writes: Record<string, Write> = {};
  placed.esims.forEach((data, index) => {
    const esim: Esim = {
      ...data,
      id: esimIdFor(order.id, index),
      orderId: order.id,
      ownerKey: order.ownerKey,
      provider: placed.provider,
      bundleCode: order.bundleCode,
      status: 'PENDING_ACTIVATION',
      version: 1,
      totalBytes: order.dataBytes,
      usedBytes: 0,
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
      correlationId: order.correlationId,
    };
    writes[`esim${index}`] = newEsim(esim);
  });
  return writes;
}
