/**
 * A vendor's order is accepted in one transaction: order, hold on the wallet, transfer, counters
 * and idempotency record. One read (the bundle) precedes it; nothing is computed from a balance.
 */
import { bundleByCode, priceFor } from '../catalogue/read.ts';
import { holdWrites } from '../ledger/items.ts';
import { type Stamp, type VendorActor, vendorOwner } from '../platform/actor.ts';
import type { Timings } from '../platform/config.ts';
import { type Item, type Refusals, transact } from '../platform/dynamodb.ts';
import { ProblemError } from '../platform/errors.ts';
import { type IdempotentRequest, idempotencyRecord } from '../platform/idempotency.ts';
import { newId } from '../platform/ids.ts';
import type { Currency, Money } from '../platform/money.ts';
import { count } from '../platform/observability.ts';
import type { Write } from '../platform/writes.ts';
import { totalOf } from '../pricing/price.ts';
import { countWrite } from '../vendors/items.ts';
import { newOrder } from './items.ts';
import { inSeconds, type Order, type TopUp } from './order.ts';
import { earlierOrder, replayedOrder } from './replay.ts';

export interface VendorOrderCommand {
  vendor: VendorActor;
  bundleCode: string;
  quantity: number;
  customerReference?: string | undefined;
  /** Refuse when the unit price has risen above this; minor units. */
  maxUnitPrice?: number | undefined;
  /** Of a top-up: finds out what its eSIM has to be, or throws; asked when the bundle can be sold. */
  topUp?: () => Promise<TopUp>;
  idempotency: IdempotentRequest;
  stamp: Stamp;
  correlationId: string;
  now: Date;
  timings: Timings;
}

export interface Quote {
  bundleCode: string;
  bundleName: string;
  dataBytes: number | null;
  durationDays: number;
  quantity: number;
  unitPrice: Money;
  total: Money;
}

/** Price and terms for this vendor now; throws when the bundle cannot be sold or is too dear. */
export async function quoteOrder(
  tier: string,
  currency: string,
  wish: { bundleCode: string; quantity: number; maxUnitPrice?: number | undefined },
): Promise<Quote> {
  const bundle = await bundleByCode(wish.bundleCode);
  if (!bundle) throw new ProblemError('BUNDLE_NOT_FOUND');
  // None while it is retired or without a price for this tier.
  const unitPrice = priceFor(bundle, tier);
  if (unitPrice?.currency !== currency) throw new ProblemError('BUNDLE_UNAVAILABLE');
  if (wish.maxUnitPrice !== undefined && unitPrice.amount > wish.maxUnitPrice)
    throw new ProblemError(
      'PRICE_ABOVE_MAXIMUM',
      `The unit price is ${unitPrice.amount}, above maxUnitPrice ${wish.maxUnitPrice}.`,
    );
  return {
    bundleCode: bundle.code,
    bundleName: bundle.name,
    dataBytes: bundle.dataBytes,
    durationDays: bundle.durationDays,
    quantity: wish.quantity,
    unitPrice,
    total: totalOf(unitPrice, wish.quantity),
  };
}

export async function acceptVendorOrder(
  command: VendorOrderCommand,
): Promise<{ order: Order; replayed: boolean }> {
  const { vendor, now } = command;
  let quote: Quote;
  let limits: Write;
  let topUp: TopUp | undefined;
  try {
    quote = await quoteOrder(vendor.tier, vendor.currency, command);
    limits = countWrite(vendor.vendorId, quote.total.amount, vendor.limits, now);
    topUp = await command.topUp?.();
  } catch (refusal) {
    // Price, offer, limits or eSIM changed since: the repeat still gets its first answer.
    const earlier = await earlierOrder(command.idempotency, now);
    if (earlier) return { order: earlier, replayed: true };
    throw refusal;
  }
  const order = paidOrder(command, quote, topUp);
  const money = { vendorId: vendor.vendorId, holdId: order.holdId, orderId: order.id };
  const hold = holdWrites({ ...money, amount: order.total, currency: order.currency }, now);
  const outcome = await transact({
    idempotency: idempotencyRecord(command.idempotency, order.id, now),
    order: newOrder(order),
    wallet: hold.wallet,
    transfer: hold.transfer,
    limits,
  });
  if (outcome.ok) {
    count('VendorOrdersAccepted');
    return { order, replayed: false };
  }
  return refusedOrReplayed(command, outcome.refused);
}

function paidOrder(
  command: VendorOrderCommand,
  quote: Quote,
  topUp: TopUp | undefined,
): Order & { holdId: string } {
  const { vendor, now } = command;
  return {
    id: newId('order', now),
    status: 'PAID',
    version: 1,
    channel: 'VENDOR',
    ownerKey: vendorOwner(vendor.vendorId),
    vendorId: vendor.vendorId,
    ...(command.customerReference === undefined
      ? {}
      : { customerReference: command.customerReference }),
    bundleCode: quote.bundleCode,
    bundleName: quote.bundleName,
    dataBytes: quote.dataBytes,
    durationDays: quote.durationDays,
    quantity: quote.quantity,
    ...(topUp ? { topUp } : {}),
    unitPrice: quote.unitPrice.amount,
    total: quote.total.amount,
    currency: quote.total.currency as Currency,
    holdId: newId('transfer', now),
    attempt: 0,
    resends: 0,
    nudges: 0,
    dueAt: inSeconds(now, command.timings.announceSeconds),
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    paidAt: now.toISOString(),
    correlationId: command.correlationId,
    by: command.stamp,
  };
}

/** A repeat comes before every other reason: its first run may have spent the last of the money. */
async function refusedOrReplayed(
  command: VendorOrderCommand,
  refused: Refusals<'idempotency' | 'order' | 'wallet' | 'transfer' | 'limits'>,
): Promise<{ order: Order; replayed: boolean }> {
  if (refused.idempotency)
    return {
      order: await replayedOrder(command.idempotency, refused.idempotency.item),
      replayed: true,
    };
  if (refused.wallet) throw walletRefusal(refused.wallet.item);
  if (refused.limits) throw new ProblemError('ORDER_LIMIT_EXCEEDED');
  throw new Error('an id of a new order or transfer exists already');
}

function walletRefusal(account: Item | undefined): ProblemError {
  if (!account) return new ProblemError('VENDOR_NOT_ACTIVE');
  if (account.ordering !== 'OPEN') return new ProblemError('VENDOR_SUSPENDED');
  count('WalletRejections');
  return new ProblemError('INSUFFICIENT_WALLET_BALANCE');
}
