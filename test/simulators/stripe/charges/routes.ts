import type Stripe from 'stripe';
import { noSuch } from '../api/error.ts';
import { listPage } from '../api/list.ts';
import { pagination, range, type Shape, text, texts, unmodelled } from '../api/parameters.ts';
import { endpoint, type Route, route } from '../api/route.ts';

const retrieveShape: Shape<Stripe.ChargeRetrieveParams> = { expand: texts };
const listShape: Shape<Stripe.ChargeListParams> = {
  ...pagination,
  created: range,
  customer: text,
  expand: texts,
  payment_intent: text,
  transfer_group: unmodelled,
};

export const chargeRoutes: Route[] = [
  route(
    'GET',
    '/v1/charges',
    endpoint(listShape, (context, params) =>
      listPage(
        '/v1/charges',
        context.account.charges.values(),
        params,
        ({ customer, payment_intent }) =>
          (params.customer ?? customer) === customer &&
          (params.payment_intent ?? payment_intent) === payment_intent,
      ),
    ),
  ),
  route(
    'GET',
    '/v1/charges/{charge}',
    endpoint(retrieveShape, (context, _params, id) => {
      const charge = context.account.charges.get(id);
      if (charge === undefined) throw noSuch('charge', id, 'id', true);
      return charge;
    }),
  ),
];
