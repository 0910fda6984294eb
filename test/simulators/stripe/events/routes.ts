import type Stripe from 'stripe';
import { invalidParameter, noSuch } from '../api/error.ts';
import { listPage } from '../api/list.ts';
import { boolean, pagination, range, type Shape, text, texts } from '../api/parameters.ts';
import { endpoint, type Route, route } from '../api/route.ts';

const retrieveShape: Shape<Stripe.EventRetrieveParams> = { expand: texts };
const listShape: Shape<Stripe.EventListParams> = {
  ...pagination,
  created: range,
  delivery_success: boolean,
  expand: texts,
  type: text,
  types: texts,
};
const reachMs = 30 * 86_400_000;

export const eventRoutes: Route[] = [
  route(
    'GET',
    '/v1/events',
    endpoint(listShape, (context, params) => {
      if (params.type !== undefined && params.types !== undefined) {
        throw invalidParameter(
          'You may only specify one of these parameters: type, types.',
          'type',
        );
      }
      const oldest = (context.nowMs - reachMs) / 1000;
      return listPage(
        '/v1/events',
        context.account.events.values(),
        params,
        (event) =>
          event.created >= oldest &&
          hasType(event.type, params) &&
          (params.delivery_success === undefined ||
            params.delivery_success === (event.pending_webhooks === 0)),
      );
    }),
  ),
  route(
    'GET',
    '/v1/events/{id}',
    endpoint(retrieveShape, (context, _params, id) => {
      const event = context.account.events.get(id);
      if (event === undefined) throw noSuch('event', id, 'id', true);
      return event;
    }),
  ),
];

/** A type may end in a wildcard: `charge.dispute.*`. */
function hasType(type: string, params: Stripe.EventListParams): boolean {
  const wanted = params.types ?? (params.type === undefined ? ['*'] : [params.type]);
  return wanted.some((one) =>
    one.endsWith('*') ? type.startsWith(one.slice(0, -1)) : one === type,
  );
}
