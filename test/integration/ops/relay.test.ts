import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { eventsOf, handler } from '../../../functions/ops/relay.stream.ts';
import { orderItem, toOrder } from '../../../lib/orders/items.ts';
import { moved, type Order, type OrderStatus, systemStamp } from '../../../lib/orders/order.ts';
import type { Item } from '../../../lib/platform/dynamodb.ts';
import { setUp, tearDown } from '../dynamo.ts';
import { order, ordersOf, putBundle, timings, vendorWith } from '../orders/world.ts';
import { openBus } from './bus.ts';

let bus: Awaited<ReturnType<typeof openBus>>;
let paid: Order[];
beforeAll(async () => {
  process.env.TIMINGS = JSON.stringify(timings);
  await setUp();
  await putBundle();
  bus = await openBus();
  const { actor } = await vendorWith(100_000);
  for (let n = 0; n < 25; n += 1) await order(actor);
  paid = (await ordersOf(actor)).map(toOrder);
});
afterAll(async () => {
  await bus.close();
  await tearDown();
});
beforeEach(() => bus.clear());

/** A record as Lambda gets it of a stream with old and new images. */
function record(before: Item | undefined, after: Item | undefined): DynamoDBRecord {
  const image = (item: Item | undefined) => item && marshall(item, { removeUndefinedValues: true });
  const { pk = '', sk = '' } = after ?? before ?? {};
  const eventName = before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT';
  return {
    ...{ eventID: '1', eventName, eventSource: 'aws:dynamodb', awsRegion: 'us-east-1' },
    dynamodb: {
      Keys: { pk: { S: pk }, sk: { S: sk } },
      ...(before ? { OldImage: image(before) } : {}),
      ...(after ? { NewImage: image(after) } : {}),
      ...{ SequenceNumber: '1', StreamViewType: 'NEW_AND_OLD_IMAGES' },
    },
  } as DynamoDBRecord;
}

const inserted = (order: Order) => record(undefined, orderItem(order));
const relay = (records: DynamoDBRecord[]) => handler({ Records: records });
const takenIds = () => bus.taken.map(({ id }) => id);
const idsOf = (records: DynamoDBRecord[]) => records.flatMap(eventsOf).map(({ id }) => id);

describe('a record tells', () => {
  const at = { now: new Date('2026-03-01T00:00:00Z'), by: systemStamp('test', 'request') };
  const step = (order: Order, status: OrderStatus, more = {}) => {
    const after = moved(order, status, at, more);
    return { after, events: eventsOf(record(orderItem(order), orderItem(after))) };
  };

  it('of a new order that it is paid, with what consumers need', () => {
    const [order] = paid as [Order];
    expect(eventsOf(inserted(order))).toEqual([
      {
        ...{ id: `evt_${order.id}_1_paid`, type: 'order.paid', version: 1 },
        ...{ occurredAt: order.createdAt, correlationId: order.correlationId },
        data: {
          ...{ orderId: order.id, channel: 'VENDOR', vendorId: order.vendorId },
          ...{ status: 'PAID', version: 1 },
        },
      },
    ]);
  });

  it('each arrival of an order once, and nothing for what is nobody’s news', () => {
    const told: string[] = [];
    const walk = (path: [OrderStatus, object?][]) =>
      path.reduce((order, [status, more]) => {
        const { after, events } = step(order, status, more);
        told.push(`${status}: ${events.map(({ type }) => type).join()}`);
        return after;
      }, paid[0] as Order);
    walk([['PROVISIONING'], ['PENDING_SYNC'], ['PROVISIONING'], ['COMPLETED']]);
    walk([['FAILED'], ['FAILED', { nudges: 2 }], ['REFUNDED']]);
    expect(told).toEqual([
      'PROVISIONING: ',
      'PENDING_SYNC: ',
      'PROVISIONING: ',
      'COMPLETED: order.completed',
      'FAILED: order.failed',
      'FAILED: order.refund_due',
      'REFUNDED: order.refunded',
    ]);
  });

  it('nothing of attempts, claims and what is removed', () => {
    const [order] = paid as [Order];
    const { pk } = orderItem(order);
    expect(eventsOf(record(undefined, { pk, sk: 'ATTEMPT' }))).toEqual([]);
    expect(eventsOf(record(undefined, { pk: 'CLAIM#esim-go#1', sk: 'LINE#000' }))).toEqual([]);
    expect(eventsOf(record(orderItem(order), undefined))).toEqual([]);
  });
});

describe('the relay', () => {
  it('puts every event on the bus once, ten a call', async () => {
    const records = paid.map(inserted);
    await relay(records);
    expect(bus.calls.map(({ length }) => length)).toEqual([10, 10, 5]);
    expect(takenIds()).toEqual(idsOf(records));
    expect(bus.calls[0]?.[0]).toMatchObject({
      ...{ EventBusName: 'bus-of-tests', Source: 'ttelgo', DetailType: 'order.paid' },
    });
  });

  it('sends only the entries again that failed', async () => {
    const records = paid.slice(0, 10).map(inserted);
    bus.mishaps.push({ failing: (index) => index === 2 || index === 7 });
    bus.mishaps.push({ failing: (index) => index === 1 });
    await relay(records);
    expect(bus.calls.map(({ length }) => length)).toEqual([10, 2, 1]);
    expect(takenIds().sort()).toEqual(idsOf(records).sort());
  });

  it('throws when entries keep failing, so that the batch comes again', async () => {
    bus.mishaps.push(...Array.from({ length: 4 }, () => ({ failing: () => true })));
    await expect(relay(paid.slice(0, 2).map(inserted))).rejects.toThrow('refused 2 events');
    expect(bus.taken).toEqual([]);
  });

  it.each(['before', 'after'] as const)(
    'that died %s the call tells the same again',
    async (dies) => {
      const records = paid.slice(0, 12).map(inserted);
      bus.mishaps.push({ failing: () => false }, { dies });
      await expect(relay(records)).rejects.toThrow('died');
      const first = [...bus.taken];
      expect(first).toHaveLength(dies === 'before' ? 10 : 12);
      bus.clear();
      await relay(records);
      expect(bus.taken).toHaveLength(12);
      expect(bus.taken.slice(0, first.length)).toEqual(first);
      expect(new Set(takenIds()).size).toBe(12);
    },
  );

  it('calls nobody when there is nothing to tell', async () => {
    await relay([record(undefined, { pk: 'CLAIM#esim-go#1', sk: 'LINE#000' })]);
    expect(bus.calls).toEqual([]);
  });
});
