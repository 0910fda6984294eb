/** What a writing command cost, from the items as they stood before it and stand after it. */
import { DynamoDBClient, GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type IndexSpec, type TableName, tables } from '../../../../lib/platform/tables.ts';
import { type Change, indexUnits, sizeOf, writeUnits } from './cost.ts';
import { tableOf } from './names.ts';
import type { RawItem } from './size.ts';

export interface Written {
  table: TableName;
  /** Sort key without its id, such as ORDER or TRANSFER. */
  kind: string;
  bytes: number;
  /** Of the table, and of its indexes. */
  units: number;
  index: number;
}

interface Target {
  name: string;
  key: RawItem;
  /** The item that a put wants to stand there. */
  wanted?: RawItem | undefined;
  transactional: boolean;
}

type Input = Record<string, unknown>;

/** Reads the items now; `done` reads them again and answers the costs. */
export async function writesOf(command: string, input: Input) {
  const targets = targetsOf(command, input);
  if (!targets) return undefined;
  const befores = await Promise.all(targets.map(stands));
  const done = async (refused: boolean): Promise<Written[]> => {
    const afters = refused ? befores : await Promise.all(targets.map(stands));
    return targets.map((target, at) => {
      const before = befores[at];
      // A refused put is priced as if it had been made: a bound, since AWS states no price for it.
      const after = refused ? target.wanted : afters[at];
      return costOf(target, { before, after, transactional: target.transactional }, refused);
    });
  };
  return { done };
}

function costOf({ name, key }: Target, change: Change, refused: boolean): Written {
  const table = tableOf(name);
  const indexes = Object.values(tables[table].indexes) as IndexSpec[];
  return {
    table,
    kind: key.sk?.S?.split('#')[0] ?? '',
    bytes: Math.max(sizeOf(change.before), sizeOf(change.after)),
    units: writeUnits(change),
    index: refused ? 0 : indexes.reduce((sum, index) => sum + indexUnits(change, index), 0),
  };
}

function targetsOf(command: string, input: Input): Target[] | undefined {
  switch (command) {
    case 'TransactWriteItems':
      return (input.TransactItems as TransactWriteItem[]).map(inTransaction);
    case 'PutItem': {
      const wanted = input.Item as RawItem;
      return [{ name: String(input.TableName), key: keyOf(wanted), wanted, transactional: false }];
    }
    case 'UpdateItem':
      return [{ name: String(input.TableName), key: input.Key as RawItem, transactional: false }];
    case 'BatchWriteItem':
      return Object.entries(input.RequestItems as Record<string, PutRequest[]>).flatMap(
        ([name, requests]) => requests.map(inBatch(name)),
      );
    default:
      return undefined;
  }
}

interface PutRequest {
  PutRequest: { Item: RawItem };
}

const inBatch =
  (name: string) =>
  ({ PutRequest }: PutRequest): Target => ({
    name,
    key: keyOf(PutRequest.Item),
    wanted: PutRequest.Item,
    transactional: false,
  });

function inTransaction({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): Target {
  const keyed = Update ?? Delete ?? ConditionCheck;
  const item = Put?.Item as RawItem | undefined;
  return {
    name: String((Put ?? keyed)?.TableName),
    key: item ? keyOf(item) : (keyed?.Key as RawItem),
    wanted: item,
    transactional: true,
  };
}

const keyOf = ({ pk, sk }: RawItem): RawItem => ({ ...(pk && { pk }), ...(sk && { sk }) });

/** Not the product's client: what is read here is no cost of the product. */
let client: DynamoDBClient | undefined;
async function stands({ name, key }: Target): Promise<RawItem | undefined> {
  client ??= new DynamoDBClient({});
  const answer = await client.send(
    new GetItemCommand({ TableName: name, Key: key, ConsistentRead: true }),
  );
  return answer.Item;
}
