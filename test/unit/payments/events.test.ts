import { paymentEvents } from '../../../lib/payments/events.ts';
import { received } from '../../../lib/payments/inbox.ts';
import { inboxItem, paymentItem } from '../../../lib/payments/items.ts';
import { newPayment } from '../../../lib/payments/payment.ts';

const now = new Date('2026-11-01T12:00:00Z');
const by = { kind: 'STRIPE' as const, id: 'evt_1', requestId: 'r' };
const message = received(
  {
    ...{ source: 'stripe' as const, eventId: 'evt_1', type: 'payment_intent.succeeded' },
    ...{ payload: '{}', correlationId: 'corr', by },
  },
  now,
);
const payment = newPayment(
  {
    ...{ orderId: 'ord_1', intentId: 'pi_1', amount: 1, currency: 'USD' as const },
    correlationId: 'corr',
  },
  { now, by },
);

test('a stored webhook is announced once, and again at each replay', () => {
  const item = inboxItem(message);
  expect(paymentEvents(undefined, item)).toMatchObject([
    {
      ...{ id: 'evt_evt_1_1_stripe_event_received', type: 'payment.stripe_event_received' },
      ...{ correlationId: 'corr', data: { eventId: 'evt_1', type: 'payment_intent.succeeded' } },
    },
  ]);
  expect(paymentEvents(item, inboxItem({ ...message, status: 'APPLIED' }))).toEqual([]);
  const replayed = inboxItem({ ...message, status: 'FAILED', replays: 1 });
  const [again] = paymentEvents(item, replayed);
  expect(again?.id).toBe('evt_evt_1_2_stripe_event_received');
  expect(paymentEvents(replayed, replayed)).toEqual([]);
});

test('webhooks of others, removals and other items say nothing here', () => {
  expect(paymentEvents(undefined, inboxItem({ ...message, source: 'esim-go' }))).toEqual([]);
  expect(paymentEvents(inboxItem(message), undefined)).toEqual([]);
  expect(paymentEvents(undefined, { pk: 'X', sk: 'OTHER' })).toEqual([]);
});

test('money that has to go back is announced when that becomes known', () => {
  const before = paymentItem(payment);
  const due = paymentItem({ ...payment, refundDue: true, version: 2 });
  expect(paymentEvents(before, due)).toMatchObject([
    { type: 'payment.refund_due', data: { orderId: 'ord_1', version: 2 } },
  ]);
  expect(paymentEvents(undefined, due)).toHaveLength(1);
  expect(paymentEvents(due, { ...due, version: 3 })).toEqual([]);
  expect(paymentEvents(undefined, before)).toEqual([]);
});
