/**
 * Dead-letter queues: looked at without taking anything out, and sent back with the name of whoever
 * did it. SQS can only be read by receiving: a letter looked at is hidden for that time, and counts
 * one receive more, which no queue of dead letters acts on.
 */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { nameOf } from '../../infra/names.ts';
import type { Stage } from '../../lib/platform/config.ts';
import type { RawLetter } from '../../lib/repair/letter.ts';

/** Longer than one look takes; the end of the look gives them back at once. */
const hiddenSeconds = 120;
const lettersMax = 1_000;

let client: SQSClient | undefined;
const sqs = (): SQSClient => {
  client ??= new SQSClient({ useQueueUrlAsEndpoint: false });
  return client;
};

async function urlOf(stage: Stage, consumer: string, suffix: '' | '-dlq'): Promise<string> {
  const QueueName = `${nameOf(stage, consumer)}${suffix}`;
  return (await sqs().send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';
}

/** How many lie there; `hidden` are being looked at, or sent back, at this moment. */
export async function lyingIn(stage: Stage, consumer: string) {
  const { Attributes } = await sqs().send(
    new GetQueueAttributesCommand({
      QueueUrl: await urlOf(stage, consumer, '-dlq'),
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return {
    visible: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
    hidden: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}

/** All letters, or so many as one look takes. */
export async function lettersIn(stage: Stage, consumer: string): Promise<RawLetter[]> {
  const letters: RawLetter[] = [];
  await look(await urlOf(stage, consumer, '-dlq'), async (message) => {
    letters.push(letterOf(message));
    return 'kept';
  });
  return letters;
}

export async function letterIn(
  stage: Stage,
  consumer: string,
  messageId: string,
): Promise<RawLetter | undefined> {
  let letter: RawLetter | undefined;
  await look(await urlOf(stage, consumer, '-dlq'), async (message) => {
    if (message.MessageId !== messageId) return 'kept';
    letter = letterOf(message);
    return 'enough';
  });
  return letter;
}

/** All letters, or the one; how many went. */
export async function sendBack(
  stage: Stage,
  consumer: string,
  who: { by: string; at: string },
  messageId?: string,
): Promise<number> {
  const [from, to] = [await urlOf(stage, consumer, '-dlq'), await urlOf(stage, consumer, '')];
  let sent = 0;
  await look(from, async (message) => {
    if (messageId !== undefined && message.MessageId !== messageId) return 'kept';
    // One of this very run that has failed again meanwhile.
    if (letterOf(message).redrivenAt === who.at) return 'kept';
    await resend(message, to, who);
    // Deleted last: a stop between makes it come twice, which every consumer bears.
    await sqs().send(
      new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle: message.ReceiptHandle }),
    );
    sent += 1;
    return messageId === undefined ? 'gone' : 'done';
  });
  return sent;
}

const resend = (
  { Body, MessageAttributes }: Message,
  to: string,
  who: { by: string; at: string },
) =>
  sqs().send(
    new SendMessageCommand({
      QueueUrl: to,
      MessageBody: Body,
      MessageAttributes: {
        ...MessageAttributes,
        redrivenBy: { DataType: 'String', StringValue: who.by },
        redrivenAt: { DataType: 'String', StringValue: who.at },
      },
    }),
  );

/** What a look makes of a letter; `enough` and `done` end it, `gone` and `done` took it out. */
type Verdict = 'kept' | 'gone' | 'enough' | 'done';

/** Receives until the queue shows nothing more, and then gives back whatever was not taken. */
async function look(
  QueueUrl: string,
  visit: (message: Message) => Promise<Verdict>,
): Promise<void> {
  const held = new Map<string, string>();
  const seen = new Set<string>();
  try {
    while (held.size < lettersMax) {
      const messages = await receive(QueueUrl);
      // One that comes again was hidden long enough: this look has gone round.
      if (messages.length === 0 || messages.every(({ MessageId = '' }) => seen.has(MessageId)))
        return;
      for (const { MessageId = '', ReceiptHandle = '' } of messages)
        held.set(MessageId, ReceiptHandle);
      for (const message of messages) {
        const { MessageId = '' } = message;
        if (seen.has(MessageId)) continue;
        seen.add(MessageId);
        const verdict = await visit(message);
        if (verdict === 'gone' || verdict === 'done') held.delete(MessageId);
        if (verdict === 'enough' || verdict === 'done') return;
      }
    }
  } finally {
    await giveBack(QueueUrl, [...held.values()]);
  }
}

async function receive(QueueUrl: string): Promise<Message[]> {
  const { Messages = [] } = await sqs().send(
    new ReceiveMessageCommand({
      ...{ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 },
      ...{ VisibilityTimeout: hiddenSeconds, MessageAttributeNames: ['All'] },
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return Messages;
}

async function giveBack(QueueUrl: string, receipts: string[]): Promise<void> {
  for (let start = 0; start < receipts.length; start += 10) {
    const Entries = receipts.slice(start, start + 10).map((ReceiptHandle, index) => ({
      ...{ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 },
    }));
    await sqs().send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
}

function letterOf({ MessageId = '', Body = '', Attributes, MessageAttributes }: Message) {
  const { redrivenBy, redrivenAt } = MessageAttributes ?? {};
  const letter: RawLetter = {
    messageId: MessageId,
    body: Body,
    receives: Number(Attributes?.ApproximateReceiveCount ?? 0),
    sentAt: new Date(Number(Attributes?.SentTimestamp ?? 0)).toISOString(),
    ...(redrivenBy?.StringValue === undefined ? {} : { redrivenBy: redrivenBy.StringValue }),
    ...(redrivenAt?.StringValue === undefined ? {} : { redrivenAt: redrivenAt.StringValue }),
  };
  return letter;
}
