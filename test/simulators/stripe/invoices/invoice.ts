import type Stripe from 'stripe';
import { type Context, nowSeconds } from '../account/context.ts';
import { makeId } from '../account/ids.ts';
import type { StoredItem } from '../account/records.ts';
import { invalidParameter, missingParameter, noSuch } from '../api/error.ts';
import { changeMetadata } from '../api/metadata.ts';
import { findCustomer } from '../customers/customer.ts';
import { emit } from '../events/emit.ts';
import { readCurrency } from '../intents/amount.ts';
import { blankInvoice } from './blank.ts';

const daySeconds = 86_400;

export function findInvoice(context: Context, id: string): Stripe.Invoice {
  const invoice = context.account.invoices.get(id);
  if (invoice === undefined) throw noSuch('invoice', id, 'invoice', true);
  return invoice;
}

export function createInvoice(
  context: Context,
  params: Stripe.InvoiceCreateParams,
): Stripe.Invoice {
  if (params.customer === undefined) throw missingParameter('customer');
  const customer = findCustomer(context, params.customer);
  const now = nowSeconds(context);
  const invoice: Stripe.Invoice = {
    ...blankInvoice(now),
    id: makeId(context.account.random, 'in'),
    auto_advance: params.auto_advance ?? false,
    collection_method: params.collection_method ?? 'charge_automatically',
    created: now,
    currency: readCurrency(params.currency ?? 'usd'),
    customer: customer.id,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    description: params.description ?? null,
    due_date: dueDate(params, now),
    footer: params.footer ?? null,
    metadata: changeMetadata({}, params.metadata),
  };
  context.account.invoices.set(invoice.id, invoice);
  if (params.pending_invoice_items_behavior === 'include') takePendingItems(context, invoice);
  refreshTotals(context, invoice);
  emit(context, 'invoice.created', invoice);
  return invoice;
}

function dueDate(params: Stripe.InvoiceCreateParams, now: number): number | null {
  if (params.collection_method !== 'send_invoice') return null;
  if (params.due_date !== undefined) return params.due_date;
  if (params.days_until_due !== undefined) return now + params.days_until_due * daySeconds;
  throw invalidParameter(
    'If invoices are sent, days_until_due or due_date must be specified.',
    'days_until_due',
  );
}

function takePendingItems(context: Context, invoice: Stripe.Invoice): void {
  for (const item of context.account.invoiceItems.values()) {
    const fits = item.customer === invoice.customer && item.currency === invoice.currency;
    if (item.invoice === null && fits) item.invoice = invoice.id;
  }
}

/** A draft shows the items it has at the moment; finalising freezes them. */
export function refreshTotals(context: Context, invoice: Stripe.Invoice): void {
  if (invoice.status !== 'draft') return;
  const items = [...context.account.invoiceItems.values()];
  const lines = items.filter((item) => item.invoice === invoice.id);
  const total = lines.reduce((sum, { amount }) => sum + amount, 0);
  const amount_due = Math.max(0, total);
  invoice.lines = {
    object: 'list',
    data: lines.map((item) => lineOf(item, invoice.id)),
    has_more: false,
    url: `/v1/invoices/${invoice.id}/lines`,
  };
  Object.assign(invoice, { subtotal: total, total, amount_due, amount_remaining: amount_due });
  Object.assign(invoice, { subtotal_excluding_tax: total, total_excluding_tax: total });
}

function lineOf(item: StoredItem, invoice: string): Stripe.InvoiceLineItem {
  const line = {
    id: item.id.replace('ii_', 'il_'),
    object: 'line_item',
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    discount_amounts: [],
    discountable: item.discountable,
    discounts: [],
    invoice,
    livemode: false,
    metadata: item.metadata ?? {},
    parent: null,
    period: item.period,
    pretax_credit_amounts: [],
    pricing: null,
    quantity: item.quantity,
    quantity_decimal: item.quantity_decimal,
    subscription: null,
    subtotal: item.amount,
    taxes: [],
  } satisfies Omit<Stripe.InvoiceLineItem, 'quantity_decimal'> & { quantity_decimal: string };
  // The package types the decoded decimal; what travels is its text.
  return line as unknown as Stripe.InvoiceLineItem;
}
