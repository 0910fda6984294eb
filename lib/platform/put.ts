/** One conditional put outside a transaction: half its price, and a refusal is a value. */
import { isDeepStrictEqual } from 'node:util';
import {
  ConditionalCheckFailedException,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { dynamo, type Item, type Key, tableName } from './dynamodb.ts';
import type { TableName } from './tables.ts';

/** False when the condition did not hold. */
export async function putIf(
  table: TableName,
  item: Item,
  when: { condition: string; names?: Record<string, string>; values?: Record<string, unknown> },
): Promise<boolean> {
  const Item = marshall(item, { removeUndefinedValues: true });
  try {
    await dynamo().send(
      new PutItemCommand({
        TableName: tableName(table),
        Item,
        ConditionExpression: when.condition,
        ...(when.names === undefined ? {} : { ExpressionAttributeNames: when.names }),
        ...(when.values === undefined ? {} : { ExpressionAttributeValues: marshall(when.values) }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // The client repeats a call whose answer got lost: what stands there may be our own first try.
    return (error.$metadata.attempts ?? 1) > 1 && isDeepStrictEqual(error.Item, Item);
  }
}

/**
 * One conditional update outside a transaction. Refused, it gives the item as it stands. Unlike a put
 * it cannot tell whether an earlier try of its own, whose answer got lost, is what stands there.
 */
export async function updateIf(
  table: TableName,
  key: Key,
  change: {
    set: string;
    condition: string;
    names?: Record<string, string>;
    values?: Record<string, unknown>;
  },
): Promise<{ done: boolean; item: Item | undefined }> {
  try {
    const answer = await dynamo().send(
      new UpdateItemCommand({
        TableName: tableName(table),
        Key: marshall(key),
        UpdateExpression: change.set,
        ConditionExpression: change.condition,
        ...(change.names === undefined ? {} : { ExpressionAttributeNames: change.names }),
        ...(change.values === undefined
          ? {}
          : { ExpressionAttributeValues: marshall(change.values) }),
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return { done: true, item: answer.Attributes && (unmarshall(answer.Attributes) as Item) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { done: false, item: error.Item && (unmarshall(error.Item) as Item) };
  }
}

/** Puts an item that must not exist yet. */
export const putNew = (table: TableName, item: Item): Promise<boolean> =>
  putIf(table, item, { condition: 'attribute_not_exists(pk)' });
