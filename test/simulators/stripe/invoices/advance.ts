import type Stripe from 'stripe';
import { type Context, nowSeconds } from '../account/context.ts';
import { randomText } from '../account/ids.ts';
import { refused } from '../api/error.ts';
import { emit } from '../events/emit.ts';
import { createIntent } from '../intents/create.ts';
import { refreshTotals } from './invoice.ts';

export function finalizeInvoice(context: Context, invoice: Stripe.Invoice): Stripe.Invoice {
  if (invoice.status !== 'draft') {
    throw refused('This invoice is already finalized', { code: 'invoice_not_editable' });
  }
  refreshTotals(context, invoice);
  if (invoice.lines.data.length === 0) {
    throw refused('You cannot finalize an invoice that has no lines.', {
      code: 'invoice_no_customer_line_items',
    });
  }
  const now = nowSeconds(context);
  const count = [...context.account.invoices.values()].filter(({ number }) => number !== null);
  invoice.status = 'open';
  invoice.effective_at = now;
  invoice.number = `SIM-${String(count.length + 1).padStart(4, '0')}`;
  invoice.hosted_invoice_url = `https://invoice.stripe.com/i/${randomText(context.account.random, 20)}`;
  invoice.status_transitions.finalized_at = now;
  emit(context, 'invoice.finalized', invoice);
  if (invoice.amount_due === 0) return markPaid(context, invoice);
  return invoice;
}

/** By a method given here, or out of band: nothing is kept on file for a customer. */
export function payInvoice(
  context: Context,
  invoice: Stripe.Invoice,
  params: Stripe.InvoicePayParams,
): Stripe.Invoice {
  if (invoice.status === 'draft') finalizeInvoice(context, invoice);
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible') {
    throw refused(`Invoice is already ${invoice.status}`, { code: 'invoice_not_payable' });
  }
  if (params.paid_out_of_band) {
    invoice.amount_paid_off_stripe = invoice.amount_due;
    return markPaid(context, invoice);
  }
  if (params.payment_method === undefined) {
    throw refused('There is no `default_payment_method` set on this Customer or Invoice.', {
      code: 'invoice_payment_intent_requires_action',
    });
  }
  invoice.attempted = true;
  invoice.attempt_count += 1;
  try {
    createIntent(context, intentFor(invoice, params.payment_method));
  } catch (error) {
    emit(context, 'invoice.payment_failed', invoice);
    throw error;
  }
  return markPaid(context, invoice);
}

function intentFor(invoice: Stripe.Invoice, method: string): Stripe.PaymentIntentCreateParams {
  return {
    amount: invoice.amount_due,
    currency: invoice.currency,
    customer: invoice.customer as string,
    payment_method: method,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    confirm: true,
    off_session: true,
    description: `Payment for Invoice ${invoice.number}`,
  };
}

function markPaid(context: Context, invoice: Stripe.Invoice): Stripe.Invoice {
  invoice.status = 'paid';
  invoice.amount_paid = invoice.amount_due;
  invoice.amount_remaining = 0;
  invoice.status_transitions.paid_at = nowSeconds(context);
  emit(context, 'invoice.paid', invoice);
  return invoice;
}

/** Voiding and writing off end an open invoice without money. */
export function closeUnpaid(
  context: Context,
  invoice: Stripe.Invoice,
  to: 'void' | 'uncollectible',
): Stripe.Invoice {
  const from = to === 'void' ? ['open', 'uncollectible'] : ['open'];
  if (!from.includes(invoice.status ?? '')) {
    const message = `You can only pass in ${from.join(' or ')} invoices. This invoice is ${invoice.status}.`;
    throw refused(message, { code: 'invoice_not_editable' });
  }
  const now = nowSeconds(context);
  invoice.status = to;
  if (to === 'void') {
    invoice.status_transitions.voided_at = now;
    emit(context, 'invoice.voided', invoice);
  } else {
    invoice.status_transitions.marked_uncollectible_at = now;
    emit(context, 'invoice.marked_uncollectible', invoice);
  }
  return invoice;
}
