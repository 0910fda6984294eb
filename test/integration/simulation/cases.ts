/** Requests made by hand about one item, for cases that random ones stay clear of or seldom meet. */
import { type Row, tables } from './attributes.ts';
import type { Request } from './request.ts';

export const key: Row = { pk: { S: 'CASE' }, sk: { S: 'A' } };
/** Stands there before each case. */
export const item: Row = {
  ...key,
  n: { N: '5' },
  s: { S: 'text' },
  b: { B: Buffer.from('bytes') },
  ss: { SS: ['a', 'b'] },
  ns: { NS: ['1', '2'] },
  stops: { L: [{ N: '0' }, { N: '1' }, { N: '2' }, { N: '3' }] },
  tree: { M: { n: { N: '1' }, s: { S: 'leaf' } } },
};

export type Values = Record<string, unknown>;
export const terms = (values?: Values, names?: Values) => ({
  ...(values ? { ExpressionAttributeValues: values } : {}),
  ...(names ? { ExpressionAttributeNames: names } : {}),
});
export const TableName = tables.main;

export const put = (Item: Values, more: Values = {}): Request => ({
  operation: 'PutItem',
  input: { TableName, Item: { ...key, ...Item }, ...more },
});
export const update = (
  UpdateExpression: string,
  values?: Values,
  names?: Values,
  more: Values = {},
): Request => ({
  operation: 'UpdateItem',
  input: { TableName, Key: key, UpdateExpression, ...terms(values, names), ...more },
});
export const when = (ConditionExpression: string, values?: Values, names?: Values): Request => ({
  operation: 'DeleteItem',
  input: { TableName, Key: key, ConditionExpression, ...terms(values, names) },
});
export const query = (
  KeyConditionExpression: string,
  values?: Values,
  more: Values = {},
): Request => ({
  operation: 'Query',
  input: { TableName, KeyConditionExpression, ...terms(values), ...more },
});
export const transact = (...TransactItems: object[]): Request => ({
  operation: 'TransactWriteItems',
  input: { TransactItems },
});
/** The same request as a member of a transaction, beside a write that nothing is wrong with. */
export function within({ operation, input }: Request): Request {
  const good = { Put: { TableName, Item: { pk: { S: 'BESIDE' }, sk: { S: 'A' } } } };
  return transact(good, { [operation.replace('Item', '')]: input });
}
