import { missingParameter } from '../api/error.ts';
import { listPage } from '../api/list.ts';
import { endpoint, type Route, route } from '../api/route.ts';
import { cancelIntent } from './cancel.ts';
import { captureIntent } from './capture.ts';
import { confirmIntent } from './confirm.ts';
import { createIntent } from './create.ts';
import { findIntent } from './intent.ts';
import {
  cancelShape,
  captureShape,
  clientConfirmShape,
  confirmShape,
  createShape,
  listShape,
  retrieveShape,
  updateShape,
} from './parameters.ts';
import { checkClientSecret, reducedIntent } from './reduced.ts';
import { updateIntent } from './update.ts';

const one = '/v1/payment_intents/{intent}';

const clientRetrieve = endpoint(retrieveShape, (context, params, id) => {
  if (params.client_secret === undefined) throw missingParameter('client_secret');
  const intent = findIntent(context, id);
  checkClientSecret(intent, params.client_secret);
  return reducedIntent(intent);
});

const clientConfirm = endpoint(clientConfirmShape, (context, params, id) => {
  const { client_secret, ...rest } = params;
  const intent = findIntent(context, id);
  checkClientSecret(intent, client_secret);
  return reducedIntent(confirmIntent(context, intent, rest, 'client'));
});

export const intentRoutes: Route[] = [
  route('POST', '/v1/payment_intents', endpoint(createShape, createIntent)),
  route(
    'GET',
    '/v1/payment_intents',
    endpoint(listShape, (context, params) =>
      listPage(
        '/v1/payment_intents',
        context.account.intents.values(),
        params,
        (intent) => params.customer === undefined || intent.customer === params.customer,
      ),
    ),
  ),
  route(
    'GET',
    one,
    endpoint(retrieveShape, (context, _params, id) => findIntent(context, id)),
    clientRetrieve,
  ),
  route(
    'POST',
    one,
    endpoint(updateShape, (context, params, id) =>
      updateIntent(context, findIntent(context, id), params),
    ),
  ),
  route(
    'POST',
    `${one}/confirm`,
    endpoint(confirmShape, (context, params, id) =>
      confirmIntent(context, findIntent(context, id), params, 'server'),
    ),
    clientConfirm,
  ),
  route(
    'POST',
    `${one}/cancel`,
    endpoint(cancelShape, (context, params, id) =>
      cancelIntent(context, findIntent(context, id), params.cancellation_reason ?? null),
    ),
  ),
  route(
    'POST',
    `${one}/capture`,
    endpoint(captureShape, (context, params, id) =>
      captureIntent(context, findIntent(context, id), params),
    ),
  ),
];
