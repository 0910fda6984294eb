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
  /** Events of the bus that come to its queue. */
  on: readonly EventContract[];
  /** Messages that functions send straight to its queue. */
  direct?: readonly EventContract[];
  batchSize: number;
  /** Receives before the message goes to the dead-letter queue (SQS maxReceiveCount). */
  receivesMax: number;
  concurrencyMax?: number;
  /** One message; or, where the messages of a batch are one piece of work, all of them. */
  handle?(event: DomainEvent<never>, now: Date): Promise<void>;
  handleAll?(events: DomainEvent<never>[], now: Date): Promise<void>;
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

type Handled<C extends readonly EventContract[]> = DomainEvent<z.infer<C[number]['data']>>;
type Handling<C extends readonly EventContract[]> =
  | { handle(event: Handled<C>, now: Date): Promise<void> }
  | { handleAll(events: Handled<C>[], now: Date): Promise<void> };

export const defineConsumer = <
  C extends readonly EventContract[],
  D extends readonly EventContract[] = [],
>(
  consumer: Omit<Consumer, 'on' | 'direct' | 'handle' | 'handleAll'> & {
    on: C;
    direct?: D;
  } & Handling<readonly (C[number] | D[number])[]>,
): Consumer => consumer as unknown as Consumer;

export const defineJob = (job: Job): Job => job;
export const defineStream = (stream: Stream): Stream => stream;

/** SQS handler: messages are EventBridge envelopes; `detail` is our own event. */
export const consume =
  (consumer: Consumer) =>
  async (batch: SQSEvent): Promise<SQSBatchResponse> => {
    const failed = consumer.handleAll
      ? await failedTogether(consumer, consumer.handleAll, batch.Records)
      : await failedAlone(consumer, batch.Records);
    flushMetrics();
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };

type Handle = NonNullable<Consumer['handle']>;
type HandleAll = NonNullable<Consumer['handleAll']>;

/** Ids of the messages that have to come again. */
async function failedAlone(consumer: Consumer, records: SQSRecord[]): Promise<string[]> {
  const { handle } = consumer;
  if (!handle) throw new Error('consumer without a handler');
  const failed = await Promise.all(
    records.map(async (record) =>
      (await handled(consumer, handle, record)) ? [] : [record.messageId],
    ),
  );
  return failed.flat();
}

async function handled(consumer: Consumer, handle: Handle, record: SQSRecord): Promise<boolean> {
  const { body, messageId } = record;
  let correlationId: string | undefined;
  try {
    const event = parseEvent(consumer, body);
    correlationId = event.correlationId;
    await correlated(correlationId, () => handle(event as never, new Date()));
    return true;
  } catch (error) {
    log('error', 'message failed', { error, messageId, correlationId });
    return false;
  }
}

/** A message that cannot be read fails alone; the others fail or succeed as one. */
async function failedTogether(
  consumer: Consumer,
  handleAll: HandleAll,
  records: SQSRecord[],
): Promise<string[]> {
  const events: DomainEvent[] = [];
  const failed: string[] = [];
  for (const { body, messageId } of records) {
    try {
      events.push(parseEvent(consumer, body));
    } catch (error) {
      log('error', 'message unreadable', { error, messageId });
      failed.push(messageId);
    }
  }
  try {
    if (events.length > 0) await handleAll(events as never, new Date());
    return failed;
  } catch (error) {
    log('error', 'batch failed', { error, messages: events.length });
    return records.map(({ messageId }) => messageId);
  }
}

function parseEvent(consumer: Consumer, body: string): DomainEvent {
  const event = (JSON.parse(body) as { detail: DomainEvent }).detail;
  const known = [...consumer.on, ...(consumer.direct ?? [])];
  const contract = known.find(({ type }) => type === event.type);
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
