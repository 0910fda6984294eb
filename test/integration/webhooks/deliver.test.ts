import { Webhook } from 'standardwebhooks';
import { transact } from '../../../lib/platform/dynamodb.ts';
import { deliver, type OrderNews } from '../../../lib/webhooks/deliver.ts';
import { readEndpoint } from '../../../lib/webhooks/endpoints.ts';
import { deliveryView, listDeliveries, WebhookDelivery } from '../../../lib/webhooks/view.ts';
import { receiver } from '../../unit/webhooks/receiver.ts';
import { setUp, tearDown } from '../dynamo.ts';
import { callsOf, vendorOrder } from './world.ts';

beforeAll(setUp);
afterAll(tearDown);

const deps = { allowPrivate: true, clock: () => new Date(), random: () => 0.5, timeoutMs: 500 };
const recorded = async (news: OrderNews) =>
  (await listDeliveries(String(news.vendorId), { limit: 100 })).deliveries;

describe('an order event', () => {
  it('reaches the endpoint signed, once, at the price of one small write', async () => {
    await using server = await receiver((response) => response.end('ok'));
    const { endpoints, order, esims, news } = await vendorOrder([server.url], new Date());
    const calls = await callsOf(() => deliver(news, deps));
    const writes = calls.filter(({ name }) => !/Get|Query/.test(name));
    expect(writes.map(({ name }) => name)).toEqual(['PutItemCommand']);
    expect(writes[0]?.input.ConditionExpression).toBe('attribute_not_exists(pk)');
    expect(writes[0]?.input.Item).not.toHaveProperty('dueKey');

    const [request] = server.received;
    expect(request?.headers['webhook-id']).toBe(news.eventId);
    const secret = endpoints[0]?.secret ?? '';
    const message = new Webhook(secret).verify(request?.body ?? '', request?.headers as never);
    expect(message).toMatchObject({
      type: 'order.completed',
      timestamp: news.occurredAt,
      data: { object: 'order', id: order.id, status: 'COMPLETED' },
    });
    expect((message as { data: { esims: unknown } }).data.esims).toEqual(
      esims.map(({ id, iccid, status }) => ({ id, iccid, status })),
    );
    expect(request?.body).not.toContain(esims[0]?.matchingId);
    expect(await recorded(news)).toMatchObject([{ status: 'DELIVERED', attempts: 1 }]);

    await deliver(news, deps);
    expect(server.received).toHaveLength(1);
  });

  it('sent again after a crash before the record has the same id', async () => {
    await using server = await receiver((response) => response.end());
    const { news } = await vendorOrder([server.url], new Date());
    await deliver(news, deps);
    const [delivery] = await recorded(news);
    const sk = `DELIVERY#${news.eventId}#${delivery?.endpointId}`;
    await transact({ undo: { remove: 'deliveries', key: { pk: `VENDOR#${news.vendorId}`, sk } } });
    await deliver(news, deps);
    const ids = server.received.map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual([news.eventId, news.eventId]);
    expect(await recorded(news)).toHaveLength(1);
  });

  it('twice at the same time is recorded once', async () => {
    await using server = await receiver((response) => response.end());
    const { news } = await vendorOrder([server.url], new Date());
    await Promise.all([deliver(news, deps), deliver(news, deps)]);
    expect(await recorded(news)).toMatchObject([{ status: 'DELIVERED', attempts: 1 }]);
  });

  it('that one endpoint cannot take still reaches the others', async () => {
    await using good = await receiver((response) => response.end());
    await using hanging = await receiver(() => undefined);
    await using failing = await receiver((response) => response.writeHead(500).end('no'));
    const { news, endpoints } = await vendorOrder(
      [hanging.url, failing.url, good.url, 'http://127.0.0.1:1/'],
      new Date(),
    );
    await deliver(news, deps);
    const byEndpoint = new Map((await recorded(news)).map((each) => [each.endpointId, each]));
    const ends = endpoints.map(({ id }) => byEndpoint.get(id));
    expect(ends).toMatchObject([
      { status: 'RETRYING', last: { error: 'TIMEOUT' } },
      { status: 'RETRYING', last: { status: 500, excerpt: 'no' } },
      { status: 'DELIVERED', last: { status: 200 } },
      { status: 'RETRYING', last: { error: 'CONNECTION_REFUSED' } },
    ]);
    for (const end of ends) if (end) WebhookDelivery.parse(deliveryView(end));
  });

  it('answered 410 disables that endpoint, which gets no more', async () => {
    await using server = await receiver((response) => response.writeHead(410).end());
    const { news, vendor, endpoints } = await vendorOrder([server.url], new Date());
    await deliver(news, deps);
    expect(await recorded(news)).toMatchObject([{ status: 'FAILED', attempts: 1 }]);
    const endpoint = await readEndpoint(vendor.id, endpoints[0]?.id ?? '');
    expect(endpoint).toMatchObject({ status: 'DISABLED', disabledReason: 'GONE' });
    await deliver({ ...news, eventId: `${news.eventId}2` }, deps);
    expect(server.received).toHaveLength(1);
  });

  it('goes nowhere private unless the stage says so', async () => {
    await using server = await receiver((response) => response.end());
    const { news } = await vendorOrder([server.url], new Date());
    await deliver(news, { ...deps, allowPrivate: false });
    expect(server.received).toHaveLength(0);
    expect(await recorded(news)).toMatchObject([{ last: { error: 'URL_REFUSED' } }]);
  });

  it('of a card order concerns no vendor', async () => {
    const { news } = await vendorOrder(['http://127.0.0.1:1/'], new Date());
    const calls = await callsOf(() => deliver({ ...news, channel: 'CARD' }, deps));
    expect(calls).toEqual([]);
  });

  it('is listed newest first, page by page', async () => {
    const { news } = await vendorOrder(['http://127.0.0.1:1/'], new Date());
    for (const n of [1, 2, 3]) await deliver({ ...news, eventId: `evt_ord_${n}` }, deps);
    const vendorId = String(news.vendorId);
    const first = await listDeliveries(vendorId, { limit: 2 });
    expect(first.deliveries.map(({ eventId }) => eventId)).toEqual(['evt_ord_3', 'evt_ord_2']);
    const rest = await listDeliveries(vendorId, { limit: 2, cursor: String(first.nextCursor) });
    expect(rest.deliveries.map(({ eventId }) => eventId)).toEqual(['evt_ord_1']);
    await expect(
      listDeliveries('ven_another', { limit: 2, cursor: String(first.nextCursor) }),
    ).rejects.toMatchObject({ problem: 'INVALID_CURSOR' });
  });
});
