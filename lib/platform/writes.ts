/**
 * A write is a value: `items.ts` files return these, an operation names them and sends them in one
 * `transact`. Conditions and updates are DynamoDB's own expressions; names and values are native.
 */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { TableName } from './tables.ts';

interface Expression {
  /** Attribute names by placeholder, e.g. {'#status': 'status'}. */
  names?: Record<string, string>;
  /** Values by placeholder, e.g. {':amount': 141}. */
  values?: Record<string, unknown>;
}

type Key = { pk: string; sk: string };

export type Write =
  | ({ put: TableName; item: Key & Record<string, unknown>; condition?: string } & Expression)
  | ({ update: TableName; key: Key; set: string; condition?: string } & Expression)
  | ({ remove: TableName; key: Key; condition?: string } & Expression)
  | ({ check: TableName; key: Key; condition: string } & Expression);

const marshalled = { removeUndefinedValues: true, convertClassInstanceToMap: true };

export function toTransactItem(
  write: Write,
  nameOf: (table: TableName) => string,
): TransactWriteItem {
  const expression = {
    ...(write.condition === undefined ? {} : { ConditionExpression: write.condition }),
    ...(write.names === undefined ? {} : { ExpressionAttributeNames: write.names }),
    ...(write.values === undefined
      ? {}
      : { ExpressionAttributeValues: marshall(write.values, marshalled) }),
    // The item as it stood explains a refusal without another read.
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  if ('put' in write)
    return {
      Put: { TableName: nameOf(write.put), Item: marshall(write.item, marshalled), ...expression },
    };
  const Key = marshall(write.key);
  if ('update' in write)
    return {
      Update: {
        TableName: nameOf(write.update),
        Key,
        UpdateExpression: write.set,
        ...expression,
      },
    };
  if ('remove' in write) return { Delete: { TableName: nameOf(write.remove), Key, ...expression } };
  return {
    ConditionCheck: {
      TableName: nameOf(write.check),
      Key,
      ...expression,
      ConditionExpression: write.condition,
    },
  };
}

/** Puts an item that must not exist yet. */
export const create = (table: TableName, item: Key & Record<string, unknown>): Write => ({
  put: table,
  item,
  condition: 'attribute_not_exists(pk)',
});
