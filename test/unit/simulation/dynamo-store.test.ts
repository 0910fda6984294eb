/** The store by itself: the SDK's exceptions, changes told, expiry, capacity, nothing shared that changes. */
import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  ResourceNotFoundException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { jest } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import { openStore, type Store } from '../../simulation/dynamo/store.ts';

const TableName = 'orders';
const key = { pk: { S: 'ORDER#1' }, sk: { S: 'ORDER' } };

let store: Store;
let told: [string, DynamoDBRecord][];
beforeEach(() => {
  store = openStore([
    {
      name: TableName,
      ttl: 'expiresAt',
      stream: true,
      indexes: { byDue: { pk: 'dueKey', sk: 'dueAt', projection: 'KEYS_ONLY' } },
    },
    { name: 'quiet', indexes: {} },
  ]);
  told = [];
  store.subscribe((table, record) => told.push([table, record]));
});

const put = (more: object = {}, table = TableName) =>
  store.call('PutItem', { TableName: table, Item: { ...key, ...more } });
const update = (UpdateExpression: string, values?: object) =>
  store.call('UpdateItem', {
    ...{ TableName, Key: key, UpdateExpression, ReturnValues: 'ALL_NEW' },
    ...(values ? { ExpressionAttributeValues: values } : {}),
  }) as { Attributes?: Record<string, unknown> };
const thrown = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

test('a refused condition is the exception of the SDK, with the item where it is asked for', () => {
  put({ n: { N: '1' } });
  const input = { TableName, Key: key, ConditionExpression: 'attribute_not_exists(pk)' };
  const bare = thrown(() => store.call('DeleteItem', input));
  expect(bare).toBeInstanceOf(ConditionalCheckFailedException);
  expect((bare as ConditionalCheckFailedException).Item).toBeUndefined();
  const wanted = { ...input, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
  expect(thrown(() => store.call('DeleteItem', wanted))).toMatchObject({
    name: 'ConditionalCheckFailedException',
    Item: { ...key, n: { N: '1' } },
    $metadata: { attempts: 1 },
  });
});

test('a canceled transaction tells every reason in order, and does nothing', () => {
  put({ n: { N: '1' } });
  told = [];
  const other = { pk: { S: 'ORDER#2' }, sk: { S: 'ORDER' } };
  const check = {
    ...{ TableName, Key: key, ConditionExpression: 'attribute_not_exists(pk)' },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
  const error = thrown(() =>
    store.call('TransactWriteItems', {
      TransactItems: [{ Put: { TableName, Item: other } }, { ConditionCheck: check }],
    }),
  );
  expect(error).toBeInstanceOf(TransactionCanceledException);
  expect((error as TransactionCanceledException).CancellationReasons).toEqual([
    { Code: 'None' },
    {
      Code: 'ConditionalCheckFailed',
      Message: 'The conditional request failed',
      Item: { ...key, n: { N: '1' } },
    },
  ]);
  expect([...store.items(TableName)]).toHaveLength(1);
  expect(told).toEqual([]);
});

test('other errors are those of the SDK too', () => {
  const invalid = thrown(() => put({ n: { N: 'x' } }));
  expect(invalid).toBeInstanceOf(DynamoDBServiceException);
  expect(invalid).toMatchObject({ name: 'ValidationException', $fault: 'client' });
  expect(thrown(() => put({}, 'nowhere'))).toBeInstanceOf(ResourceNotFoundException);
  expect(() => store.call('DropTable', {})).toThrow('does not know DropTable');
});

test('changes of a streamed table are told in order, before the call returns; no change is none', () => {
  put({ n: { N: '1' } });
  put({ n: { N: '1.0' } });
  update('ADD n :one', { ':one': { N: '1' } });
  store.call('DeleteItem', { TableName, Key: key });
  store.call('DeleteItem', { TableName, Key: key });
  put({}, 'quiet');
  const [one, two] = [1, 2].map((n) => ({ ...key, n: { N: String(n) } }));
  expect(told.map(([table, { eventName, dynamodb }]) => [table, eventName, dynamodb])).toEqual([
    [TableName, 'INSERT', expect.objectContaining({ Keys: key, NewImage: one })],
    [TableName, 'MODIFY', expect.objectContaining({ Keys: key, OldImage: one, NewImage: two })],
    [TableName, 'REMOVE', expect.objectContaining({ Keys: key, OldImage: two })],
  ]);
  const order = told.map(([, { dynamodb }]) => dynamodb?.SequenceNumber ?? '');
  expect(order).toEqual(order.toSorted());
  expect(new Set(told.map(([, { eventID }]) => eventID)).size).toBe(3);
});

test('what is over is taken away by the service, what is not stays', () => {
  const at = (sk: string, expiresAt: object) => put({ sk: { S: sk }, expiresAt });
  at('over', { N: '999' });
  at('just now', { N: '1000' });
  at('later', { N: '1001' });
  at('no number', { S: '1' });
  put();
  told = [];
  expect(store.expire(1000)).toBe(1);
  expect([...store.items(TableName)].map(({ sk }) => sk?.S)).toEqual([
    ...['just now', 'later', 'no number', 'ORDER'],
  ]);
  expect(told).toMatchObject([
    [TableName, { eventName: 'REMOVE', userIdentity: { principalId: 'dynamodb.amazonaws.com' } }],
  ]);
});

const spent = (work: () => void) => {
  const before = store.consumed()[TableName];
  work();
  const after = store.consumed()[TableName];
  if (!before || !after) throw new Error('no such table');
  return [after.readUnits - before.readUnits, after.writeUnits - before.writeUnits];
};

test('reads cost by 4 KB, half when eventually consistent, double in a transaction', () => {
  put({ text: { S: 'x'.repeat(4500) } });
  const get = (ConsistentRead: boolean) =>
    store.call('GetItem', { TableName, Key: key, ConsistentRead });
  expect(spent(() => get(true))).toEqual([2, 0]);
  expect(spent(() => get(false))).toEqual([1, 0]);
  const transaction = { TransactItems: [{ Get: { TableName, Key: key } }] };
  expect(spent(() => store.call('TransactGetItems', transaction))).toEqual([4, 0]);
  const query = {
    ...{ TableName, KeyConditionExpression: 'pk = :p', ConsistentRead: true },
    ExpressionAttributeValues: { ':p': key.pk },
  };
  // Many small items are summed up before they are rounded.
  put({ sk: { S: 'a' } });
  put({ sk: { S: 'b' } });
  expect(spent(() => store.call('Query', query))).toEqual([2, 0]);
  expect(
    spent(() => store.call('GetItem', { TableName, Key: { ...key, sk: { S: '-' } } })),
  ).toEqual([0.5, 0]);
});

test('writes cost by 1 KB, refused ones too, double in a transaction, and by what an index moves', () => {
  const due = (at: string) => ({ dueKey: { S: 'D' }, dueAt: { S: at } });
  expect(spent(() => put({ text: { S: 'x'.repeat(1500) } }))).toEqual([0, 2]);
  expect(spent(() => put())).toEqual([0, 2]);
  expect(spent(() => put(due('1')))).toEqual([0, 2]);
  expect(spent(() => put({ ...due('1'), n: { N: '1' } }))).toEqual([0, 1]);
  expect(spent(() => put(due('2')))).toEqual([0, 3]);
  const refused = { TableName, Key: key, ConditionExpression: 'attribute_not_exists(pk)' };
  expect(spent(() => thrown(() => store.call('DeleteItem', refused)))).toEqual([0, 1]);
  const transaction = { TransactItems: [{ ConditionCheck: refused }] };
  expect(spent(() => thrown(() => store.call('TransactWriteItems', transaction)))).toEqual([0, 2]);
});

test('what a caller does to what it gave changes nothing here', () => {
  const Item: Record<string, object> = { ...key, n: { N: '1' } };
  store.call('PutItem', { TableName, Item });
  Item.n = { N: '2' };
  delete Item.sk;
  expect(store.call('GetItem', { TableName, Key: key })).toEqual({
    Item: { ...key, n: { N: '1' } },
  });
});

test('a token is forgotten after ten minutes', () => {
  let now = 1_000_000;
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
  const input = {
    ClientRequestToken: 'token',
    TransactItems: [
      {
        Update: {
          ...{ TableName, Key: key, UpdateExpression: 'ADD n :one' },
          ExpressionAttributeValues: { ':one': { N: '1' } },
        },
      },
    ],
  };
  const count = () => [...store.items(TableName)][0]?.n;
  store.call('TransactWriteItems', input);
  now += 600_000 - 1;
  store.call('TransactWriteItems', structuredClone(input));
  expect(count()).toEqual({ N: '1' });
  now += 1;
  store.call('TransactWriteItems', input);
  expect(count()).toEqual({ N: '2' });
  clock.mockRestore();
});
