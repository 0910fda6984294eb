/** The store and the emulator side by side: every request goes to both. */
import * as dynamodb from '@aws-sdk/client-dynamodb';
import { openStore, type Store } from '../../simulation/dynamo/store.ts';
import { type Told, told } from './answers.ts';
import { type Row, tables } from './attributes.ts';
import type { Request } from './request.ts';
import { indexes } from './searches.ts';

export interface Pair {
  store: Store;
  both(request: Request): Promise<{ ours: Told; theirs: Told }>;
  /** The item of this key as the store has it. */
  look(table: string, key: Row): Row | undefined;
  /** Brings an item of the emulator to what the store has. */
  restore(table: string, key: Row): Promise<void>;
  close(): Promise<void>;
}

type Command = new (input: object) => dynamodb.GetItemCommand;

export async function openPair(): Promise<Pair> {
  const client = new dynamodb.DynamoDBClient({ maxAttempts: 1 });
  await client.send(new dynamodb.CreateTableCommand(declared(tables.main, indexes)));
  await client.send(new dynamodb.CreateTableCommand(declared(tables.other, {})));
  const store = openStore([
    { name: tables.main, stream: true, indexes },
    { name: tables.other, indexes: {} },
  ]);
  const send = ({ operation, input }: Request): Promise<object> => {
    const command = (dynamodb as unknown as Record<string, Command>)[`${operation}Command`];
    if (!command) throw new Error(`The SDK knows no ${operation}`);
    return client.send(new command(input));
  };
  const units = (table: string) => store.consumed()[table]?.writeUnits ?? 0;
  const look = (TableName: string, { pk, sk }: Row) =>
    (store.call('GetItem', { TableName, Key: { pk, sk } }) as { Item?: Row }).Item;
  return {
    store,
    look,
    async both(request) {
      const theirs = await told(() => send(request));
      const before = Object.values(tables).map((name) => [name, units(name)] as const);
      const ours = await told(() => store.call(request.operation, deepFrozen(request.input)));
      for (const [name, had] of before) {
        const spent = units(name) - had;
        if (spent > 0) ours.writeUnits[name] = spent;
      }
      return { ours, theirs };
    },
    async restore(TableName, { pk, sk }) {
      const Key = { pk, sk } as Row;
      const Item = look(TableName, Key);
      if (Item) await send({ operation: 'PutItem', input: { TableName, Item } });
      else await send({ operation: 'DeleteItem', input: { TableName, Key } });
    },
    async close() {
      for (const TableName of Object.values(tables))
        await client.send(new dynamodb.DeleteTableCommand({ TableName }));
      client.destroy();
    },
  };
}

/** The store must neither change what it is given nor what it gave. */
function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) {
    for (const inner of Object.values(value)) deepFrozen(inner);
    Object.freeze(value);
  }
  return value;
}

const keys = (pk: string, sk: string) => [
  { AttributeName: pk, KeyType: 'HASH' as const },
  { AttributeName: sk, KeyType: 'RANGE' as const },
];

function declared(
  TableName: string,
  of: Record<string, { pk: string; sk: string; projection: 'KEYS_ONLY' | 'ALL' }>,
): dynamodb.CreateTableCommandInput {
  const all = Object.entries(of);
  const names = new Set(['pk', 'sk', ...all.flatMap(([, { pk, sk }]) => [pk, sk])]);
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keys('pk', 'sk'),
    AttributeDefinitions: [...names].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    ...(all.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: all.map(([IndexName, { pk, sk, projection }]) => ({
            IndexName,
            KeySchema: keys(pk, sk),
            Projection: { ProjectionType: projection },
          })),
        }),
  };
}
