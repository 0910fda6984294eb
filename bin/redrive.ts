/**
 * Sends a consumer's dead letters back to its queue: `npm run redrive -- prod orders/refund`.
 * Without a key it lists what lies where. Uses the credentials and endpoint of the environment.
 */
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { consumers } from '../functions/registry.ts';
import { nameOf } from '../infra/names.ts';
import type { Stage } from '../lib/platform/config.ts';

const [stage, key] = process.argv.slice(2);
const sqs = new SQSClient({});

async function deadLetters(of: string): Promise<{ arn: string; messages: number }> {
  const QueueName = `${nameOf(stage as Stage, of)}-dlq`;
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages'],
    }),
  );
  return {
    arn: Attributes?.QueueArn ?? '',
    messages: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
  };
}

if (stage === undefined || (key !== undefined && !(key in consumers))) {
  console.error(`Usage: npm run redrive -- <stage> [${Object.keys(consumers).join(' | ')}]`);
  process.exitCode = 2;
} else if (key === undefined) {
  for (const each of Object.keys(consumers))
    console.log(`${String((await deadLetters(each)).messages).padStart(6)}  ${each}`);
} else {
  const { arn, messages } = await deadLetters(key);
  // The queue that they came from is the destination when none is named.
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn }));
  console.log(`${messages} messages of ${key} go back to its queue`);
}
