/** The product's name of a table by the name that it has on the emulator. */
import { tableName } from '../../../../lib/platform/dynamodb.ts';
import { type TableName, tableNames } from '../../../../lib/platform/tables.ts';

export function tableOf(name: string): TableName {
  const found = tableNames.find((table) => tableName(table) === name);
  if (!found) throw new Error(`${name} is no table of the product`);
  return found;
}
