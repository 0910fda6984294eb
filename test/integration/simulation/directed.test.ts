/** What random requests would seldom meet: pages of one megabyte, tokens of transactions. */
import { type Row, tables } from './attributes.ts';
import { key } from './cases.ts';
import { openPair, type Pair } from './pair.ts';

let pair: Pair;
beforeAll(async () => {
  pair = await openPair();
});
afterAll(() => pair.close());

const TableName = tables.main;

/** Every page of both, which must be alike; the numbers of items on them. */
async function pages(operation: string, input: object): Promise<number[]> {
  const counts: number[] = [];
  let start: object = {};
  do {
    const { ours, theirs } = await pair.both({ operation, input: { ...input, ...start } });
    expect(ours.answer).toEqual(theirs.answer);
    const { Count, LastEvaluatedKey } = ours.answer as { Count: number; LastEvaluatedKey?: Row };
    counts.push(Count);
    start = LastEvaluatedKey ? { ExclusiveStartKey: LastEvaluatedKey } : {};
  } while ('ExclusiveStartKey' in start);
  return counts;
}

const due = { dueKey: { S: 'D#large' }, dueAt: { S: '2026' }, ownerKey: { S: 'O#large' } };

test('a page ends before it passes one megabyte', async () => {
  for (let n = 0; n < 7; n += 1) {
    const Item = {
      pk: { S: 'LARGE' },
      sk: { S: `${n}` },
      ...due,
      text: { S: 'x'.repeat(300_000) },
    };
    await pair.both({ operation: 'PutItem', input: { TableName, Item } });
  }
  const ofTable = {
    TableName,
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': { S: 'LARGE' } },
  };
  expect(await pages('Query', ofTable)).toEqual([3, 3, 1]);
  expect(await pages('Query', { ...ofTable, ScanIndexForward: false })).toEqual([3, 3, 1]);
  expect(await pages('Query', { ...ofTable, Limit: 2, Select: 'COUNT' })).toEqual([2, 2, 2, 1]);
  expect(await pages('Scan', { TableName })).toEqual([3, 3, 1]);
  const ofIndex = (IndexName: string, name: string) => ({
    ...{ TableName, IndexName },
    KeyConditionExpression: `${name} = :p`,
    ExpressionAttributeValues: { ':p': due[name as keyof typeof due] },
  });
  expect(await pages('Query', ofIndex('byAge', 'ownerKey'))).toEqual([3, 3, 1]);
  // Keys alone are small.
  expect(await pages('Query', ofIndex('byDue', 'dueKey'))).toEqual([7]);
  expect(await pages('Query', { ...ofIndex('byDue', 'dueKey'), Limit: 7 })).toEqual([7, 0]);
});

test('a transaction with the same token is done once, and another one may not use it', async () => {
  const transaction = (by: string) => ({
    operation: 'TransactWriteItems',
    input: {
      ClientRequestToken: 'token-1',
      TransactItems: [
        {
          Update: {
            ...{ TableName, Key: key, UpdateExpression: 'ADD n :by' },
            ExpressionAttributeValues: { ':by': { N: by } },
          },
        },
      ],
    },
  });
  const outcomes: (string | undefined)[] = [];
  for (const by of ['1', '1', '2']) {
    const { ours, theirs } = await pair.both(transaction(by));
    expect(ours.answer).toEqual(theirs.answer);
    outcomes.push(ours.error);
  }
  expect(outcomes).toEqual([undefined, undefined, 'IdempotentParameterMismatchException']);
  const { ours, theirs } = await pair.both({
    operation: 'GetItem',
    input: { TableName, Key: key },
  });
  expect(ours.answer).toEqual({ Item: { ...key, n: { N: '1' } } });
  expect(ours.answer).toEqual(theirs.answer);
});
