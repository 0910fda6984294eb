import {
  type AttributeValue,
  type BatchWriteItemCommand,
  ConditionalCheckFailedException,
  type PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { batchPut } from '../../../lib/platform/batch.ts';
import { putIf, putNew } from '../../../lib/platform/put.ts';
import { answering } from './dynamo-client.ts';

const item = { pk: 'a', sk: 'b', status: 'PAID', note: undefined };
const refusing = (Item?: Record<string, AttributeValue>, attempts = 1) =>
  answering(() => {
    const refusal = new ConditionalCheckFailedException({ message: 'no', $metadata: { attempts } });
    throw Object.assign(refusal, { Item });
  });

test('a put whose condition holds is made, with its names and values', async () => {
  let input: object = {};
  answering((command: PutItemCommand) => {
    input = command.input;
  });
  const when = { condition: '#s = :s', names: { '#s': 'status' }, values: { ':s': 'OPEN' } };
  expect(await putIf('orders', item, when)).toBe(true);
  expect(input).toMatchObject({
    ...{ TableName: 'orders-of-tests', ConditionExpression: '#s = :s' },
    Item: marshall({ pk: 'a', sk: 'b', status: 'PAID' }),
    ExpressionAttributeNames: { '#s': 'status' },
    ExpressionAttributeValues: marshall({ ':s': 'OPEN' }),
  });
});

test('a put whose condition does not hold is refused', async () => {
  refusing({ ...marshall({ pk: 'a', sk: 'b', status: 'OPEN' }) });
  expect(await putNew('orders', item)).toBe(false);
  refusing();
  expect(await putNew('orders', item)).toBe(false);
});

test('a put that was made already, its answer lost on the way, is made', async () => {
  const same = { ...marshall({ sk: 'b', pk: 'a', status: 'PAID' }) };
  refusing(same, 2);
  expect(await putNew('orders', item)).toBe(true);
  // At the first attempt it is somebody else's, equal as it may be.
  refusing(same, 1);
  expect(await putNew('orders', item)).toBe(false);
});

test('any other failure is thrown', async () => {
  answering(() => {
    throw new Error('no table');
  });
  await expect(putNew('orders', item)).rejects.toThrow('no table');
});

test('a batch puts again what was left over, and every item in the end', async () => {
  const written: string[] = [];
  answering(({ input }: BatchWriteItemCommand) => {
    const asked = input.RequestItems?.['orders-of-tests'] ?? [];
    expect(asked.length).toBeLessThanOrEqual(25);
    const taken = asked.slice(0, Math.ceil(asked.length / 2));
    written.push(...taken.map((request) => JSON.stringify(request)));
    const rest = asked.slice(taken.length);
    return rest.length > 0 ? { UnprocessedItems: { 'orders-of-tests': rest } } : {};
  });
  const items = Array.from({ length: 60 }, (_, n) => ({ pk: `item-${n}`, sk: 'x' }));
  await batchPut('orders', items);
  expect(new Set(written).size).toBe(60);
  expect(written).toHaveLength(60);
});

test('a table that takes nothing ends a batch', async () => {
  answering(({ input }: BatchWriteItemCommand) => ({ UnprocessedItems: input.RequestItems }));
  await expect(batchPut('orders', [item])).rejects.toThrow('throttled');
});
