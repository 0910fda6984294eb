import type { Order, OrderLine } from './order.ts';
import type { Quote } from './place-order.ts';
import { CURRENCY, preciseTimestamp, toDecimal, type Version } from './wire.ts';
import type { World } from './world.ts';

/** Requests say `allowReassign`; answers spell it with a capital A. */
function lineView(line: OrderLine) {
  return {
    type: line.type,
    item: line.item,
    quantity: line.quantity,
    subTotal: toDecimal(line.unitMinor * line.quantity),
    pricePerUnit: toDecimal(line.unitMinor),
    AllowReassign: line.allowReassign,
  };
}

export function quoteView(quote: Quote, now: number) {
  return {
    order: quote.lines.map(lineView),
    total: toDecimal(quote.totalMinor),
    valid: quote.valid,
    currency: CURRENCY,
    createdDate: preciseTimestamp(now, quote.lines.length),
    assigned: quote.assign,
  };
}

export function orderView(
  world: World,
  order: Order,
  version: Version,
  { withIccids = true, shortBy = 0 } = {},
) {
  const lines = order.lines.map((line) => ({
    ...(withIccids ? delivered(world, order, line, shortBy) : {}),
    ...lineView(line),
  }));
  return {
    order: lines,
    total: toDecimal(order.totalMinor),
    currency: CURRENCY,
    status: order.status,
    statusMessage: statusMessage(order),
    orderReference: order.reference,
    createdDate: preciseTimestamp(order.createdAt, order.sequence),
    assigned: order.assign,
    sourceIP: order.sourceIp,
    ...(version === '2.5'
      ? { runningBalance: toDecimal(order.runningBalanceMinor).toFixed(2) }
      : {}),
    ...(order.kind === 'topup' ? { invoiceLink: `/invoices/${order.reference}.pdf` } : {}),
  };
}

function delivered(world: World, order: Order, line: OrderLine, shortBy: number) {
  const shown = shortBy > 0 ? line.iccids.slice(0, -shortBy) : line.iccids;
  const esims = shown.map((iccid) => {
    const esim = world.esims.get(iccid);
    return { iccid, matchingId: esim?.matchingId, smdpAddress: esim?.smdpAddress };
  });
  if (order.status !== 'completed' || !order.assign) return { iccids: [] };
  return { esims, iccids: shown };
}

function statusMessage(order: Order): string {
  if (order.status !== 'completed') return 'Order is being processed';
  const count = new Set(order.lines.flatMap((line) => line.iccids)).size;
  return order.assign ? `Order completed: ${count} eSIMs assigned` : 'Order completed';
}
