import type Stripe from 'stripe';
import { listPage } from '../api/list.ts';
import {
  integer,
  metadata,
  pagination,
  range,
  type Shape,
  text,
  texts,
  unmodelled,
  word,
} from '../api/parameters.ts';
import { endpoint, type Route, route } from '../api/route.ts';
import { createRefund } from './create.ts';
import { cancelRefund, findRefund, updateRefund } from './settle.ts';

const createShape: Shape<Stripe.RefundCreateParams> = {
  amount: integer,
  charge: text,
  currency: unmodelled,
  customer: unmodelled,
  expand: texts,
  instructions_email: text,
  metadata,
  origin: unmodelled,
  payment_intent: text,
  reason: word('duplicate', 'fraudulent', 'requested_by_customer'),
  refund_application_fee: unmodelled,
  reverse_transfer: unmodelled,
};
const updateShape: Shape<Stripe.RefundUpdateParams> = { expand: texts, metadata };
const plainShape: Shape<Stripe.RefundRetrieveParams> = { expand: texts };
const listShape: Shape<Stripe.RefundListParams> = {
  ...pagination,
  charge: text,
  created: range,
  expand: texts,
  payment_intent: text,
};

const one = '/v1/refunds/{refund}';

export const refundRoutes: Route[] = [
  route('POST', '/v1/refunds', endpoint(createShape, createRefund)),
  route(
    'GET',
    '/v1/refunds',
    endpoint(listShape, (context, params) =>
      listPage(
        '/v1/refunds',
        context.account.refunds.values(),
        params,
        ({ charge, payment_intent }) =>
          (params.charge ?? charge) === charge &&
          (params.payment_intent ?? payment_intent) === payment_intent,
      ),
    ),
  ),
  route(
    'GET',
    one,
    endpoint(plainShape, (context, _params, id) => findRefund(context, id)),
  ),
  route(
    'POST',
    one,
    endpoint(updateShape, (context, params, id) =>
      updateRefund(context, findRefund(context, id), params),
    ),
  ),
  route(
    'POST',
    `${one}/cancel`,
    endpoint(plainShape, (context, _params, id) => cancelRefund(context, findRefund(context, id))),
  ),
];
