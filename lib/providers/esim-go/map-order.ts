/**
 * Order answers -> PlacedOrder (fact sheet, section 5). Pure. What the provider says of an order and
 * what it delivered are kept apart until `placedOrder`: only both together make COMPLETED.
 */
import type { Currency } from '../../platform/money.ts';
import {
  type InstallData,
  type PlacedLine,
  type PlacedOrder,
  ProviderUnavailable,
} from '../port.ts';
import {
  envelope,
  instant,
  integer,
  isRecord,
  type Json,
  list,
  money,
  records,
  text,
} from './decode.ts';
import { isIccid, isReference } from './wire.ts';

export interface OrderContext {
  /** Of the organisation; an answer's own currency wins. */
  currency: Currency;
  /** ISO time for an answer that names none: no later than this was it created. */
  createdBy: string;
}

export interface ReadLine extends PlacedLine {
  /** Named by the order, with or without install data. */
  iccids: string[];
}

export interface ReadOrder {
  reference: string;
  createdAt: string;
  said: PlacedOrder['status'];
  lines: ReadLine[];
  total: PlacedOrder['total'];
  /** Bought into stock: paid and done, and no eSIM will ever come of it. */
  stock: boolean;
}

/** undefined without a usable reference, whatever else the answer holds. */
export function readOrder(raw: unknown, context: OrderContext): ReadOrder | undefined {
  const order = Array.isArray(raw) ? raw[0] : raw;
  if (!isRecord(order) || !isReference(order.orderReference)) return undefined;
  const lines = records(order.order).filter(isPurchase).map(readLine);
  const said = statusOf(order.status);
  return {
    reference: order.orderReference,
    // `createdDate` in answers, `createDate` in older parts of the schema.
    createdAt: instant(order.createdDate) ?? instant(order.createDate) ?? context.createdBy,
    said,
    lines,
    total: money(order.total, order.currency, context.currency),
    stock:
      order.assigned === false &&
      said === 'COMPLETED' &&
      lines.every(({ iccids }) => iccids.length === 0),
  };
}

/** COMPLETED only with as many installable eSIMs as paid for, on every line; less is PENDING. */
export function placedOrder({ reference, createdAt, said, lines, total }: ReadOrder): PlacedOrder {
  const status =
    said === 'COMPLETED' && !(lines.length > 0 && lines.every(isWhole)) ? 'PENDING' : said;
  const placed = lines.map(({ bundleCode, quantity, esims }) => ({ bundleCode, quantity, esims }));
  return { reference, createdAt, status, lines: placed, total };
}

export const isWhole = ({ quantity, esims }: PlacedLine): boolean =>
  quantity > 0 && esims.length >= quantity;

/**
 * A page of GET /orders: how many entries it had, and those with a reference.
 * Throws ProviderUnavailable on an entry that may be a purchase but has no reference: passing over it
 * could make a lost purchase look as if it had never happened.
 */
export function readOrders(
  raw: unknown,
  context: OrderContext,
): { size: number; orders: ReadOrder[] } {
  const entries = envelope(raw, 'orders');
  if (entries === undefined) throw new ProviderUnavailable('eSIM Go: no list of orders');
  const orders = entries.flatMap((entry) => {
    const order = readOrder(entry, context);
    if (order !== undefined) return [order];
    const lines = isRecord(entry) ? records(entry.order) : [];
    if (lines.length > 0 && !lines.some(isPurchase)) return [];
    throw new ProviderUnavailable('eSIM Go: order without reference');
  });
  return { size: entries.length, orders };
}

/** Top-ups of the balance and applied stock are lines too; only `bundle` buys. */
const isPurchase = (line: Json): boolean =>
  (text(line.type) ?? 'bundle').toLowerCase() === 'bundle';

function readLine(line: Json): ReadLine {
  const esims = [...new Map(records(line.esims).flatMap(keyedInstallData)).values()];
  const named = [...list(line.iccids), ...records(line.esims).map(({ iccid }) => iccid)];
  const iccids = [...new Set(named.filter(isIccid))];
  const quantity = integer(line.quantity);
  return {
    bundleCode: text(line.item) ?? '',
    quantity: quantity !== undefined && quantity > 0 ? quantity : 0,
    esims,
    iccids,
  };
}

const keyedInstallData = (raw: Json): [string, InstallData][] => {
  const data = installData(raw);
  return data === undefined ? [] : [[data.iccid, data]];
};

/** undefined unless all three parts are there and fit an LPA string (SGP.22) and a link made of it. */
export function installData(raw: Json): InstallData | undefined {
  const matchingId = text(raw.matchingId);
  const smdpAddress = hostOf(raw.smdpAddress) ?? hostOf(raw.rspUrl);
  if (!isIccid(raw.iccid) || smdpAddress === undefined) return undefined;
  if (matchingId === undefined || !/^[A-Za-z0-9._-]{1,255}$/.test(matchingId)) return undefined;
  return { iccid: raw.iccid, smdpAddress, matchingId };
}

/** Documented with and without `http://`; install links want the bare host. */
function hostOf(value: unknown): string | undefined {
  const host = text(value)
    ?.replace(/^https?:\/\//i, '')
    .replace(/\/+$/, '');
  return host !== undefined && /^[A-Za-z0-9.-]+(:\d{1,5})?$/.test(host) ? host : undefined;
}

const statuses = new Map<string, PlacedOrder['status']>([
  ['completed', 'COMPLETED'],
  ['success', 'COMPLETED'],
  ['failed', 'FAILED'],
  ['error', 'FAILED'],
  ['cancelled', 'FAILED'],
  ['canceled', 'FAILED'],
]);

/** Only `completed` is published; every word that is not known means: keep asking. */
const statusOf = (status: unknown): PlacedOrder['status'] =>
  statuses.get(text(status)?.toLowerCase() ?? '') ?? 'PENDING';
