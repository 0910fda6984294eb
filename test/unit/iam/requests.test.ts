import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCalls } from '../../iam/calls.ts';
import { type Call, requestsOf } from '../../iam/requests.ts';

const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:000000000000:${rest}`;
const ask = (service: string, operation: string, resources: Call['resources']) =>
  requestsOf({ function: 'f', service, operation, resources });

test('a plain call asks for its action on its table, or on the index that it reads', () => {
  expect(ask('dynamodb', 'GetItem', [{ table: 'orders' }])).toEqual([
    { action: 'dynamodb:GetItem', resource: arn('dynamodb', 'table/orders') },
  ]);
  expect(ask('dynamodb', 'Query', [{ table: 'orders', index: 'byOwner' }])).toEqual([
    { action: 'dynamodb:Query', resource: arn('dynamodb', 'table/orders/index/byOwner') },
  ]);
});

test('a transaction asks for the actions of its items', () => {
  const items = ['Put', 'Update', 'Delete', 'ConditionCheck'];
  const resources = items.map((item) => ({ table: 'orders', item }));
  expect(ask('dynamodb', 'TransactWriteItems', resources).map(({ action }) => action)).toEqual([
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
    'dynamodb:ConditionCheckItem',
  ]);
});

test('secrets, buses and senders are asked for by their ARN', () => {
  const secret = arn('secretsmanager', 'secret:ttelgo/local/links-a1B2c3');
  expect(ask('secretsmanager', 'GetSecretValue', [{ secret }])).toEqual([
    { action: 'secretsmanager:GetSecretValue', resource: secret },
  ]);
  expect(ask('secretsmanager', 'GetSecretValue', [{ secret: 'ttelgo/local/links' }])).toEqual([
    {
      action: 'secretsmanager:GetSecretValue',
      resource: expect.stringMatching(/:secret:ttelgo\/local\/links-\w{6}$/),
    },
  ]);
  expect(ask('events', 'PutEvents', [{ bus: 'ttelgo-local-events' }])).toEqual([
    { action: 'events:PutEvents', resource: arn('events', 'event-bus/ttelgo-local-events') },
  ]);
  expect(ask('sqs', 'SendMessage', [{ queue: 'ttelgo-local-provisioning-follow' }])).toEqual([
    { action: 'sqs:SendMessage', resource: arn('sqs', 'ttelgo-local-provisioning-follow') },
  ]);
  expect(ask('ses', 'POST /v2/email/outbound-emails', [{ identity: 'ttelgo.local' }])).toEqual([
    { action: 'ses:SendEmail', resource: arn('ses', 'identity/ttelgo.local') },
  ]);
});

test('a call that is not known is an error, never allowed', () => {
  expect(() => ask('sqs', 'SendMessage', [])).toThrow(/sqs SendMessage/);
  expect(() => ask('events', 'PutRule', [{ bus: 'b' }])).toThrow(/events PutRule/);
  expect(() => ask('sqs', 'PurgeQueue', [{ queue: 'q' }])).toThrow(/sqs PurgeQueue/);
});

describe('the file of calls', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ttelgo-iam-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('has to be there', () => {
    expect(() => readCalls(join(folder, 'none.jsonl'))).toThrow(/is missing: run the end-to-end/);
  });

  test('has to be newer than the product', () => {
    const file = join(folder, 'calls.jsonl');
    const call = { function: 'f', service: 'events', operation: 'PutEvents', resources: [] };
    writeFileSync(file, `${JSON.stringify(call)}\n`);
    expect(readCalls(file)).toEqual([call]);
    expect(() => readCalls(file, Number.POSITIVE_INFINITY)).toThrow(/older than the product/);
  });
});
