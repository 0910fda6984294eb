import { json } from '../http/reply.ts';
import { type Call, route } from '../http/router.ts';
import { isObject } from '../state/json.ts';
import { listOrders, readyOrder } from '../state/list-orders.ts';
import { orderView, quoteView } from '../state/order-view.ts';
import { placeOrder, quoteOrder } from '../state/place-order.ts';

export const orderRoutes = [
  route('POST /orders', place),
  route('GET /orders', list),
  route('GET /orders/{orderReference}', ({ world, params, version, now }) =>
    json(orderView(world, readyOrder(world, params.orderReference ?? '', now), version)),
  ),
];

function place({ world, body, sourceIp, version, short, now }: Call) {
  if (isObject(body) && body.type === 'validate') {
    return json(quoteView(quoteOrder(world, body, now), now));
  }
  const shortBy = short?.persist ? short.by : 0;
  const order = placeOrder(world, body, { sourceIp, shortBy }, now);
  const hidden = short && !short.persist ? short.by : 0;
  return json(orderView(world, order, version, { shortBy: hidden }));
}

function list({ world, query, version, now }: Call) {
  const { orders, withIccids } = listOrders(world, query, now);
  const views = orders.map((order) => orderView(world, order, version, { withIccids }));
  return json(world.settings.ordersEnvelope === 'array' ? views : { orders: views });
}
