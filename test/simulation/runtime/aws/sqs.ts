/** SQS as functions call it: messages straight to a consumer's queue. */
import { SQSServiceException } from '@aws-sdk/client-sqs';
import type { Kernel } from '../kernel.ts';
import type { Queue } from './queues.ts';
import { type AwsCall, type AwsService, noAnswer } from './wire.ts';

interface SendMessage {
  QueueUrl?: string;
  MessageBody?: string;
  DelaySeconds?: number;
}

export function sqsService({ faults }: Kernel, queueAt: (url: string) => Queue): AwsService {
  return {
    name: 'sqs',
    latencyMs: [4, 15],
    isRead: () => false,
    about: ({ input }) => {
      const { QueueUrl = '', DelaySeconds = 0 } = input as SendMessage;
      return `${QueueUrl.split('/').at(-1)} in ${DelaySeconds} s`;
    },
    answer(call: AwsCall) {
      if (call.operation !== 'SendMessage')
        throw new Error(`SQS ${call.operation} is not simulated`);
      const site = `sqs:${call.site}`;
      if (faults.strikes('sqs-send-fails', site))
        return {
          error: new SQSServiceException({
            ...{ name: 'InternalError', $fault: 'server', message: 'simulated' },
            $metadata: { httpStatusCode: 500 },
          }),
          repeat: 'passing',
        };
      const { QueueUrl = '', MessageBody = '', DelaySeconds = 0 } = call.input as SendMessage;
      const MessageId = queueAt(QueueUrl).send(MessageBody, { delayMs: DelaySeconds * 1_000 });
      if (faults.strikes('sqs-send-answer-lost', site)) return noAnswer(call);
      return { answer: { MessageId } };
    },
  };
}
