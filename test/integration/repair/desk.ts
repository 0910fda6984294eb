/** A repair command as an operator gives it, its words caught; and queues with dead letters. */
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { repair } from '../../../bin/repair/run.ts';
import { nameOf } from '../../../infra/names.ts';

/** The tables are those of the test file; queues are named by the stage. */
export const stage = 'test';

export async function asked(...words: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await repair([stage, ...words], {
    print: (text) => out.push(text),
    complain: (text) => err.push(text),
    isTty: false,
    now: () => new Date(),
    prepare: () => undefined,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

export async function askedJson<T>(...words: string[]): Promise<T> {
  const { code, out, err } = await asked(...words, '--json');
  if (code !== 0) throw new Error(`exit code ${code}: ${err}`);
  return JSON.parse(out) as T;
}

/** A consumer's two queues; a message received `receivesMax` times goes to the second. */
export async function openQueues(consumer: string, receivesMax = 1) {
  const sqs = new SQSClient({});
  const make = async (suffix: string, Attributes: Record<string, string> = {}) => {
    const QueueName = `${nameOf(stage, consumer)}${suffix}`;
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    return QueueUrl;
  };
  const dead = await make('-dlq');
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['QueueArn'] }),
  );
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: Attributes.QueueArn,
    maxReceiveCount: receivesMax,
  });
  const work = await make('', { RedrivePolicy, VisibilityTimeout: '1' });
  const receive = async (QueueUrl: string, VisibilityTimeout: number): Promise<Message[]> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        ...{ QueueUrl, VisibilityTimeout, MaxNumberOfMessages: 10 },
        MessageAttributeNames: ['All'],
      }),
    );
    return Messages;
  };
  const send = async (QueueUrl: string, body: unknown) => {
    const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
    return (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))).MessageId ?? '';
  };
  return {
    url: work,
    /** Straight among the dead ones; its id. */
    bury: (body: unknown) => send(dead, body),
    /** To the consumer, which takes it and fails, as often as it is given it. */
    fail: async (): Promise<void> => {
      for (let tried = 0; tried <= receivesMax; tried += 1) {
        await receive(work, 1);
        await new Promise((resolve) => setTimeout(resolve, 1_200));
      }
    },
    /** What an uninvolved reader sees at this moment. */
    dead: () => receive(dead, 0),
    waiting: () => receive(work, 0),
    close: async () => {
      for (const QueueUrl of [work, dead]) await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
}

export const envelope = (type: string, data: object) => ({
  ...{ source: 'ttelgo', 'detail-type': type },
  detail: { ...{ id: 'evt_1', type, version: 1, correlationId: 'corr' }, data },
});
