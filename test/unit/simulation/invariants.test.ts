/** Every invariant of the simulation holds in a whole world and catches what breaks it. */
import {
  claimChangeViolations,
  orderChangeViolations,
  paymentChangeViolations,
} from '../../simulation/world/invariants/arrows.ts';
import { cardViolations, finalCardViolations } from '../../simulation/world/invariants/cards.ts';
import { endViolations, reviewViolations } from '../../simulation/world/invariants/ends.ts';
import type { Evidence, Row } from '../../simulation/world/invariants/evidence.ts';
import { ledgerViolations } from '../../simulation/world/invariants/ledger.ts';
import { requestViolations } from '../../simulation/world/invariants/requests.ts';
import { finalSaleViolations, saleViolations } from '../../simulation/world/invariants/sales.ts';
import {
  finalTellingViolations,
  receivedViolations,
} from '../../simulation/world/invariants/told.ts';
import { topUpViolations } from '../../simulation/world/invariants/top-ups.ts';
import {
  account,
  card,
  cardOrder,
  cardOrderId,
  hold,
  purchase,
  received,
  secret,
  vendorOrder,
  vendorOrderId,
  whole,
  withRows,
} from './evidence.ts';

const all = (evidence: Evidence) => [
  ...ledgerViolations(evidence.books),
  ...saleViolations(evidence),
  ...topUpViolations(evidence.books),
  ...finalSaleViolations(evidence),
  ...cardViolations(evidence),
  ...finalCardViolations(evidence),
  ...requestViolations(evidence),
  ...finalTellingViolations(evidence),
  ...endViolations(evidence.books, 0),
  ...reviewViolations(evidence.books),
];
const said = (evidence: Evidence) => all(evidence).map(({ invariant }) => invariant);
const changed = (row: Row, more: object) => (each: Row) =>
  each.pk === row.pk && each.sk === row.sk ? { ...each, ...more } : each;
const add = (evidence: Evidence, table: keyof Evidence['books'], ...rows: Row[]): Evidence => ({
  ...evidence,
  books: { ...evidence.books, [table]: [...evidence.books[table], ...rows] },
});

test('a whole world violates nothing', () => {
  expect(all(whole())).toEqual([]);
});

describe('the books', () => {
  test.each([
    ['a balance that its transfers do not explain', changed(account, { available: 401 })],
    ['less than nothing available', changed(account, { available: -1 })],
    ['a transfer from an account to itself', changed(hold, { credit: hold.debit })],
    ['an amount that is no whole number', changed(hold, { amount: 600.5 })],
    ['a hold that is open although its order is complete', changed(hold, { status: 'PENDING' })],
    ['a hold of another amount', changed(hold, { amount: 599 })],
    ['a hold of no order', changed(hold, { orderId: 'ord_unknown' })],
  ])('%s', (_name, change) => {
    expect(said(withRows('ledger', change))).toContain('ledger');
  });

  test('two holds for one order', () => {
    const second = { ...hold, sk: 'TRANSFER#trf_2', id: 'trf_2' };
    const richer = changed(account, { available: -200, spent: 1200 });
    expect(said(add(withRows('ledger', richer), 'ledger', second))).toContain('ledger');
  });
});

describe('sales', () => {
  const isClaim = (row: Row) => row.pk.startsWith('CLAIM#');

  test('a sold line that nobody claimed', () => {
    const [one] = whole().sales;
    const more = { ...whole(), sales: [...whole().sales, { ...one!, reference: 'ref-2' }] };
    expect(all(more)).toMatchObject([{ invariant: 'sales', subject: 'ref-2/0' }]);
  });

  test('a claim on what was never sold', () => {
    const { sales } = whole();
    expect(said({ ...whole(), sales: sales.slice(1) })).toContain('sales');
  });

  test('a complete order without its claim', () => {
    const without = withRows('orders', (row) => (isClaim(row) ? undefined : row));
    expect(said(without)).toContain('sales');
  });

  test('an order with two claims', () => {
    const both = withRows('orders', (row) =>
      isClaim(row) ? { ...row, orderId: vendorOrderId } : row,
    );
    expect(said(both)).toContain('sales');
  });

  test.each([
    ['an eSIM of another line', { iccid: '9' }],
    ['an eSIM that two orders have', { iccid: '3' }],
    ['an eSIM of another bundle', { bundleCode: 'esim_5GB' }],
    ['an eSIM of no order', { orderId: 'ord_unknown' }],
  ])('%s', (_name, more) => {
    const broken = withRows('esims', (row) => (row.iccid === '1' ? { ...row, ...more } : row));
    expect(said(broken)).toContain('sales');
  });

  test('one eSIM short', () => {
    expect(said(withRows('esims', (row) => (row.iccid === '1' ? undefined : row)))).toContain(
      'sales',
    );
  });

  test('eSIMs of an order that was refunded', () => {
    const refunded = withRows('orders', changed(vendorOrder, { status: 'REFUNDED' }));
    expect(said(refunded)).toContain('sales');
  });

  const orphaned = (reviews: Row[]) => {
    const [one] = whole().sales;
    const claim = {
      ...{ pk: 'CLAIM#esim-go#ref-2', sk: 'LINE#000', reference: 'ref-2', line: 0 },
      orderId: 'rev_1',
    };
    const sales = [...whole().sales, { ...one!, reference: 'ref-2', iccids: ['7', '8'] }];
    return add({ ...whole(), sales }, 'orders', claim, ...reviews);
  };

  test('a purchase in review that no order given up explains', () => {
    expect(said(orphaned([]))).toEqual(['sales']);
  });

  test('a purchase in review that an order given up unknown explains', () => {
    const id = 'ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z6';
    const review = {
      ...{ pk: 'REVIEW#rev_2', sk: 'REVIEW', kind: 'UNKNOWN_AT_DEADLINE', orderId: id },
    };
    const givenUp = { ...vendorOrder, pk: `ORDER#${id}`, id, status: 'REFUNDED' };
    const violations = finalSaleViolations(orphaned([review, givenUp]));
    expect(violations).toEqual([]);
  });

  test('a claim of an order that was not delivered, in no review', () => {
    const refunded = withRows('orders', changed(vendorOrder, { status: 'REFUNDED' }));
    expect(finalSaleViolations(refunded)).toMatchObject([{ subject: vendorOrderId }]);
  });
});

describe('top-ups', () => {
  const id = 'ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z7';
  const topUp = { esimId: 'esm_1', iccid: '1' };
  const order = {
    ...{ ...vendorOrder, pk: `ORDER#${id}`, id, topUp, quantity: 1, total: 300 },
    ...{ holdId: 'trf_2', customerReference: 'm-3', providerReference: 'ref-2' },
  };
  const claim = (reference: string) => ({
    ...{ pk: `CLAIM#esim-go#${reference}`, sk: 'LINE#000', reference, line: 0, orderId: id },
  });
  const sold = (assignmentIds: string[], iccids = ['1']): Evidence => {
    const [one] = whole().sales;
    const more = { ...one!, reference: 'ref-2', quantity: 1, iccids, assignmentIds };
    return withRows(
      'esims',
      (row) => (row.iccid === '1' ? { ...row, id: 'esm_1', topUps: [{ orderId: id }] } : row),
      { ...whole(), sales: [...whole().sales, more] },
    );
  };
  const found = (evidence: Evidence) => [
    ...saleViolations(evidence),
    ...topUpViolations(evidence.books),
    ...finalSaleViolations(evidence),
  ];

  test('one that was claimed by its line', () => {
    expect(found(add(sold([]), 'orders', order, claim('ref-2')))).toEqual([]);
  });

  test('one that was found on the eSIM, and claimed by what it got there', () => {
    const other = { ...order, providerReference: 'assignment-77' };
    expect(found(add(sold(['77']), 'orders', other, claim('assignment-77')))).toEqual([]);
    expect(found(add(sold(['78']), 'orders', other, claim('assignment-77')))).not.toEqual([]);
  });

  test('one of another eSIM', () => {
    expect(found(add(sold([], ['2']), 'orders', order, claim('ref-2')))).not.toEqual([]);
  });

  test('one that stands on its eSIM twice, or not at all, or too early', () => {
    const whole = add(sold([]), 'orders', order, claim('ref-2'));
    const on = (topUps: object[]) =>
      found(withRows('esims', (row) => (row.id === 'esm_1' ? { ...row, topUps } : row), whole));
    expect(on([{ orderId: id }, { orderId: id }])).toHaveLength(1);
    expect(on([])).toHaveLength(1);
    const early = add(sold([]), 'orders', { ...order, status: 'PAID' });
    expect(topUpViolations(early.books)).toHaveLength(1);
  });
});

describe('cards', () => {
  test.each([
    ['money kept for an order that was refunded', { ...card, captured: 1000 }],
    ['money given back for an order that was delivered', { ...card, refunded: 500 }],
    ['an order delivered without its money', { ...card, captured: 0, status: 'canceled' }],
    ['money of an order that is none of ours', { ...card, orderId: 'ord_unknown' }],
  ])('%s', (_name, money) => {
    expect(said({ ...whole(), cards: [money] })).toContain('cards');
  });

  test('an order that was paid twice', () => {
    const twice = [card, { ...card, intentId: 'pi_2' }];
    expect(said({ ...whole(), cards: twice })).toContain('cards');
  });

  test('a payment that the books do not know', () => {
    const without = withRows('ledger', (row) => (row.kind === 'PAYMENT' ? undefined : row));
    expect(said(without)).toContain('cards');
  });

  test('money that could not go back stands in review', () => {
    const failed = withRows('orders', changed(cardOrder, { status: 'REFUNDED' }));
    const review = { pk: 'REVIEW#1', sk: 'REVIEW', kind: 'REFUND_FAILED', orderId: cardOrderId };
    expect(finalCardViolations(failed)).not.toEqual([]);
    expect(finalCardViolations(add(failed, 'orders', review))).toEqual([]);
  });
});

describe('arrows', () => {
  const moved = (from: object, to: object) =>
    orderChangeViolations({ ...vendorOrder, ...from }, { ...vendorOrder, version: 5, ...to });

  test('an arrow that is drawn', () => {
    expect(moved({ status: 'PROVISIONING' }, { status: 'COMPLETED' })).toEqual([]);
    expect(moved({ status: 'PENDING_SYNC' }, { status: 'PENDING_SYNC' })).toEqual([]);
  });

  test.each([
    ['backwards', { status: 'COMPLETED' }, { status: 'PROVISIONING' }],
    ['over a state', { status: 'PAID' }, { status: 'COMPLETED' }],
    ['out of a final state', { status: 'CANCELED' }, { status: 'PAID' }],
    ['a change after the end', { status: 'REFUNDED' }, { status: 'REFUNDED' }],
    ['a lost version', { status: 'PAID' }, { status: 'PROVISIONING', version: 6 }],
    ['another price', { status: 'PAID' }, { status: 'PROVISIONING', total: 1 }],
    ['another intent', { paymentIntentId: 'pi_1', status: 'PAID' }, { status: 'FAILED' }],
  ])('%s', (_name, from, to) => {
    expect(moved(from, to)).not.toEqual([]);
  });

  test('an order begins as its channel says, and is never gone', () => {
    const begun = { ...vendorOrder, status: 'PAID', version: 1 };
    expect(orderChangeViolations(undefined, begun)).toEqual([]);
    expect(orderChangeViolations(undefined, { ...begun, status: 'PROVISIONING' })).toHaveLength(1);
    expect(orderChangeViolations(undefined, { ...begun, channel: 'CARD' })).toHaveLength(1);
    expect(orderChangeViolations(begun, undefined)).toHaveLength(1);
  });

  test('a payment goes forwards only', () => {
    const paid = { pk: 'p', sk: 'PAYMENT', status: 'SUCCEEDED', version: 2, refunded: 0 };
    const after = { ...paid, version: 3 };
    expect(paymentChangeViolations(paid, after)).toEqual([]);
    for (const change of [
      { status: 'CANCELED' },
      { version: 4 },
      { receivedAt: 'then', amountReceived: 1 },
      { refunded: -1 },
    ])
      expect(
        paymentChangeViolations(
          { ...paid, receivedAt: 'then', amountReceived: 5 },
          {
            ...after,
            amountReceived: 5,
            ...change,
          },
        ),
      ).toHaveLength(1);
  });

  test('a claim is for ever', () => {
    const claim = { pk: 'CLAIM#1', sk: 'LINE#000', orderId: 'ord_1' };
    expect(claimChangeViolations(claim, { ...claim, claimedAt: 'later' })).toEqual([]);
    expect(claimChangeViolations(claim, { ...claim, orderId: 'ord_2' })).toHaveLength(1);
    expect(claimChangeViolations(claim, undefined)).toHaveLength(1);
  });
});

describe('told', () => {
  test('a delivery with its signature and its id', () => {
    expect(receivedViolations(received(), secret)).toEqual([]);
  });

  test.each([
    [
      'another body than the signed one',
      { body: JSON.stringify({ type: 'order.completed', data: { id: vendorOrderId } }) },
    ],
    ['an id of chance', { id: 'evt_01JDF3M5Q6R7S8T9V0W1X2Y3Z4' }],
    ['an id of another event', { id: `evt_${vendorOrderId}_4_failed` }],
  ])('%s', (_name, more) => {
    expect(receivedViolations(received(more), secret)).toHaveLength(1);
  });

  test('a receiver that is nobody', () => {
    expect(receivedViolations(received(), undefined)).toHaveLength(1);
  });

  test('an event that never came, or was never taken', () => {
    expect(said({ ...whole(), received: [] })).toEqual(['told']);
    expect(said({ ...whole(), received: [received({ status: 500 })] })).toEqual(['told']);
  });

  test('an event that is still being tried', () => {
    const delivery = {
      ...{ pk: 'VENDOR#ven_1', sk: 'DELIVERY#1', status: 'RETRYING', endpointId: 'whe_1' },
      ...{ orderId: vendorOrderId, eventType: 'order.completed' },
    };
    expect(said(add({ ...whole(), received: [] }, 'deliveries', delivery))).toEqual([]);
  });

  test('one event under two ids', () => {
    const twice = [received(), received({ id: `evt_${vendorOrderId}_5_completed` })];
    expect(said({ ...whole(), received: twice })).toEqual(['told']);
  });
});

describe('requests', () => {
  const second = { ...vendorOrder, pk: 'ORDER#ord_2', id: 'ord_2' };
  const asked = (more: object) => {
    const evidence = whole();
    const purchases = evidence.purchases.map((each) =>
      each.key === purchase.key ? { ...each, ...more } : each,
    );
    return { ...evidence, purchases };
  };

  test('one key made two orders', () => {
    expect(requestViolations(add(whole(), 'orders', second))).not.toEqual([]);
  });

  test.each([
    [
      'two answers that name two orders',
      {
        answers: [
          { status: 201, orderId: vendorOrderId },
          { status: 201, orderId: 'ord_2' },
        ],
      },
    ],
    ['an answer that names no order of ours', { answers: [{ status: 201, orderId: 'ord_2' }] }],
    ['another order than was asked for', { quantity: 3 }],
    [
      'two different requests taken under one key',
      { otherBody: [{ status: 201, orderId: 'ord_2' }] },
    ],
    ['an order that nobody asked for', { mark: 'm-9' }],
  ])('%s', (_name, more) => {
    expect(said(asked(more))).toContain('requests');
  });

  test('a refused second request under the same key', () => {
    expect(said(asked({ otherBody: [{ status: 422 }] }))).toEqual([]);
  });

  test('another body that came first, unless the first one was accepted as well', () => {
    const others = (answers: object[]) =>
      requestViolations(asked({ quantity: 1, otherQuantity: 2, answers }));
    expect(others([{ status: 422 }])).toEqual([]);
    expect(others([{ status: 201, orderId: vendorOrderId }])).toHaveLength(1);
  });

  test('a counter that missed an order', () => {
    const forgot = withRows('vendors', (row) => (row.o ? { ...row, o: 0 } : row));
    expect(said(forgot)).toEqual(['requests']);
  });
});

describe('ends', () => {
  test('an order that is not final, unless it stands in review', () => {
    const stuck = withRows('orders', changed(cardOrder, { status: 'FAILED' }));
    expect(endViolations(stuck.books, 60_000)).toMatchObject([{ subject: cardOrderId }]);
    const review = { pk: 'REVIEW#1', sk: 'REVIEW', kind: 'REFUND_FAILED', orderId: cardOrderId };
    expect(endViolations(add(stuck, 'orders', review).books, 0)).toEqual([]);
  });

  test('a review of an order that is not there', () => {
    const review = { pk: 'REVIEW#1', sk: 'REVIEW', kind: 'REFUND_FAILED', orderId: 'ord_unknown' };
    expect(said(add(whole(), 'orders', review))).toEqual(['ends']);
  });
});
