/** One conditional put outside a transaction: half its price, and a refusal is a value. */
import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamo, type Item, tableName } from './dynamodb.ts';
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

/** Puts an item that must not exist yet. */
export const putNew = (table: TableName, item: Item): Promise<boolean> =>
  putIf(table, item, { condition: 'attribute_not_exists(pk)' });
