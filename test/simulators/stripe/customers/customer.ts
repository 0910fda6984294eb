import type Stripe from 'stripe';
import { type Context, nowSeconds } from '../account/context.ts';
import { makeId, randomText } from '../account/ids.ts';
import { noSuch } from '../api/error.ts';
import { changeMetadata } from '../api/metadata.ts';
import {
  group,
  metadata,
  required,
  type Shape,
  text,
  texts,
  unmodelled,
} from '../api/parameters.ts';
import { emit } from '../events/emit.ts';

export function findCustomer(context: Context, id: string, inPath = false): Stripe.Customer {
  const customer = context.account.customers.get(id);
  if (customer === undefined) throw noSuch('customer', id, inPath ? 'id' : 'customer', inPath);
  return customer;
}

export const customerShape: Shape<Stripe.CustomerCreateParams> = {
  address: group({
    city: text,
    country: text,
    line1: text,
    line2: text,
    postal_code: text,
    state: text,
  }),
  balance: unmodelled,
  business_name: text,
  cash_balance: unmodelled,
  description: text,
  email: text,
  expand: texts,
  individual_name: text,
  invoice_prefix: text,
  invoice_settings: unmodelled,
  metadata,
  name: text,
  next_invoice_sequence: unmodelled,
  payment_method: unmodelled,
  phone: text,
  preferred_locales: texts,
  shipping: group({ name: required(text), phone: text, address: required(unmodelled) }),
  source: unmodelled,
  tax: unmodelled,
  tax_exempt: unmodelled,
  tax_id_data: unmodelled,
  test_clock: unmodelled,
  validate: unmodelled,
};

export function createCustomer(
  context: Context,
  params: Stripe.CustomerCreateParams,
): Stripe.Customer {
  const none = { city: null, country: null, line1: null, line2: null };
  const customer: Stripe.Customer = {
    id: makeId(context.account.random, 'cus'),
    object: 'customer',
    address: params.address
      ? ({ ...none, postal_code: null, state: null, ...params.address } as Stripe.Address)
      : null,
    balance: 0,
    created: nowSeconds(context),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: params.description ?? null,
    discount: null,
    email: params.email ?? null,
    invoice_prefix: params.invoice_prefix ?? randomText(context.account.random, 8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: changeMetadata({}, params.metadata),
    name: params.name ?? null,
    phone: params.phone ?? null,
    preferred_locales: params.preferred_locales ?? [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
  context.account.customers.set(customer.id, customer);
  emit(context, 'customer.created', customer);
  return customer;
}
