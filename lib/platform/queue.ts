/** Messages sent straight to a consumer's queue, past the bus: for what has to come at a later moment. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { queueSetting, setting } from './config.ts';
import { deadline } from './deadline.ts';
import { type DomainEvent, eventSource } from './events.ts';

/** SQS delays no message for longer. */
export const delayMaxSeconds = 900;

let client: SQSClient | undefined;

/** At least once, like every message; `delaySeconds` is rounded up to whole seconds. */
export async function sendLater(
  consumer: string,
  event: DomainEvent,
  delaySeconds: number,
): Promise<void> {
  client ??= new SQSClient({
    requestHandler: deadline(3_000),
    // The endpoint is the client's own: a queue's URL names AWS also where an emulator serves it.
    useQueueUrlAsEndpoint: false,
  });
  await client.send(
    new SendMessageCommand({
      QueueUrl: setting(queueSetting(consumer)),
      DelaySeconds: Math.min(delayMaxSeconds, Math.max(0, Math.ceil(delaySeconds))),
      // The bus's envelope, so that a consumer reads one form.
      MessageBody: JSON.stringify({
        source: eventSource,
        'detail-type': event.type,
        detail: event,
      }),
    }),
  );
}
