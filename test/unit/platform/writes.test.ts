import { marshall } from '@aws-sdk/util-dynamodb';
import { create, toTransactItem, type Write } from '../../../lib/platform/writes.ts';

const key = { pk: 'a', sk: 'b' };
const sent = (write: Write) => toTransactItem(write, (table) => `${table}-of-tests`);
const ReturnValuesOnConditionCheckFailure = 'ALL_OLD';

test('an update carries its key, its expression and its condition', () => {
  const write: Write = {
    ...{ update: 'ledger', key, set: 'SET #s = :s', condition: 'version = :v' },
    ...{ names: { '#s': 'status' }, values: { ':s': 'PAID', ':v': 3 } },
  };
  expect(sent(write)).toEqual({
    Update: {
      ...{ TableName: 'ledger-of-tests', Key: marshall(key), ReturnValuesOnConditionCheckFailure },
      ...{ UpdateExpression: 'SET #s = :s', ConditionExpression: 'version = :v' },
      ExpressionAttributeNames: { '#s': 'status' },
      ExpressionAttributeValues: marshall({ ':s': 'PAID', ':v': 3 }),
    },
  });
});

test('a removal without a condition asks for nothing but its key', () => {
  const place = { TableName: 'orders-of-tests', Key: marshall(key) };
  expect(sent({ remove: 'orders', key })).toEqual({
    Delete: { ...place, ReturnValuesOnConditionCheckFailure },
  });
});

test('a new item must not exist yet, and fields that are undefined are not written', () => {
  expect(sent(create('orders', { ...key, note: undefined, nested: { gone: undefined } }))).toEqual({
    Put: {
      ...{ TableName: 'orders-of-tests', Item: marshall({ ...key, nested: {} }) },
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure,
    },
  });
});
