/** The preload in a real process with the real SDK, against a server that answers anything. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { root } from '../../../infra/bundle.ts';

interface Seen {
  path: string;
  target: string | undefined;
  body: string;
}

/** A function's calls: in a bundle, as a Lambda has them. */
const calls = `
import { DynamoDBClient, GetItemCommand, QueryCommand, BatchGetItemCommand,
  BatchWriteItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
const settings = {
  endpoint: process.env.TARGET,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
};
const dynamo = new DynamoDBClient(settings);
const Key = { pk: { S: 'private' } };
const condition = { Key, ConditionExpression: 'attribute_exists(pk)' };
await dynamo.send(new GetItemCommand({ TableName: 'orders', Key }));
await dynamo.send(new QueryCommand({ TableName: 'orders', IndexName: 'byOwner',
  KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'private' } } }));
await dynamo.send(new BatchGetItemCommand({ RequestItems: { orders: { Keys: [Key] } } }));
await dynamo.send(new BatchWriteItemCommand({
  RequestItems: { vendors: [{ PutRequest: { Item: Key } }] } }));
await dynamo.send(new TransactWriteItemsCommand({ TransactItems: [
  { Put: { TableName: 'orders', Item: Key } },
  { Put: { TableName: 'orders', Item: Key } },
  { Update: { TableName: 'ledger', Key, UpdateExpression: 'SET a = a' } },
  { Delete: { TableName: 'ledger', Key } },
  { ConditionCheck: { TableName: 'vendors', ...condition } },
] }));
await new SecretsManagerClient(settings).send(new GetSecretValueCommand({ SecretId: 'links' }));
await new EventBridgeClient(settings).send(new PutEventsCommand({ Entries: [
  { EventBusName: 'events', Source: 's', DetailType: 't', Detail: '{"private":1}' } ] }));
await new SESv2Client(settings).send(new SendEmailCommand({
  FromEmailAddress: 'Us <orders@ttelgo.local>', Destination: { ToAddresses: ['private@a.b'] },
  Content: { Raw: { Data: Buffer.from('private') } } }));
await new SQSClient(settings).send(new ListQueuesCommand({})).catch(() => {});
const { request } = await import('node:http');
await new Promise((resolve) => {
  const call = request(process.env.TARGET + '/plain', { method: 'POST' }, (answer) => {
    answer.resume();
    answer.on('end', resolve);
  });
  call.write('two ');
  call.end('parts');
});
`;

let folder: string;
let server: Server;
let seen: Seen[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ttelgo-calls-'));
  buildSync({
    stdin: { contents: calls, resolveDir: root, sourcefile: 'calls.mjs' },
    absWorkingDir: root,
    outfile: join(folder, 'calls.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
  });
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const target = request.headers['x-amz-target'];
    seen.push({ path: request.url ?? '', target: target && String(target), body });
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
}, 60_000);

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  seen = [];
});

async function run(recordTo: string | undefined): Promise<void> {
  const { port } = server.address() as AddressInfo;
  await promisify(execFile)(process.execPath, [join(folder, 'calls.mjs')], {
    cwd: folder,
    env: {
      TARGET: `http://127.0.0.1:${port}`,
      AWS_LAMBDA_FUNCTION_NAME: 'ttelgo-local-orders-get',
      NODE_OPTIONS: `--require ${JSON.stringify(join(root, 'infra/local/record-calls.cjs'))}`,
      ...(recordTo === undefined ? {} : { TTELGO_RECORD_CALLS: recordTo }),
    },
  });
}

test('each AWS call is noted with what it touches, and nothing of its content', async () => {
  const file = join(folder, 'calls.jsonl');
  await run(file);
  const text = readFileSync(file, 'utf8');
  const noted = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const by = { function: 'ttelgo-local-orders-get' };
  const dynamodb = { ...by, service: 'dynamodb' };
  expect(noted).toEqual([
    { ...dynamodb, operation: 'GetItem', resources: [{ table: 'orders' }] },
    { ...dynamodb, operation: 'Query', resources: [{ table: 'orders', index: 'byOwner' }] },
    { ...dynamodb, operation: 'BatchGetItem', resources: [{ table: 'orders' }] },
    { ...dynamodb, operation: 'BatchWriteItem', resources: [{ table: 'vendors' }] },
    {
      ...dynamodb,
      operation: 'TransactWriteItems',
      resources: [
        { table: 'orders', item: 'Put' },
        { table: 'ledger', item: 'Update' },
        { table: 'ledger', item: 'Delete' },
        { table: 'vendors', item: 'ConditionCheck' },
      ],
    },
    {
      ...by,
      service: 'secretsmanager',
      operation: 'GetSecretValue',
      resources: [{ secret: 'links' }],
    },
    { ...by, service: 'events', operation: 'PutEvents', resources: [{ bus: 'events' }] },
    {
      ...by,
      service: 'ses',
      operation: 'POST /v2/email/outbound-emails',
      resources: [{ identity: 'ttelgo.local' }],
    },
    { ...by, service: 'sqs', operation: 'ListQueues', resources: [] },
  ]);
  expect(text).not.toContain('private');
});

test('what is sent is the same with and without', async () => {
  await run(undefined);
  const plain = seen;
  seen = [];
  await run(join(folder, 'again.jsonl'));
  const stable = (calls: Seen[]) =>
    // The SDK makes a token of its own for each transaction.
    calls.map((call) => ({ ...call, body: call.body.replace(/[0-9a-f-]{36}/g, 'token') }));
  expect(stable(seen)).toEqual(stable(plain));
  expect(seen).toHaveLength(10);
  expect(seen.at(-1)).toEqual({ path: '/plain', target: undefined, body: 'two parts' });
});

test('a file that cannot be written disturbs nothing', async () => {
  const blocked = join(folder, 'blocked');
  writeFileSync(blocked, '');
  await run(join(blocked, 'calls.jsonl'));
  expect(seen).toHaveLength(10);
});

test('without a file named, nothing is noted', async () => {
  const before = readdirSync(folder);
  await run(undefined);
  expect(seen).toHaveLength(10);
  expect(readdirSync(folder)).toEqual(before);
});
