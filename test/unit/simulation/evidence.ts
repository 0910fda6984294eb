/** A small, whole world of evidence: one vendor order, one card order; tests break one thing each. */
import { Webhook } from 'standardwebhooks';
import type {
  CardMoney,
  Evidence,
  Purchase,
  Received,
  Row,
  Sale,
} from '../../simulation/world/invariants/evidence.ts';

export const secret = `whsec_${Buffer.from('a secret of the endpoint').toString('base64')}`;
export const vendorOrderId = 'ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z4';
export const cardOrderId = 'ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z5';
const createdAt = '2026-03-02T06:00:00.000Z';
const url = 'https://vendor.example/hook';

const order = (id: string, more: object): Row => ({
  ...{ pk: `ORDER#${id}`, sk: 'ORDER', id, status: 'COMPLETED', version: 4, createdAt },
  ...{ bundleCode: 'esim_1GB', currency: 'USD' },
  ...more,
});
export const vendorOrder = order(vendorOrderId, {
  ...{ channel: 'VENDOR', vendorId: 'ven_1', ownerKey: 'VENDOR#ven_1', customerReference: 'm-1' },
  ...{ quantity: 2, unitPrice: 300, total: 600, holdId: 'trf_1' },
  ...{ providerReference: 'ref-1', providerLine: 0 },
});
export const cardOrder = order(cardOrderId, {
  ...{ channel: 'CARD', ownerKey: 'GUEST#x', email: 'm-2@example.com' },
  ...{ quantity: 1, unitPrice: 500, total: 500, paymentIntentId: 'pi_1' },
  ...{ providerReference: 'ref-1', providerLine: 1 },
});

const claim = (line: number, orderId: string): Row => ({
  ...{ pk: 'CLAIM#esim-go#ref-1', sk: `LINE#00${line}` },
  ...{ reference: 'ref-1', line, orderId },
});
const esim = (orderId: string, iccid: string): Row => ({
  ...{ pk: `ESIM#${iccid}`, sk: 'ESIM', orderId, iccid, bundleCode: 'esim_1GB' },
});
export const hold: Row = {
  ...{ pk: 'ACCOUNT#ven_1', sk: 'TRANSFER#trf_1', id: 'trf_1', kind: 'ORDER', status: 'POSTED' },
  ...{ debit: 'vendor:ven_1:wallet', credit: 'platform:revenue', amount: 600, currency: 'USD' },
  orderId: vendorOrderId,
};
const topUp: Row = {
  ...{ pk: 'ACCOUNT#ven_1', sk: 'TRANSFER#trf_0', id: 'trf_0', kind: 'TOP_UP', status: 'POSTED' },
  ...{ debit: 'platform:cash', credit: 'vendor:ven_1:wallet', amount: 1000, currency: 'USD' },
};
export const account: Row = {
  ...{ pk: 'ACCOUNT#ven_1', sk: 'BALANCE', vendorId: 'ven_1', creditLimit: 0 },
  ...{ available: 400, held: 0, spent: 600, funded: 1000 },
};
const cardTransfer = (kind: string, debit: string, credit: string): Row => ({
  ...{ pk: `ORDER#${cardOrderId}`, sk: `TRANSFER#${kind}`, id: kind, kind, status: 'POSTED' },
  ...{ debit: `platform:${debit}`, credit: `platform:${credit}`, amount: 500, currency: 'USD' },
  orderId: cardOrderId,
});
const sale = (line: number, quantity: number, iccids: string[]): Sale => ({
  ...{ reference: 'ref-1', line, bundleCode: 'esim_1GB', quantity, iccids, assignmentIds: [] },
});

export function received(more: Partial<Received> & { id?: string; type?: string } = {}): Received {
  const { id = `evt_${vendorOrderId}_4_completed`, type = 'order.completed', ...rest } = more;
  const body = JSON.stringify({ type, timestamp: createdAt, data: { id: vendorOrderId } });
  const at = new Date();
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
  return { url, headers, body, status: 200, ...rest };
}

export const purchase: Purchase = {
  ...{ key: 'key-1', channel: 'VENDOR', mark: 'm-1', bundleCode: 'esim_1GB', quantity: 2 },
  answers: [{ status: 201, orderId: vendorOrderId }],
  otherBody: [],
};
const cardPurchase: Purchase = {
  ...{
    key: 'key-2',
    channel: 'CARD',
    mark: 'm-2@example.com',
    bundleCode: 'esim_1GB',
    quantity: 1,
  },
  answers: [{ status: 201, orderId: cardOrderId }],
  otherBody: [],
};
export const card: CardMoney = {
  ...{ orderId: cardOrderId, intentId: 'pi_1', status: 'succeeded' },
  ...{ captured: 500, refunded: 0, isRefundLost: false },
};

export const whole = (): Evidence => ({
  books: {
    orders: [vendorOrder, cardOrder, claim(0, vendorOrderId), claim(1, cardOrderId)],
    ledger: [
      account,
      topUp,
      hold,
      cardTransfer('PAYMENT', 'cash', 'customer_deposits'),
      cardTransfer('ORDER', 'customer_deposits', 'revenue'),
    ],
    payments: [],
    esims: [esim(vendorOrderId, '1'), esim(vendorOrderId, '2'), esim(cardOrderId, '3')],
    vendors: [
      {
        ...{ pk: 'VENDOR#ven_1', sk: 'ENDPOINT#whe_1', id: 'whe_1', vendorId: 'ven_1', url },
        status: 'ENABLED',
      },
      { pk: 'VENDOR#ven_1', sk: 'COUNT#2026-03', o: 1, s: 600 },
    ],
    deliveries: [],
  },
  sales: [sale(0, 2, ['1', '2']), sale(1, 1, ['3'])],
  cards: [card],
  received: [received()],
  purchases: [purchase, cardPurchase],
});

/** The same world with some rows of one table replaced or left out. */
export function withRows(
  table: keyof Evidence['books'],
  change: (row: Row) => Row | undefined,
  evidence: Evidence = whole(),
): Evidence {
  const rows = evidence.books[table].flatMap((row) => {
    const changed = change(row);
    return changed ? [changed] : [];
  });
  return { ...evidence, books: { ...evidence.books, [table]: rows } };
}
