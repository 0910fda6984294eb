import { identified, readNotice } from '../../../lib/payments/notice.ts';

const intent = {
  id: 'pi_1',
  object: 'payment_intent',
  amount: 900,
  amount_received: 900,
  currency: 'usd',
  metadata: { orderId: 'ord_1' },
  last_payment_error: null,
  cancellation_reason: null,
};
const event = (type: string, object: unknown, more: object = {}) =>
  JSON.stringify({ id: 'evt_1', object: 'event', type, data: { object }, ...more });

test.each([
  ['payment_intent.succeeded', 'SUCCEEDED'],
  ['payment_intent.payment_failed', 'FAILED'],
  ['payment_intent.canceled', 'CANCELED'],
  ['payment_intent.requires_action', 'REQUIRES_ACTION'],
  ['payment_intent.processing', 'PROCESSING'],
])('%s is read as %s', (type, news) => {
  expect(readNotice(event(type, intent))).toEqual({
    kind: 'INTENT',
    news,
    intent: { intentId: 'pi_1', orderId: 'ord_1', amountReceived: 900, currency: 'USD' },
  });
});

test('a decline and a cancellation say why', () => {
  const declined = { ...intent, last_payment_error: { code: 'card_declined' } };
  expect(readNotice(event('payment_intent.payment_failed', declined))).toMatchObject({
    intent: { errorCode: 'card_declined' },
  });
  const canceled = { ...intent, cancellation_reason: 'abandoned' };
  expect(readNotice(event('payment_intent.canceled', canceled))).toMatchObject({
    intent: { cancellationReason: 'abandoned' },
  });
});

test('an event of an unknown api_version is understood as long as the needed fields are there', () => {
  const { amount: _amount, last_payment_error: _none, ...lean } = intent;
  const odd = event(
    'payment_intent.succeeded',
    { ...lean, novelty: { deep: true } },
    { api_version: '2031-01-01.unheard' },
  );
  expect(readNotice(odd)).toMatchObject({ kind: 'INTENT', intent: { amountReceived: 900 } });
});

test.each([
  ['no JSON', 'not json'],
  ['no event', '[]'],
  ['no type', '{"id":"evt_1"}'],
  ['a success without its object', '{"id":"evt_1","type":"payment_intent.succeeded"}'],
  ['a success of an empty object', event('payment_intent.succeeded', {})],
  [
    'a success without its money',
    event('payment_intent.succeeded', { ...intent, amount_received: undefined }),
  ],
  ['a fractional amount', event('payment_intent.succeeded', { ...intent, amount_received: 9.5 })],
  [
    'a refund without its amount',
    event('refund.updated', { id: 're_1', status: 'failed', payment_intent: 'pi_1' }),
  ],
])('%s throws instead of passing for done', (_what, payload) => {
  expect(() => readNotice(payload)).toThrow();
});

test.each(['payment_intent.created', 'charge.succeeded', 'invoice.paid', 'v2.thin', 'constructor'])(
  '%s is nothing that we act on',
  (type) => {
    expect(readNotice(event(type, {}))).toEqual({ kind: 'OTHER' });
  },
);

test('refunds are read from the refund and from the charge, expanded or not', () => {
  const refund = { id: 're_1', amount: 400, status: 'failed', failure_reason: 'declined' };
  expect(readNotice(event('refund.failed', { ...refund, payment_intent: { id: 'pi_1' } }))).toEqual(
    {
      kind: 'REFUND',
      refund: {
        intentId: 'pi_1',
        orderId: undefined,
        refund: { id: 're_1', amount: 400, status: 'failed', failureReason: 'declined' },
      },
    },
  );
  const charge = { amount_refunded: 400, payment_intent: 'pi_1', metadata: { orderId: 'ord_1' } };
  expect(readNotice(event('charge.refunded', charge))).toEqual({
    kind: 'REFUND',
    refund: { intentId: 'pi_1', orderId: 'ord_1', refundedInAll: 400 },
  });
  expect(readNotice(event('refund.updated', { ...refund, payment_intent: null }))).toEqual({
    kind: 'OTHER',
  });
});

test('the inbox knows an event by its id, or by its digest where it has none', () => {
  expect(identified(event('a.b', {}))).toEqual({ eventId: 'evt_1', type: 'a.b' });
  const odd = ['x', '{}', '{"id":7}', '{"id":"a#b/c"}'].map(identified);
  for (const { eventId } of odd) expect(eventId).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(odd.map(({ eventId }) => eventId)).size).toBe(4);
});
