import type Stripe from 'stripe';
import { type Shape, texts } from '../api/parameters.ts';
import { endpoint, type Route, route } from '../api/route.ts';
import { createCustomer, customerShape, findCustomer } from './customer.ts';

const retrieveShape: Shape<Stripe.CustomerRetrieveParams> = { expand: texts };

export const customerRoutes: Route[] = [
  route('POST', '/v1/customers', endpoint(customerShape, createCustomer)),
  route(
    'GET',
    '/v1/customers/{customer}',
    endpoint(retrieveShape, (context, _params, id) => findCustomer(context, id, true)),
  ),
];
