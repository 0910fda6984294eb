import fc from 'fast-check';
import type { Order, OrderStatus } from '../../../lib/orders/order.ts';
import { type At, isOwnIntent, refundSettled, settledBy } from '../../../lib/orders/settlement.ts';
import { intentNews } from '../../../lib/payments/notice.ts';
import type { Payment } from '../../../lib/payments/payment.ts';

const at: At = {
  now: new Date('2026-11-01T12:00:00Z'),
  by: { kind: 'STRIPE', id: 'evt_1', requestId: 'r' },
  timings: { announceSeconds: 60 } as At['timings'],
};
const order = (status: OrderStatus = 'PAYMENT_PENDING', more: Partial<Order> = {}) =>
  ({
    ...{ id: 'ord_1', status, version: 2, channel: 'CARD', total: 1000, currency: 'USD' },
    ...{ dueAt: '2026-11-01T12:30:00.000Z', correlationId: 'c' },
    ...more,
  }) as Order;
const facts = { intentId: 'pi_1', orderId: 'ord_1', amountReceived: 1000, currency: 'USD' };

test.each(['CREATED', 'PAYMENT_PENDING'] as const)('the exact price pays a %s order', (status) => {
  const done = settledBy(order(status), undefined, 'SUCCEEDED', facts, at);
  expect(done.order).toMatchObject({
    ...{ status: 'PAID', version: 3, paymentIntentId: 'pi_1', dueAt: '2026-11-01T12:01:00.000Z' },
  });
  expect(done.payment).toMatchObject({ status: 'SUCCEEDED', amountReceived: 1000 });
  expect(done.payment?.refundDue).toBeUndefined();
  expect(done.deposit).toBe(true);
});

test.each([
  ['less', { amountReceived: 999 }],
  ['more', { amountReceived: 1001 }],
  ['another currency', { currency: 'EUR' }],
])('%s buys nothing: closed as a mismatch, the money goes back', (_what, more) => {
  const done = settledBy(order(), undefined, 'SUCCEEDED', { ...facts, ...more }, at);
  expect(done.order).toMatchObject({ status: 'CANCELED', cancelReason: 'PAYMENT_MISMATCH' });
  expect(done.order?.dueAt).toBeUndefined();
  expect(done.payment).toMatchObject({ status: 'SUCCEEDED', refundDue: true });
  expect(done.deposit).toBe(true);
});

test('a success without money closes the order and has nothing to give back', () => {
  const done = settledBy(order(), undefined, 'SUCCEEDED', { ...facts, amountReceived: 0 }, at);
  expect(done.order?.cancelReason).toBe('PAYMENT_MISMATCH');
  expect(done.payment?.refundDue).toBeUndefined();
  expect(done.deposit).toBe(false);
});

test('money for a canceled order is recorded and goes back', () => {
  const done = settledBy(order('CANCELED'), undefined, 'SUCCEEDED', facts, at);
  expect(done.order).toBeUndefined();
  expect(done.payment).toMatchObject({ amountReceived: 1000, refundDue: true });
  expect(done.deposit).toBe(true);
});

test('further events of one success change nothing', () => {
  const first = settledBy(order(), undefined, 'SUCCEEDED', facts, at);
  const again = settledBy(first.order as Order, first.payment, 'SUCCEEDED', facts, at);
  expect(again).toEqual({ deposit: false });
});

test('a decline stands on the payment and leaves the order', () => {
  const declined = { ...facts, amountReceived: 0, errorCode: 'card_declined' };
  const done = settledBy(order(), undefined, 'FAILED', declined, at);
  expect(done.order).toBeUndefined();
  expect(done.payment).toMatchObject({ status: 'FAILED', errorCode: 'card_declined' });
});

test.each([
  [undefined, 'PAYMENT_CANCELED'],
  ['automatic', 'PAYMENT_CANCELED'],
  ['abandoned', 'EXPIRED'],
  ['requested_by_customer', 'REQUESTED'],
])('an intent canceled as %s closes the unpaid order as %s', (cancellationReason, cancelReason) => {
  const news = { ...facts, amountReceived: 0, cancellationReason };
  const done = settledBy(order(), undefined, 'CANCELED', news, at);
  expect(done.order).toMatchObject({ status: 'CANCELED', cancelReason });
  expect(done.payment?.status).toBe('CANCELED');
});

test('a cancellation cannot touch a paid order', () => {
  const paid = settledBy(order(), undefined, 'SUCCEEDED', facts, at);
  const late = settledBy(paid.order as Order, paid.payment, 'CANCELED', facts, at);
  expect(late).toEqual({ deposit: false });
});

test('a refund of money that is not here yet has to come again', () => {
  expect(() => refundSettled(undefined, { intentId: 'pi_1', refundedInAll: 1 }, at)).toThrow();
});

test('an order takes news of its own intent only, once it has one', () => {
  const payment = { intentId: 'pi_1' } as Payment;
  expect(isOwnIntent(order('CREATED'), undefined, 'pi_2')).toBe(true);
  expect(isOwnIntent(order('CREATED'), payment, 'pi_2')).toBe(false);
  expect(isOwnIntent(order('PAID', { paymentIntentId: 'pi_1' }), undefined, 'pi_2')).toBe(false);
  expect(isOwnIntent(order('PAID', { paymentIntentId: 'pi_1' }), payment, 'pi_1')).toBe(true);
});

test('whatever the order of events, money is booked once and pays or goes back', () => {
  const each = fc.record({
    news: fc.constantFrom(...Object.values(intentNews)),
    amountReceived: fc.constantFrom(1000, 999),
  });
  fc.assert(
    fc.property(fc.array(each, { maxLength: 15 }), (sequence) => {
      let [now, payment, deposits]: [Order, Payment | undefined, number] = [order(), undefined, 0];
      for (const { news, amountReceived } of sequence) {
        const done = settledBy(now, payment, news, { ...facts, amountReceived }, at);
        now = done.order ?? now;
        payment = done.payment ?? payment;
        deposits += done.deposit ? 1 : 0;
      }
      const hasMoney = sequence.some(({ news }) => news === 'SUCCEEDED');
      expect(deposits).toBe(hasMoney ? 1 : 0);
      if (hasMoney) expect((now.status === 'PAID') !== (payment?.refundDue === true)).toBe(true);
    }),
  );
});
