import { type Bench, noRedirects, openBench, thrownBy } from './testbench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const paid = (payment_method: string) =>
  bench.stripe.paymentIntents.create({
    amount: 1000,
    currency: 'usd',
    automatic_payment_methods: noRedirects,
    payment_method,
    confirm: true,
  });
const eventTypes = async () =>
  (await bench.stripe.events.list({ type: 'charge.dispute.*' })).data.map(({ type }) => type);

test('pm_card_createDispute: the charge succeeds and is disputed at once', async () => {
  const intent = await paid('pm_card_createDispute');
  expect(intent.status).toBe('succeeded');
  const { data } = await bench.stripe.disputes.list({ payment_intent: intent.id });
  expect(data).toEqual([
    expect.objectContaining({ amount: 1000, reason: 'fraudulent', status: 'needs_response' }),
  ]);
  expect(data[0]?.balance_transactions).toEqual([expect.objectContaining({ amount: -2500 })]);
  const charge = await bench.stripe.charges.retrieve(intent.latest_charge as string);
  expect(charge.disputed).toBe(true);
  const refund = bench.stripe.refunds.create({ payment_intent: intent.id });
  expect(await thrownBy(refund)).toMatchObject({ code: 'charge_disputed' });
  expect(await eventTypes()).toEqual(['charge.dispute.funds_withdrawn', 'charge.dispute.created']);
});

test('a dispute may come later; won, the money is back and refundable', async () => {
  const intent = await paid('pm_card_visa');
  const path = `/charges/${intent.latest_charge}/dispute`;
  const dispute = await bench.control('POST', path, { reason: 'product_not_received' });
  expect(dispute).toMatchObject({ reason: 'product_not_received' });
  const close = () => bench.control('POST', `/disputes/${dispute.id}/close`, { outcome: 'won' });
  expect(await close()).toMatchObject({ status: 'won' });
  await expect(close()).rejects.toThrow('already closed');
  expect((await eventTypes()).slice(0, 2)).toEqual([
    'charge.dispute.funds_reinstated',
    'charge.dispute.closed',
  ]);
  const refund = await bench.stripe.refunds.create({ payment_intent: intent.id });
  expect(refund.status).toBe('succeeded');
});
