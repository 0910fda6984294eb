/**
 * Consumers of events, scheduled jobs and table streams: each one purpose, one role, one dead-letter
 * queue. A message that fails is reported alone; the rest of its batch is done.
 */
import type {
  DynamoDBRecord,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
  SQSRecord,
} from 'aws-lambda';
import type * as z from 'zod';
import type { DomainEvent, EventContract } from './events.ts';
import type { Grants } from './grants.ts';
import { correlated, flushMetrics, log, logger } from './observability.ts';
import type { TableName } from './tables.ts';

interface Common {
  grants: Grants;
  settings?: readonly string[];
  memoryMb?: number;
  timeoutSeconds?: number;
  /** What a stop of this function means for customers, for the alarm's text. */
  impact: string;
}

export interface Consumer extends Common {
  on: readonly EventContract[];
  batchSize: number;
  /** Receives before the message goes to the dead-letter queue (SQS maxReceiveCount). */
  receivesMax: number;
  concurrencyMax?: number;
  handle(event: DomainEvent<never>, now: Date): Promise<void>;
}

export interface Job extends Common {
  /** EventBridge rate expression, e.g. 'rate(5 minutes)'. */
  schedule: string;
  /** `event` is the schedule's, or what an operator calls the job with. */
  handle(now: Date, event: object): Promise<object>;
}

export interface Stream extends Common {
  tables: readonly TableName[];
  /** Sort keys of the items whose changes matter; others cost no invocation. */
  sortKeys: readonly string[];
  /** A throw repeats the batch: what was done before it is done again. */
  handle(records: DynamoDBRecord[]): Promise<void>;
}

export const defineConsumer = <C extends readonly EventContract[]>(
  consumer: Omit<Consumer, 'on' | 'handle'> & {
    on: C;
    handle(event: DomainEvent<z.infer<C[number]['data']>>, now: Date): Promise<void>;
  },
): Consumer => consumer as unknown as Consumer;

export const defineJob = (job: Job): Job => job;
export const defineStream = (stream: Stream): Stream => stream;

/** SQS handler: messages are EventBridge envelopes; `detail` is our own event. */
export const consume =
  (consumer: Consumer) =>
  async (batch: SQSEvent): Promise<SQSBatchResponse> => {
    const failed = await Promise.all(
      batch.Records.map(async (record) =>
        (await handled(consumer, record)) ? [] : [{ itemIdentifier: record.messageId }],
      ),
    );
    flushMetrics();
    return { batchItemFailures: failed.flat() };
  };

async function handled(consumer: Consumer, { body, messageId }: SQSRecord): Promise<boolean> {
  let correlationId: string | undefined;
  try {
    const event = parseEvent(consumer, body);
    correlationId = event.correlationId;
    await correlated(correlationId, () => consumer.handle(event as never, new Date()));
    return true;
  } catch (error) {
    log('error', 'message failed', { error, messageId, correlationId });
    return false;
  }
}

function parseEvent(consumer: Consumer, body: string): DomainEvent {
  const event = (JSON.parse(body) as { detail: DomainEvent }).detail;
  const contract = consumer.on.find((known) => known.type === event.type);
  if (!contract) throw new Error(`unexpected event type ${event.type}`);
  return { ...event, data: contract.data.parse(event.data) };
}

/** Scheduled handler; the job's result is logged as its report. */
export const runJob =
  (job: Job) =>
  async (event: object): Promise<object> => {
    logger.resetKeys();
    try {
      const report = await job.handle(new Date(), event);
      log('info', 'job done', { report });
      return report;
    } finally {
      flushMetrics();
    }
  };

export const relayStream =
  (stream: Stream) =>
  async (event: DynamoDBStreamEvent): Promise<void> => {
    await stream.handle(event.Records);
    log('info', 'relayed', { records: event.Records.length });
    flushMetrics();
  };
