import { account, callJson, region } from './aws.ts';
import type { Deployed } from './live-stacks.ts';
import { isObject, referenceOf } from './template.ts';

/** Template property to queue attribute, for the values that are plain numbers. */
const numbers = {
  VisibilityTimeout: 'VisibilityTimeout',
  MessageRetentionPeriod: 'MessageRetentionPeriod',
  DelaySeconds: 'DelaySeconds',
  ReceiveMessageWaitTimeSeconds: 'ReceiveMessageWaitTimeSeconds',
} as const;

/** Redrive policy and timings of a queue; its name on the emulator is its URL. */
export async function mendQueue(queue: Deployed): Promise<string[]> {
  const { endpoint, name: QueueUrl } = queue;
  const wanted = wantedAttributes(queue);
  if (Object.keys(wanted).length === 0) return [];
  const { Attributes: is = {} } = await callJson<{ Attributes?: Record<string, string> }>(
    endpoint,
    'sqs',
    'AmazonSQS.GetQueueAttributes',
    { QueueUrl, AttributeNames: ['All'] },
  );
  const missing = Object.entries(wanted).filter(([key, value]) => !isSame(key, is[key], value));
  if (missing.length === 0) return [];
  await callJson(endpoint, 'sqs', 'AmazonSQS.SetQueueAttributes', {
    QueueUrl,
    Attributes: Object.fromEntries(missing),
  });
  return missing.map(([key]) => key);
}

function wantedAttributes({ resource, nameOf }: Deployed): Record<string, string> {
  const properties = resource.Properties ?? {};
  const wanted: Record<string, string> = {};
  for (const [property, attribute] of Object.entries(numbers)) {
    const value = properties[property];
    if (typeof value === 'number') wanted[attribute] = String(value);
  }
  const redrive = properties.RedrivePolicy;
  if (isObject(redrive)) {
    const target = referenceOf(redrive.deadLetterTargetArn);
    const url = target && nameOf(target);
    // A dead-letter queue of another stack comes as a parameter and is not looked up here.
    if (url) {
      wanted.RedrivePolicy = JSON.stringify({
        deadLetterTargetArn: `arn:aws:sqs:${region}:${account}:${url.split('/').at(-1)}`,
        maxReceiveCount: Number(redrive.maxReceiveCount),
      });
    }
  }
  return wanted;
}

function isSame(key: string, is: string | undefined, wanted: string): boolean {
  if (key !== 'RedrivePolicy') return is === wanted;
  if (is === undefined) return false;
  const [a, b] = [JSON.parse(is), JSON.parse(wanted)];
  return (
    a.deadLetterTargetArn === b.deadLetterTargetArn &&
    Number(a.maxReceiveCount) === b.maxReceiveCount
  );
}
