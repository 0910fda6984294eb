import type Stripe from 'stripe';
import { noSuch } from '../api/error.ts';
import { listPage } from '../api/list.ts';
import { pagination, range, type Shape, text, texts } from '../api/parameters.ts';
import { endpoint, type Route, route } from '../api/route.ts';

const retrieveShape: Shape<Stripe.DisputeRetrieveParams> = { expand: texts };
const listShape: Shape<Stripe.DisputeListParams> = {
  ...pagination,
  charge: text,
  created: range,
  expand: texts,
  payment_intent: text,
};

export const disputeRoutes: Route[] = [
  route(
    'GET',
    '/v1/disputes',
    endpoint(listShape, (context, params) =>
      listPage(
        '/v1/disputes',
        context.account.disputes.values(),
        params,
        ({ charge, payment_intent }) =>
          (params.charge ?? charge) === charge &&
          (params.payment_intent ?? payment_intent) === payment_intent,
      ),
    ),
  ),
  route(
    'GET',
    '/v1/disputes/{dispute}',
    endpoint(retrieveShape, (context, _params, id) => {
      const dispute = context.account.disputes.get(id);
      if (dispute === undefined) throw noSuch('dispute', id, 'dispute', true);
      return dispute;
    }),
  ),
];
