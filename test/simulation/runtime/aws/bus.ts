/** EventBridge: events by their type to the queues of the consumers that asked for it. */
import {
  EventBridgeServiceException,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import type { Consumer } from '../../../../lib/platform/consumer.ts';
import type { Kernel } from '../kernel.ts';
import { oneOf, within } from '../random.ts';
import type { Queue } from './queues.ts';
import { type AwsCall, type AwsService, type Failure, noAnswer } from './wire.ts';

export interface Bus extends AwsService {
  /** Events taken whose targets have not got them yet. */
  underWay(): number;
}

export function openBus(
  kernel: Kernel,
  consumers: Record<string, Consumer>,
  queues: ReadonlyMap<string, Queue>,
): Bus {
  const { loop, faults } = kernel;
  const random = kernel.random('bus');
  const targets = new Map<string, string[]>();
  for (const [key, { on }] of Object.entries(consumers))
    for (const { type } of on) targets.set(type, [...(targets.get(type) ?? []), key]);
  let underWay = 0;
  let count = 0;

  function carry(queue: Queue, body: string, delayMs: number): void {
    underWay += 1;
    loop.after(delayMs, () => {
      underWay -= 1;
      queue.send(body);
      const site = `sqs:${queue.spec.consumer}`;
      if (faults.strikes('poison-message', site))
        queue.send(oneOf(random, poisons), { isPoison: true });
    });
  }

  function take(entry: PutEventsRequestEntry): string {
    count += 1;
    const body = envelope(entry, `event-${count}`, loop.now());
    for (const consumer of targets.get(entry.DetailType ?? '') ?? []) {
      const site = `rule:${consumer}`;
      const queue = queues.get(consumer) as Queue;
      const lateMs = faults.strikes('rule-late', site)
        ? faults.between('rule-late', site, 1_000, 300_000)
        : 0;
      carry(queue, body, within(random, 10, 150) + lateMs);
      if (faults.strikes('rule-twice', site))
        carry(queue, body, faults.between('rule-twice', site, 10, 60_000));
    }
    return `event-${count}`;
  }

  return {
    name: 'events',
    latencyMs: [5, 20],
    isRead: () => false,
    underWay: () => underWay,
    about: (call) =>
      entriesOf(call)
        .map(({ Detail }) => idIn(Detail))
        .join(' '),
    answer(call): { answer: object } | Failure {
      const site = `events:${call.site}`;
      if (faults.strikes('events-fail', site)) return failed();
      const entries = entriesOf(call).map((entry) =>
        faults.strikes('events-partial', site)
          ? { ErrorCode: 'InternalFailure', ErrorMessage: 'simulated' }
          : { EventId: take(entry) },
      );
      if (faults.strikes('events-answer-lost', site)) return noAnswer(call);
      const failures = entries.filter((entry) => 'ErrorCode' in entry).length;
      return { answer: { FailedEntryCount: failures, Entries: entries } };
    },
  };
}

const entriesOf = ({ input }: AwsCall): PutEventsRequestEntry[] =>
  (input as { Entries?: PutEventsRequestEntry[] }).Entries ?? [];

const idIn = (detail = ''): string => /"id":"([^"]*)"/.exec(detail)?.[1] ?? '';

/** `detail` is JSON already. */
const envelope = (entry: PutEventsRequestEntry, id: string, nowMs: number): string => {
  const head = JSON.stringify({
    ...{ version: '0', id, account: '123456789012', region: 'eu-central-1', resources: [] },
    ...{ time: new Date(nowMs).toISOString(), source: entry.Source },
    'detail-type': entry.DetailType,
  });
  return `${head.slice(0, -1)},"detail":${entry.Detail}}`;
};

function failed(): Failure {
  const error = new EventBridgeServiceException({
    ...{ name: 'InternalException', $fault: 'server', message: 'simulated' },
    $metadata: { httpStatusCode: 500 },
  });
  return { error, repeat: 'passing' };
}

/** What nobody can read. */
const poisons = [
  'no JSON at all',
  '{"detail":{"type":"order.unheard-of","data":{}}}',
  '{"source":"somebody"}',
] as const;
