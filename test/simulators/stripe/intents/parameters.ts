import type Stripe from 'stripe';
import {
  anything,
  boolean,
  clearableText,
  group,
  integer,
  metadata,
  pagination,
  range,
  required,
  type Shape,
  text,
  texts,
  unmodelled,
  word,
} from '../api/parameters.ts';

const captureMethod = word('automatic', 'automatic_async', 'manual');
const futureUsage = { kind: 'word', words: ['off_session', 'on_session'] } as const;
const address = group({
  city: text,
  country: text,
  line1: text,
  line2: text,
  postal_code: text,
  state: text,
});
const shipping = group({
  address: required(address),
  name: required(text),
  carrier: text,
  phone: text,
  tracking_number: text,
});
/** At most 22 characters reach a card statement. */
const statement = { kind: 'text', max: 22 } as const;

export const createShape: Shape<Stripe.PaymentIntentCreateParams> = {
  amount: required(integer),
  currency: required(text),
  allowed_payment_method_types: texts,
  amount_details: unmodelled,
  application_fee_amount: unmodelled,
  automatic_payment_methods: group({
    enabled: required(boolean),
    allow_redirects: word('always', 'never'),
  }),
  capture_method: captureMethod,
  confirm: boolean,
  confirmation_method: word('automatic', 'manual'),
  confirmation_token: unmodelled,
  customer: text,
  customer_account: unmodelled,
  description: text,
  error_on_requires_action: boolean,
  excluded_payment_method_types: texts,
  expand: texts,
  hooks: unmodelled,
  mandate: unmodelled,
  mandate_data: unmodelled,
  metadata,
  off_session: boolean,
  on_behalf_of: unmodelled,
  payment_details: unmodelled,
  payment_method: text,
  payment_method_configuration: unmodelled,
  payment_method_data: unmodelled,
  payment_method_options: anything,
  radar_options: unmodelled,
  receipt_email: text,
  return_url: text,
  setup_future_usage: futureUsage,
  shipping,
  statement_descriptor: statement,
  statement_descriptor_suffix: statement,
  transfer_data: unmodelled,
  transfer_group: text,
  use_stripe_sdk: boolean,
};

export const updateShape: Shape<Stripe.PaymentIntentUpdateParams> = {
  allowed_payment_method_types: texts,
  amount: integer,
  amount_details: unmodelled,
  application_fee_amount: unmodelled,
  capture_method: captureMethod,
  currency: text,
  customer: text,
  customer_account: unmodelled,
  description: text,
  excluded_payment_method_types: texts,
  expand: texts,
  hooks: unmodelled,
  metadata,
  payment_details: unmodelled,
  payment_method: text,
  payment_method_configuration: unmodelled,
  payment_method_data: unmodelled,
  payment_method_options: anything,
  receipt_email: clearableText,
  setup_future_usage: { ...futureUsage, clearable: true },
  shipping,
  statement_descriptor: statement,
  statement_descriptor_suffix: statement,
  transfer_data: unmodelled,
  transfer_group: text,
};

export const confirmShape: Shape<Stripe.PaymentIntentConfirmParams> = {
  allowed_payment_method_types: texts,
  amount_details: unmodelled,
  amount_to_confirm: integer,
  capture_method: captureMethod,
  confirmation_token: unmodelled,
  error_on_requires_action: boolean,
  excluded_payment_method_types: texts,
  expand: texts,
  hooks: unmodelled,
  mandate: unmodelled,
  mandate_data: unmodelled,
  off_session: boolean,
  payment_details: unmodelled,
  payment_method: text,
  payment_method_data: unmodelled,
  payment_method_options: anything,
  radar_options: unmodelled,
  receipt_email: clearableText,
  return_url: text,
  setup_future_usage: { ...futureUsage, clearable: true },
  shipping,
  use_stripe_sdk: boolean,
};

export const cancelShape: Shape<Stripe.PaymentIntentCancelParams> = {
  cancellation_reason: word('duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'),
  expand: texts,
};

export const captureShape: Shape<Stripe.PaymentIntentCaptureParams> = {
  amount_details: unmodelled,
  amount_to_capture: integer,
  application_fee_amount: unmodelled,
  expand: texts,
  final_capture: boolean,
  hooks: unmodelled,
  metadata,
  payment_details: unmodelled,
  statement_descriptor: statement,
  statement_descriptor_suffix: statement,
  transfer_data: unmodelled,
};

export const retrieveShape: Shape<Stripe.PaymentIntentRetrieveParams> = {
  client_secret: text,
  expand: texts,
};

export const listShape: Shape<Stripe.PaymentIntentListParams> = {
  ...pagination,
  created: range,
  customer: text,
  customer_account: unmodelled,
  expand: texts,
};

/** What a browser sends with the publishable key. */
export interface ClientConfirmParams {
  client_secret: string;
  payment_method?: string;
  return_url?: string;
  use_stripe_sdk?: boolean;
  receipt_email?: string;
  expand?: string[];
}
export const clientConfirmShape: Shape<ClientConfirmParams> = {
  client_secret: required(text),
  payment_method: text,
  return_url: text,
  use_stripe_sdk: boolean,
  receipt_email: clearableText,
  expand: texts,
};
