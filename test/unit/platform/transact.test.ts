import {
  type CancellationReason,
  TransactionCanceledException,
  type TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { transact } from '../../../lib/platform/dynamodb.ts';
import { create, type Write } from '../../../lib/platform/writes.ts';
import { answering } from './dynamo-client.ts';

const key = { pk: 'ORDER#ord_1', sk: 'ORDER' };
const writes: Record<'order' | 'wallet', Write> = {
  order: create('orders', { ...key, total: 100, note: undefined }),
  wallet: { check: 'ledger', key, condition: 'available >= :a', values: { ':a': 1 } },
};

const canceled = (...reasons: CancellationReason[]) =>
  new TransactionCanceledException({
    ...{ message: 'canceled', $metadata: {}, CancellationReasons: reasons },
  });
const codes = (...all: string[]) => canceled(...all.map((Code) => ({ Code })));
const conflict = codes('TransactionConflict', 'None');

let sent: TransactWriteItemsCommand[] = [];

/** DynamoDB throws these one after the other; after the last it takes everything. */
function answeringWith(...answers: Error[]): void {
  sent = [];
  answering((command: TransactWriteItemsCommand) => {
    sent.push(command);
    const error = answers[sent.length - 1];
    if (error) throw error;
    return {};
  });
}

test('the writes go out as one transaction, in order, each asking for the old item', async () => {
  answeringWith();
  expect(await transact(writes)).toEqual({ ok: true });
  const ReturnValuesOnConditionCheckFailure = 'ALL_OLD';
  expect(sent.map(({ input }) => input.TransactItems)).toEqual([
    [
      {
        Put: {
          TableName: 'orders-of-tests',
          Item: marshall({ ...key, total: 100 }),
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure,
        },
      },
      {
        ConditionCheck: {
          TableName: 'ledger-of-tests',
          Key: marshall(key),
          ConditionExpression: 'available >= :a',
          ExpressionAttributeValues: marshall({ ':a': 1 }),
          ReturnValuesOnConditionCheckFailure,
        },
      },
    ],
  ]);
});

test.each([
  ['a conflict', conflict],
  ['throttling', codes('None', 'ThrottlingError')],
  ['both', codes('TransactionConflict', 'ThrottlingError')],
])('%s is repeated until it passes', async (_what, passing) => {
  answeringWith(passing, passing, passing);
  expect(await transact(writes)).toEqual({ ok: true });
  expect(sent).toHaveLength(4);
  for (const { input } of sent) expect(input.TransactItems).toEqual(sent[0]?.input.TransactItems);
});

test('each try is a transaction of its own, without a token of the last one', async () => {
  answeringWith(conflict, conflict);
  await transact(writes);
  expect(new Set(sent).size).toBe(3);
  for (const { input } of sent) expect(input.ClientRequestToken).toBeUndefined();
});

test('a failed condition is a refusal by its name, with the item as it stands', async () => {
  const Item = marshall({ ...key, available: 0 });
  answeringWith(canceled({ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item }));
  expect(await transact(writes)).toEqual({
    ok: false,
    refused: { wallet: { item: { ...key, available: 0 } } },
  });
  expect(sent).toHaveLength(1);
});

test('a refusal without an item says that there is none', async () => {
  answeringWith(codes('ConditionalCheckFailed', 'ConditionalCheckFailed'));
  expect(await transact(writes)).toEqual({
    ok: false,
    refused: { order: { item: undefined }, wallet: { item: undefined } },
  });
});

test('a failed condition next to a conflict is half of the story: the twin is asked again', async () => {
  // Its wallet is committed, its idempotency record not yet: no money left is not the answer.
  answeringWith(
    codes('TransactionConflict', 'ConditionalCheckFailed'),
    codes('ConditionalCheckFailed', 'ConditionalCheckFailed'),
  );
  expect(await transact(writes)).toMatchObject({ ok: false, refused: { order: {}, wallet: {} } });
  expect(sent).toHaveLength(2);
});

test('and is the refusal that it is when the conflict does not end', async () => {
  const half = codes('TransactionConflict', 'ConditionalCheckFailed');
  answeringWith(...Array.from({ length: 20 }, () => half));
  expect(await transact(writes)).toMatchObject({ ok: false, refused: { wallet: {} } });
  expect(sent).toHaveLength(6);
});

test.each(['ThrottlingError', 'ValidationError'])(
  'a failed condition next to %s is a refusal at once',
  async (Code) => {
    answeringWith(codes(Code, 'ConditionalCheckFailed'));
    expect(await transact(writes)).toMatchObject({ ok: false, refused: { wallet: {} } });
    expect(sent).toHaveLength(1);
  },
);

test('after a conflict a refusal still comes out as one', async () => {
  answeringWith(conflict, codes('ConditionalCheckFailed', 'None'));
  expect(await transact(writes)).toMatchObject({ ok: false, refused: { order: {} } });
});

test.each([
  ['a write that is not valid', codes('ValidationError', 'None')],
  ['a write that is not valid beside a conflict', codes('ValidationError', 'TransactionConflict')],
  ['a collection that is full', codes('ItemCollectionSizeLimitExceeded', 'None')],
  ['a lost answer', Object.assign(new Error('socket hang up'), { name: 'TimeoutError' })],
])('%s is thrown and not repeated', async (_what, error) => {
  answeringWith(error);
  await expect(transact(writes)).rejects.toBe(error);
  expect(sent).toHaveLength(1);
});

test('a conflict that does not end is thrown after six tries', async () => {
  answeringWith(...Array.from({ length: 20 }, () => conflict));
  await expect(transact(writes)).rejects.toBe(conflict);
  expect(sent).toHaveLength(6);
});
