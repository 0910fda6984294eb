/** The event source mapping of a consumer: takes batches from its queue and invokes its function. */
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { Kernel } from '../kernel.ts';
import { within } from '../random.ts';
import type { Invoke } from './lambda.ts';
import type { Message, Queue } from './queues.ts';

/** Without a limit of its own a mapping begins with a few pollers and grows; here it stays at so many. */
const concurrencyDefault = 20;

export interface Mapping {
  running(): number;
}

export function openMapping(
  kernel: Kernel,
  queue: Queue,
  invoke: Invoke,
  {
    batchSize,
    concurrencyMax = concurrencyDefault,
  }: { batchSize: number; concurrencyMax?: number },
): Mapping {
  const { loop } = kernel;
  const { consumer } = queue.spec;
  const random = kernel.random(`mapping ${consumer}`);
  let running = 0;
  let isPolling = false;

  function poll(): void {
    if (isPolling || running >= concurrencyMax) return;
    isPolling = true;
    loop.after(within(random, 1, 30), () => {
      isPolling = false;
      const batch = queue.receive(batchSize);
      if (batch.length === 0) return;
      void work(batch);
      poll();
    });
  }

  async function work(batch: Message[]): Promise<void> {
    running += 1;
    const outcome = await invoke(consumer, { Records: batch.map(recordOf) });
    running -= 1;
    // Whoever did not end well comes again after the visibility time-out.
    if (outcome.kind === 'returned') queue.remove(doneOf(batch, outcome.value as SQSBatchResponse));
    poll();
  }

  queue.onVisible(poll);
  return { running: () => running };
}

function doneOf(batch: Message[], { batchItemFailures }: SQSBatchResponse): Message[] {
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  return batch.filter(({ id }) => !failed.has(id));
}

function recordOf({ id, body, receives, sentMs }: Message): SQSRecord {
  return {
    ...{ messageId: id, body, receiptHandle: `${id}-${receives}`, md5OfBody: '' },
    ...{ eventSource: 'aws:sqs', eventSourceARN: '', awsRegion: 'eu-central-1' },
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(Math.floor(sentMs)),
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '',
    },
    messageAttributes: {},
  };
}
