/** Reads by key: one, a batch of them, or a transaction. */
import { normalRow } from './attributes.ts';
import { canceled, Invalid } from './errors.ts';
import { checkKey, checkKeyValues, idOfKey } from './keys.ts';
import { resolved } from './paths.ts';
import { project } from './projections.ts';
import type { Table } from './table.ts';
import { type ExpressionInput, expressionsOf } from './terms.ts';
import type { Row } from './values.ts';

export interface GetInput extends ExpressionInput {
  TableName: string;
  Key: Row;
  ConsistentRead?: boolean;
}

export interface Found {
  table: Table;
  row: Row | undefined;
  /** What of it is asked for. */
  shown: Row | undefined;
}

export function get(table: Table, input: GetInput): Found {
  const { projection, terms } = expressionsOf(input);
  checkKeyValues(normalRow(input.Key));
  checkKey(input.Key);
  const row = table.get(input.Key);
  if (!row || !projection) return { table, row, shown: row };
  return {
    table,
    row,
    shown: project(
      row,
      projection.paths.map((path) => resolved(path, terms)),
    ),
  };
}

export interface BatchGetInput {
  RequestItems: Record<string, Omit<GetInput, 'Key' | 'TableName'> & { Keys: Row[] }>;
}

const keysMax = 100;

/** By table, in the order of the keys. */
export function batchGet(
  { RequestItems }: BatchGetInput,
  tableOf: (name: string) => Table,
): { name: string; consistent: boolean; found: Found[] }[] {
  const requests = Object.entries(RequestItems ?? {});
  const count = requests.reduce((sum, [, { Keys }]) => sum + (Keys?.length ?? 0), 0);
  if (count === 0 || count > keysMax || requests.some(([, { Keys }]) => !Keys?.length))
    throw new Invalid("Value at 'RequestItems' failed to satisfy constraint: 1 to 100 keys");
  return requests.map(([name, { Keys, ...rest }]) => {
    const table = tableOf(name);
    const found = Keys.map((Key) => get(table, { TableName: name, Key, ...rest }));
    if (new Set(Keys.map(idOfKey)).size < Keys.length)
      throw new Invalid('Provided list of item keys contains duplicates');
    return { name, consistent: rest.ConsistentRead === true, found };
  });
}

export interface TransactGetInput {
  TransactItems: { Get: GetInput }[];
}

export function transactGet(
  { TransactItems }: TransactGetInput,
  tableOf: (name: string) => Table,
): Found[] {
  if (!TransactItems?.length || TransactItems.length > keysMax)
    throw new Invalid("Value at 'transactItems' failed to satisfy constraint: 1 to 100 items");
  const ids = TransactItems.map(({ Get }) => `${Get.TableName}\u0000${idOfKey(Get.Key)}`);
  if (new Set(ids).size < ids.length)
    throw new Invalid('Transaction request cannot include multiple operations on one item');
  const found = TransactItems.map(({ Get }) => {
    const table = tableOf(Get.TableName);
    try {
      return get(table, Get);
    } catch (error) {
      if (!(error instanceof Invalid) || expressionFails(Get)) throw error;
      return error;
    }
  });
  if (!found.some((each) => each instanceof Invalid)) return found as Found[];
  throw canceled(
    found.map((each) =>
      each instanceof Invalid
        ? { Code: 'ValidationError', Message: each.message }
        : { Code: 'None' },
    ),
  );
}

/** A bad expression fails the request, a bad key only cancels it. */
function expressionFails(input: GetInput): boolean {
  try {
    expressionsOf(input);
    return false;
  } catch {
    return true;
  }
}
