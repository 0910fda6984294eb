import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { consumers } from '../../functions/registry.ts';
import { awsEnvironment, callJson } from '../../infra/local/aws.ts';
import { mend } from '../../infra/local/mend.ts';
import { pathWithProjectNode, projectRoot } from '../../infra/local/paths.ts';
import { newOrder } from '../../lib/orders/items.ts';
import { readOrder } from '../../lib/orders/read.ts';
import { transact } from '../../lib/platform/dynamodb.ts';
import { newId } from '../../lib/platform/ids.ts';
import { type TableName, tableNames, tables } from '../../lib/platform/tables.ts';
import { checkOut, mailsTo, newEmail } from './card.ts';
import { stack, until } from './client.ts';
import { openInside, queueAttributes, queueUrl, sqs } from './inside.ts';

beforeAll(openInside);

const ttlOf = (table: TableName) => ('ttl' in tables[table] ? tables[table].ttl : undefined);

test.each(tableNames)('the table %s deletes what its declaration lets expire', async (table) => {
  const { TimeToLiveDescription: is } = await callJson<{
    TimeToLiveDescription: { TimeToLiveStatus: string; AttributeName?: string };
  }>(stack().endpoint, 'dynamodb', 'DynamoDB_20120810.DescribeTimeToLive', {
    TableName: stack().app.tables[table],
  });
  const attribute = ttlOf(table);
  expect(is.TimeToLiveStatus).toBe(attribute === undefined ? 'DISABLED' : 'ENABLED');
  expect(is.AttributeName).toBe(attribute);
});

test.each(Object.entries(consumers))(
  'the queue of %s gives up where its consumer says so, into its own dead letters',
  async (key, { receivesMax, timeoutSeconds = 30 }) => {
    const is = await queueAttributes(await queueUrl(key));
    const deadLetters = await queueAttributes(await queueUrl(key, '-dlq'));
    expect(JSON.parse(is.RedrivePolicy ?? '{}')).toEqual({
      ...{ deadLetterTargetArn: deadLetters.QueueArn, maxReceiveCount: receivesMax },
    });
    expect(Number(is.VisibilityTimeout)).toBe(6 * timeoutSeconds);
    expect(Number(deadLetters.MessageRetentionPeriod)).toBe(14 * 24 * 3600);
  },
);

test('nothing of the templates is left to be mended', async () => {
  expect(await mend(stack().endpoint)).toEqual([]);
});

describe('a message that nobody can handle', () => {
  const key = 'notifications/refund-mail';
  const { receivesMax = 0, timeoutSeconds = 30 } = consumers[key] ?? {};
  const setVisibility = async (seconds: number) =>
    sqs('SetQueueAttributes', {
      QueueUrl: await queueUrl(key),
      Attributes: { VisibilityTimeout: String(seconds) },
    });
  // Minutes lie between two tries otherwise.
  beforeAll(() => setVisibility(1));
  afterAll(() => setVisibility(6 * timeoutSeconds));

  const repair = async (...args: string[]) => {
    const env = {
      ...process.env,
      ...awsEnvironment(stack().endpoint),
      PATH: pathWithProjectNode(),
    };
    const command = ['run', '--silent', 'repair', '--', 'local', ...args];
    return (await promisify(execFile)('npm', command, { cwd: projectRoot, env })).stdout;
  };

  interface Letter {
    Body: string;
    Attributes: Record<string, string>;
  }
  const deadLetters = async () => {
    const { Messages = [] } = await sqs<{ Messages?: Letter[] }>('ReceiveMessage', {
      ...{ QueueUrl: await queueUrl(key, '-dlq'), MaxNumberOfMessages: 10 },
      ...{ VisibilityTimeout: 0, AttributeNames: ['All'] },
    });
    return Messages;
  };

  test('ends among the dead letters, and is handled once it is sent back', async () => {
    const [orderId, email] = [newId('order', new Date()), newEmail()];
    const data = { orderId, channel: 'CARD', status: 'REFUNDED', version: 9 };
    const event = { id: `evt_${randomUUID()}`, type: 'order.refunded', version: 1, data };
    const find = async () => (await deadLetters()).find(({ Body }) => Body.includes(event.id));
    await sqs('SendMessage', {
      QueueUrl: await queueUrl(key),
      MessageBody: JSON.stringify({ detail: event }),
    });
    const letter = await until(find, (found) => found !== undefined);
    expect(JSON.parse(letter?.Body ?? '{}')).toEqual({ detail: event });
    expect(Number(letter?.Attributes.ApproximateReceiveCount)).toBeGreaterThan(receivesMax);
    expect(await repair('letters')).toMatch(new RegExp(`^ *[1-9]\\d*  ${key}$`, 'm'));

    // The order that it is about appears, as after the repair of whatever was wrong.
    const sample = await readOrder((await checkOut()).body.id, { consistent: true });
    const { dueAt: _dueAt, ...rest } = sample!;
    const order = newOrder({ ...rest, id: orderId, email, status: 'CANCELED' });
    expect(await transact({ order })).toMatchObject({ ok: true });
    expect(await repair('redrive', key, '--by', 'ann')).toMatch(
      /^[1-9]\d* messages? of notifications\/refund-mail went back to its queue, by ann/,
    );
    expect(await mailsTo(email)).toMatchObject([{ subject: expect.stringContaining('refunded') }]);
    expect(await find()).toBeUndefined();
  });

  test('is asked for by its name: another one is refused', async () => {
    await expect(repair('redrive', 'notifications/none')).rejects.toMatchObject({ code: 2 });
  });
});
