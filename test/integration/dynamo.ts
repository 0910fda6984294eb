/** Tables of our own declaration on a running emulator, with names of this test file alone. */
import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { tableSetting } from '../../lib/platform/config.ts';
import { type TableSpec, tables } from '../../lib/platform/tables.ts';

const created: string[] = [];

const client = () => new DynamoDBClient({});

export async function setUp(): Promise<void> {
  if (!process.env.AWS_ENDPOINT_URL) throw new Error('AWS_ENDPOINT_URL of an emulator is needed');
  process.env.AWS_REGION ??= 'us-east-1';
  process.env.AWS_ACCESS_KEY_ID ??= 'test';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
  const suffix = randomUUID().slice(0, 8);
  for (const [name, spec] of Object.entries(tables) as [string, TableSpec][]) {
    const TableName = `${name}-${suffix}`;
    await client().send(new CreateTableCommand(tableInput(TableName, spec)));
    process.env[tableSetting(name)] = TableName;
    created.push(TableName);
  }
}

export async function tearDown(): Promise<void> {
  await Promise.all(
    created.splice(0).map((TableName) => client().send(new DeleteTableCommand({ TableName }))),
  );
}

function tableInput(TableName: string, spec: TableSpec) {
  const indexes = Object.entries(spec.indexes);
  const attributes = new Set(['pk', 'sk', ...indexes.flatMap(([, { pk, sk }]) => [pk, sk])]);
  const keys = (pk: string, sk: string) => [
    { AttributeName: pk, KeyType: 'HASH' as const },
    { AttributeName: sk, KeyType: 'RANGE' as const },
  ];
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST' as const,
    KeySchema: keys('pk', 'sk'),
    AttributeDefinitions: [...attributes].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S' as const,
    })),
    ...(indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: indexes.map(([IndexName, { pk, sk, projection }]) => ({
            IndexName,
            KeySchema: keys(pk, sk),
            Projection: { ProjectionType: projection },
          })),
        }),
  };
}
