/**
 * Sends a consumer's dead letters back to its queue: `npm run redrive -- prod orders/refund`.
 * Without a key it lists what lies where. Uses the credentials and endpoint of the environment.
 */
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { consumers } from '../functions/registry.ts';
import { nameOf } from '../infra/names.ts';
import type { Stage } from '../lib/platform/config.ts';

const [stage, key] = process.argv.slice(2);
const sqs = new SQSClient({});

async function urlOf(consumer: string, suffix: '' | '-dlq'): Promise<string> {
  const QueueName = `${nameOf(stage as Stage, consumer)}${suffix}`;
  return (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';
}

async function lyingIn(QueueUrl: string): Promise<number> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
}

/** One by one and not by StartMessageMoveTask, which the local stack's emulator does not know. */
async function sendBack(consumer: string): Promise<number> {
  const [from, to] = [await urlOf(consumer, '-dlq'), await urlOf(consumer, '')];
  // Those that lie there now: one that comes meanwhile has failed again.
  const count = await lyingIn(from);
  let moved = 0;
  while (moved < count) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        ...{ QueueUrl: from, WaitTimeSeconds: 2 },
        MaxNumberOfMessages: Math.min(10, count - moved),
      }),
    );
    if (Messages.length === 0) break;
    for (const { Body, ReceiptHandle } of Messages) {
      // Deleted last: a stop between makes it come twice, which every consumer bears.
      await sqs.send(new SendMessageCommand({ QueueUrl: to, MessageBody: Body }));
      await sqs.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
      moved += 1;
    }
  }
  return moved;
}

async function main(): Promise<void> {
  if (stage === undefined || (key !== undefined && !Object.hasOwn(consumers, key))) {
    console.error(`Usage: npm run redrive -- <stage> [${Object.keys(consumers).join(' | ')}]`);
    process.exitCode = 2;
  } else if (key === undefined) {
    for (const each of Object.keys(consumers))
      console.log(`${String(await lyingIn(await urlOf(each, '-dlq'))).padStart(6)}  ${each}`);
  } else {
    console.log(`${await sendBack(key)} messages of ${key} went back to its queue`);
  }
}

await main().catch((error: unknown) => {
  // No region, no credentials, no such stage: a sentence, and no stack.
  console.error(`The queues of stage ${stage} cannot be reached: ${(error as Error).message}`);
  process.exitCode = 1;
});
