import fc from 'fast-check';
import { type IntentNews, intentNews, type RefundFacts } from '../../../lib/payments/notice.ts';
import {
  advanced,
  type Moment,
  newlyLost,
  newPayment,
  type Payment,
  rankOf,
  refundMade,
  refundTold,
  told,
} from '../../../lib/payments/payment.ts';

const moment: Moment = {
  now: new Date('2026-11-01T12:00:00Z'),
  by: { kind: 'STRIPE', id: 'evt_1', requestId: 'r' },
};
const start = {
  ...{ orderId: 'ord_1', intentId: 'pi_1', amount: 1000, currency: 'USD' as const },
  correlationId: 'c',
};
const fresh = () => newPayment(start, moment);
const facts = { intentId: 'pi_1', amountReceived: 1000, currency: 'USD' };
const paid = () => told(fresh(), 'SUCCEEDED', facts, moment);
const refund = (id: string, amount: number, status: string): RefundFacts => ({
  intentId: 'pi_1',
  refund: { id, amount, status, failureReason: 'declined' },
});

const news = fc.oneof(
  fc.record({
    kind: fc.constant('intent' as const),
    news: fc.constantFrom(...(Object.values(intentNews) as IntentNews[])),
    amount: fc.integer({ min: 1, max: 2000 }),
  }),
  fc.record({
    kind: fc.constant('refund' as const),
    id: fc.constantFrom('re_1', 're_2', 're_3'),
    amount: fc.integer({ min: 1, max: 600 }),
    status: fc.constantFrom('pending', 'requires_action', 'succeeded', 'failed', 'canceled'),
  }),
  fc.record({ kind: fc.constant('charge' as const), amount: fc.integer({ min: 0, max: 1000 }) }),
);
type News = typeof news extends fc.Arbitrary<infer T> ? T : never;

function apply(payment: Payment, each: News): Payment {
  if (each.kind === 'intent')
    return told(payment, each.news, { ...facts, amountReceived: each.amount }, moment);
  if (payment.receivedAt === undefined) return payment;
  return each.kind === 'refund'
    ? refundTold(payment, refund(each.id, each.amount, each.status), moment)
    : refundTold(payment, { intentId: 'pi_1', refundedInAll: each.amount }, moment);
}

test('no sequence of events moves a payment backwards or forgets its money', () => {
  fc.assert(
    fc.property(fc.array(news, { maxLength: 40 }), (sequence) => {
      let payment = fresh();
      for (const each of sequence) {
        const after = apply(payment, each);
        expect(rankOf(after.status)).toBeGreaterThanOrEqual(rankOf(payment.status));
        expect(after.refunded).toBeGreaterThanOrEqual(payment.refunded);
        expect(after.refunded).toBeLessThanOrEqual(after.amountReceived);
        if (payment.receivedAt !== undefined)
          expect(after.amountReceived).toBe(payment.amountReceived);
        expect(after.version).toBe(payment.version + (after === payment ? 0 : 1));
        payment = after;
      }
    }),
  );
});

test('telling everything twice changes nothing more', () => {
  fc.assert(
    fc.property(fc.array(news, { maxLength: 20 }), (sequence) => {
      const once = sequence.reduce(apply, fresh());
      const intents = sequence.filter(({ kind }) => kind === 'intent');
      const twice = intents.reduce(apply, once);
      expect({ status: twice.status, received: twice.amountReceived }).toEqual({
        status: once.status,
        received: once.amountReceived,
      });
    }),
  );
});

test('a success counts in whatever order the events come', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(Object.values(intentNews)), (sequence) => {
      const end = sequence.reduce((payment, each) => told(payment, each, facts, moment), fresh());
      if (sequence.includes('SUCCEEDED')) expect(end.status).toBe('SUCCEEDED');
    }),
  );
});

test('a decline keeps its code and is not the end', () => {
  const declined = told(fresh(), 'FAILED', { ...facts, errorCode: 'card_declined' }, moment);
  expect(declined).toMatchObject({ status: 'FAILED', errorCode: 'card_declined' });
  const again = told(declined, 'FAILED', { ...facts, errorCode: 'expired_card' }, moment);
  expect(again).toMatchObject({ status: 'FAILED', errorCode: 'expired_card' });
  expect(told(again, 'FAILED', { ...facts, errorCode: 'expired_card' }, moment)).toBe(again);
  expect(told(again, 'SUCCEEDED', facts, moment).status).toBe('SUCCEEDED');
});

test('refunds add up; a late failure is noted, not undone', () => {
  const part = refundTold(paid(), refund('re_1', 400, 'pending'), moment);
  expect(part).toMatchObject({ status: 'PARTIALLY_REFUNDED', refunded: 400 });
  const all = refundTold(part, refund('re_2', 600, 'succeeded'), moment);
  expect(all).toMatchObject({ status: 'REFUNDED', refunded: 1000 });
  const failed = refundTold(all, refund('re_2', 600, 'failed'), moment);
  expect(failed).toMatchObject({ status: 'REFUNDED', refunded: 1000, refundFailure: 'declined' });
  expect(refundTold(failed, refund('re_2', 600, 'succeeded'), moment)).toBe(failed);
});

test('a refund is lost once, whichever events tell of it', () => {
  const lost = refund('re_1', 400, 'failed');
  const made = refundTold(paid(), refund('re_1', 400, 'succeeded'), moment);
  expect(newlyLost(made, lost)).toEqual(lost.refund);
  const after = refundTold(made, lost, moment);
  expect(newlyLost(after, lost)).toBeUndefined();
  expect(newlyLost(after, refund('re_1', 400, 'canceled'))).toBeUndefined();
  expect(newlyLost(after, refund('re_2', 400, 'failed'))).toMatchObject({ id: 're_2' });
  expect(newlyLost(after, refund('re_2', 400, 'succeeded'))).toBeUndefined();
  expect(newlyLost(after, { intentId: 'pi_1', refundedInAll: 400 })).toBeUndefined();
});

test('a status that lies behind is not taken, the rest of the change is', () => {
  const late = advanced(paid(), 'CANCELED', moment, { errorCode: 'late' });
  expect(late).toMatchObject({ status: 'SUCCEEDED', errorCode: 'late', version: 3 });
});

test('our own refund ends the wait for it', () => {
  const due: Payment = { ...paid(), refundDue: true };
  const made = refundMade(due, 1000, moment);
  expect(made).toMatchObject({ status: 'REFUNDED', refunded: 1000 });
  expect(made).not.toHaveProperty('refundDue');
});
