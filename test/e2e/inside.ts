/** The deployed tables, secrets and queues: for what no caller of the API can see or do. */
import { marshall } from '@aws-sdk/util-dynamodb';
import { awsEnvironment, callJson } from '../../infra/local/aws.ts';
import { functionName } from '../../infra/local/invoke.ts';
import { secretSetting, tableSetting } from '../../lib/platform/config.ts';
import type { Key } from '../../lib/platform/dynamodb.ts';
import type { TableName } from '../../lib/platform/tables.ts';
import { stack, until } from './client.ts';

/** Lets the product's own code, called by a test, work on the deployed tables and secrets. */
export function openInside(): void {
  const { endpoint, app } = stack();
  Object.assign(
    process.env,
    awsEnvironment(endpoint),
    Object.fromEntries(Object.entries(app.tables).map(([key, name]) => [tableSetting(key), name])),
    Object.fromEntries(
      Object.entries(app.secretNames).map(([key, name]) => [secretSetting(key), name]),
    ),
  );
}

export const sqs = <T>(operation: string, body: object): Promise<T> =>
  callJson<T>(stack().endpoint, 'sqs', `AmazonSQS.${operation}`, body);

/** Of a consumer, or its dead letters. */
export async function queueUrl(key: string, suffix: '' | '-dlq' = ''): Promise<string> {
  const QueueName = `${functionName(key)}${suffix}`;
  return (await sqs<{ QueueUrl: string }>('GetQueueUrl', { QueueName })).QueueUrl;
}

export async function queueAttributes(QueueUrl: string): Promise<Record<string, string>> {
  const answer = await sqs<{ Attributes: Record<string, string> }>('GetQueueAttributes', {
    QueueUrl,
    AttributeNames: ['All'],
  });
  return answer.Attributes;
}

/** Nothing waits for this consumer and nothing is being handled. */
export async function untilIdle(key: string): Promise<void> {
  const url = await queueUrl(key);
  await until(
    () => queueAttributes(url),
    (is) =>
      Number(is.ApproximateNumberOfMessages) === 0 &&
      Number(is.ApproximateNumberOfMessagesNotVisible) === 0,
  );
}

/** Changes one attribute of an item, as no caller can. */
export const setAttribute = (table: TableName, key: Key, name: string, value: unknown) =>
  callJson(stack().endpoint, 'dynamodb', 'DynamoDB_20120810.UpdateItem', {
    TableName: stack().app.tables[table],
    Key: marshall(key),
    UpdateExpression: 'SET #name = :value',
    ExpressionAttributeNames: { '#name': name },
    ExpressionAttributeValues: marshall({ ':value': value }),
  });
