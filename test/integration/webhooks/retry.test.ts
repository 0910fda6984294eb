import { transact } from '../../../lib/platform/dynamodb.ts';
import { deliver, type OrderNews } from '../../../lib/webhooks/deliver.ts';
import { disable } from '../../../lib/webhooks/endpoints.ts';
import { deliveryKey, putNext } from '../../../lib/webhooks/items.ts';
import { retryDue } from '../../../lib/webhooks/retry.ts';
import { listDeliveries } from '../../../lib/webhooks/view.ts';
import { receiver } from '../../unit/webhooks/receiver.ts';
import { setUp, tearDown } from '../dynamo.ts';
import { vendorOrder } from './world.ts';

// Each test has tables of its own: the job takes whatever is due.
beforeEach(setUp);
afterEach(tearDown);

const start = new Date('2026-03-01T00:00:00Z');
const at = (seconds: number) => ({
  allowPrivate: true,
  clock: () => new Date(start.getTime() + seconds * 1000),
  random: () => 0,
  timeoutMs: 500,
});
const only = async (news: OrderNews) =>
  (await listDeliveries(String(news.vendorId), { limit: 10 })).deliveries[0];

describe('retrying', () => {
  it('follows the schedule with the same event until it is taken', async () => {
    let status = 500;
    await using server = await receiver((response) => response.writeHead(status).end());
    const { news } = await vendorOrder([server.url], start);
    await deliver(news, at(0));
    expect(await retryDue(at(4))).toMatchObject({ delivered: 0, retrying: 0 });
    expect(await retryDue(at(6))).toMatchObject({ retrying: 1 });
    expect(await only(news)).toMatchObject({
      attempts: 2,
      nextAttemptAt: new Date(start.getTime() + 306_000).toISOString(),
    });
    status = 204;
    expect(await retryDue(at(305))).toMatchObject({ delivered: 0 });
    expect(await retryDue(at(306))).toMatchObject({ delivered: 1 });
    expect(await only(news)).toMatchObject({ status: 'DELIVERED', attempts: 3 });
    expect(await retryDue(at(100_000))).toMatchObject({ delivered: 0, retrying: 0 });
    const sent = server.received.map(({ headers, body }) => [headers['webhook-id'], body]);
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(String)).size).toBe(1);
    expect(JSON.parse(server.received[2]?.body ?? '').timestamp).toBe(news.occurredAt);
  });

  it('ends after the tenth attempt', async () => {
    await using server = await receiver((response) => response.writeHead(503).end());
    const { news } = await vendorOrder([server.url], start);
    await deliver(news, at(0));
    for (let n = 1; n <= 12; n += 1) await retryDue(at(n * 90_000));
    expect(server.received).toHaveLength(10);
    expect(await only(news)).toMatchObject({ status: 'FAILED', attempts: 10 });
    expect((await only(news))?.dueAt).toBeUndefined();
  });

  it('waits as long as the receiver asks', async () => {
    await using server = await receiver((response) =>
      response.writeHead(429, { 'retry-after': '60' }).end(),
    );
    const { news } = await vendorOrder([server.url], start);
    await deliver(news, at(0));
    expect(await retryDue(at(59))).toMatchObject({ retrying: 0 });
    expect(await retryDue(at(60))).toMatchObject({ retrying: 1 });
  });

  it('by two runs at once sends once', async () => {
    await using server = await receiver((response) => response.end());
    const { news } = await vendorOrder(['http://127.0.0.1:1/'], start);
    await deliver(news, at(0));
    await move(news, server.url);
    const reports = await Promise.all([retryDue(at(10)), retryDue(at(10)), retryDue(at(10))]);
    expect(reports.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(1);
    expect(server.received).toHaveLength(1);
  });

  it('is taken up again when its worker died', async () => {
    await using server = await receiver((response) => response.end());
    const { news } = await vendorOrder(['http://127.0.0.1:1/'], start);
    await deliver(news, at(0));
    await move(news, server.url);
    const delivery = await only(news);
    if (!delivery) throw new Error('none');
    // A worker that took it and was never heard of again.
    await putNext(delivery, {
      ...delivery,
      dueAt: new Date(start.getTime() + 120_000).toISOString(),
    });
    expect(await retryDue(at(119))).toMatchObject({ delivered: 0 });
    expect(await retryDue(at(121))).toMatchObject({ delivered: 1 });
    expect(await only(news)).toMatchObject({ status: 'DELIVERED', attempts: 2 });
  });

  it('stops for an endpoint that was disabled or removed', async () => {
    await using server = await receiver((response) => response.writeHead(500).end());
    const disabled = await vendorOrder([server.url], start);
    const removed = await vendorOrder([server.url], start);
    await deliver(disabled.news, at(0));
    await deliver(removed.news, at(0));
    for (const endpoint of disabled.endpoints) await disable(endpoint, 'GONE', start);
    const key = { pk: `VENDOR#${removed.vendor.id}`, sk: `ENDPOINT#${removed.endpoints[0]?.id}` };
    await transact({ gone: { remove: 'vendors', key } });
    expect(await retryDue(at(10))).toMatchObject({ failed: 2 });
    expect(server.received).toHaveLength(2);
    expect(await only(removed.news)).toMatchObject({
      status: 'FAILED',
      attempts: 1,
      last: { error: 'ENDPOINT_DISABLED' },
    });
  });

  it('of one hanging endpoint does not hold up another', async () => {
    await using hanging = await receiver(() => undefined);
    let hangingBefore = Number.NaN;
    await using good = await receiver((response) => {
      hangingBefore = hanging.received.length;
      response.end();
    });
    const slow = await vendorOrder([hanging.url], start);
    for (let n = 0; n < 8; n += 1)
      await deliver({ ...slow.news, eventId: `${slow.news.eventId}${n}` }, at(0));
    const quick = await vendorOrder(['http://127.0.0.1:1/'], start);
    await deliver(quick.news, at(0));
    await move(quick.news, good.url);
    expect(await retryDue(at(10))).toMatchObject({ delivered: 1, retrying: 8, errors: 0 });
    // Eight first attempts and eight more: the quick one came while some of these still waited.
    expect(hanging.received).toHaveLength(16);
    expect(hangingBefore).toBeLessThan(16);
  });

  it('of a delivery whose order cannot be read leaves it for later and goes on', async () => {
    await using server = await receiver((response) => response.end());
    const lost = await vendorOrder(['http://127.0.0.1:1/'], start);
    await deliver(lost.news, at(0));
    await move(lost.news, server.url);
    await transact({
      gone: { remove: 'orders', key: { pk: `ORDER#${lost.order.id}`, sk: 'ORDER' } },
    });
    const good = await vendorOrder(['http://127.0.0.1:1/'], start);
    await deliver(good.news, at(0));
    await move(good.news, server.url);
    expect(await retryDue(at(10))).toMatchObject({ delivered: 1, errors: 1 });
    expect(await only(lost.news)).toMatchObject({ status: 'RETRYING', attempts: 1 });
  });
});

/** The vendor gives its endpoint another URL. */
async function move(news: OrderNews, url: string): Promise<void> {
  const [delivery] = (await listDeliveries(String(news.vendorId), { limit: 1 })).deliveries;
  expect(deliveryKey(delivery!).sk).toContain(news.eventId);
  await transact({
    endpoint: {
      update: 'vendors',
      key: { pk: `VENDOR#${news.vendorId}`, sk: `ENDPOINT#${delivery?.endpointId}` },
      set: 'SET #url = :url',
      names: { '#url': 'url' },
      values: { ':url': url },
    },
  });
}
