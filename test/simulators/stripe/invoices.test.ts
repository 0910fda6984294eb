import { type Bench, openBench, thrownBy } from './testbench.ts';

let bench: Bench;
let customer: string;
beforeAll(async () => {
  bench = await openBench();
  customer = (await bench.stripe.customers.create({ name: 'Vendor' })).id;
});
afterAll(() => bench.close());

async function finalized() {
  const { invoices, invoiceItems } = bench.stripe;
  const draft = await invoices.create({
    customer,
    currency: 'usd',
    collection_method: 'send_invoice',
    days_until_due: 14,
    auto_advance: false,
    metadata: { period: '2026-10' },
  });
  expect(draft).toMatchObject({ status: 'draft', total: 0, number: null });
  const item = { customer, invoice: draft.id, currency: 'usd' };
  await invoiceItems.create({ ...item, amount: 1500, description: 'Bundles' });
  await invoiceItems.create({ ...item, amount: -200, description: 'Credit' });
  expect(await invoices.retrieve(draft.id)).toMatchObject({ status: 'draft', total: 1300 });
  return invoices.finalizeInvoice(draft.id);
}

test('a draft takes items, is frozen by finalising and paid by card', async () => {
  const { invoices, invoiceItems } = bench.stripe;
  const open = await finalized();
  expect(open).toMatchObject({ status: 'open', amount_due: 1300, amount_remaining: 1300 });
  expect(open.lines.data.map(({ amount }) => amount)).toEqual([1500, -200]);
  expect(open.due_date).toBe(open.created + 14 * 86_400);
  const late = { customer, invoice: open.id, currency: 'usd', amount: 1 };
  expect((await thrownBy(invoiceItems.create(late))).code).toBe('invoice_not_editable');
  const failing = { payment_method: 'pm_card_visa_chargeDeclined' };
  expect((await thrownBy(invoices.pay(open.id, failing))).statusCode).toBe(402);
  const paid = await invoices.pay(open.id, { payment_method: 'pm_card_visa' });
  expect(paid).toMatchObject({ status: 'paid', amount_paid: 1300, amount_remaining: 0 });
  expect((await thrownBy(invoices.pay(open.id))).message).toContain('already paid');
  expect((await bench.statistics()).capturedMinor).toEqual({ usd: 1300 });
});

test('paid outside of Stripe, voided, or written off', async () => {
  const { invoices } = bench.stripe;
  const [one, two, three] = [await finalized(), await finalized(), await finalized()];
  expect((await invoices.pay(one.id, { paid_out_of_band: true })).status).toBe('paid');
  expect((await invoices.voidInvoice(two.id)).status).toBe('void');
  expect((await invoices.markUncollectible(three.id)).status).toBe('uncollectible');
  expect((await thrownBy(invoices.voidInvoice(one.id))).statusCode).toBe(400);
  const told = await bench.stripe.events.list({ type: 'invoice.*', limit: 4 });
  expect(told.data.map(({ type }) => type).slice(0, 3)).toEqual([
    'invoice.marked_uncollectible',
    'invoice.voided',
    'invoice.paid',
  ]);
});

test('pending items are taken in when asked for', async () => {
  const { invoices, invoiceItems } = bench.stripe;
  await invoiceItems.create({ customer, currency: 'eur', amount: 990 });
  const params = { customer, currency: 'eur' };
  expect((await invoices.create(params)).total).toBe(0);
  const include = { ...params, pending_invoice_items_behavior: 'include' as const };
  expect((await invoices.create(include)).total).toBe(990);
});
