import type Stripe from 'stripe';
import { type Context, nowSeconds } from '../account/context.ts';
import { makeId } from '../account/ids.ts';
import type { StoredItem } from '../account/records.ts';
import { missingParameter, noSuch, refused } from '../api/error.ts';
import { changeMetadata } from '../api/metadata.ts';
import { findCustomer } from '../customers/customer.ts';
import { emit } from '../events/emit.ts';
import { readCurrency } from '../intents/amount.ts';

export function createItem(context: Context, params: Stripe.InvoiceItemCreateParams): StoredItem {
  if (params.customer === undefined) throw missingParameter('customer');
  if (params.currency === undefined) throw missingParameter('currency');
  if (params.amount === undefined) throw missingParameter('amount');
  findCustomer(context, params.customer);
  const currency = readCurrency(params.currency);
  checkInvoice(context, params.invoice, params.customer, currency);
  const now = nowSeconds(context);
  const item: StoredItem = {
    id: makeId(context.account.random, 'ii'),
    object: 'invoiceitem',
    amount: params.amount,
    created: now,
    currency,
    customer: params.customer,
    customer_account: null,
    date: now,
    description: params.description ?? null,
    discountable: params.discountable ?? params.amount >= 0,
    discounts: [],
    invoice: params.invoice ?? null,
    livemode: false,
    metadata: changeMetadata({}, params.metadata),
    net_amount: params.amount,
    parent: null,
    period: params.period ?? { start: now, end: now },
    pricing: null,
    proration: false,
    quantity: params.quantity ?? 1,
    quantity_decimal: String(params.quantity ?? 1),
    tax_rates: [],
    test_clock: null,
  };
  context.account.invoiceItems.set(item.id, item);
  emit(context, 'invoiceitem.created', item);
  return item;
}

function checkInvoice(
  context: Context,
  id: string | undefined,
  customer: string,
  currency: string,
): void {
  if (id === undefined) return;
  const invoice = context.account.invoices.get(id);
  if (invoice === undefined || invoice.customer !== customer) {
    throw noSuch('invoice', id, 'invoice', false);
  }
  if (invoice.status !== 'draft') {
    throw refused('This invoice is no longer editable', { code: 'invoice_not_editable' });
  }
  if (invoice.currency === currency) return;
  throw refused(`The invoice is in ${invoice.currency}, the item in ${currency}.`, {
    param: 'currency',
  });
}
