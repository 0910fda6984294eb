/** What a queue's consumer, a job and their log lines promise. */
import { jest } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { consume, defineConsumer, defineJob, runJob } from '../../../lib/platform/consumer.ts';
import { defineEvent } from '../../../lib/platform/events.ts';
import { log, logger, metrics } from '../../../lib/platform/observability.ts';

const Thing = defineEvent({
  ...{ type: 'thing.made', version: 1, description: 'A thing' },
  data: z.object({ thingId: z.string() }),
});

const message = (messageId: string, detail: object) => ({
  messageId,
  body: JSON.stringify({ detail }),
});
const thing = (thingId: string) => ({
  ...{ id: `evt_${thingId}`, type: 'thing.made', version: 1, occurredAt: '2026-01-01T00:00:00Z' },
  correlationId: `corr-${thingId}`,
  data: { thingId },
});
const batchOf = (...records: object[]) => ({ Records: records }) as unknown as SQSEvent;

let lines: { message: unknown; fields: Record<string, unknown> }[];
beforeEach(() => {
  lines = [];
  for (const level of ['info', 'warn', 'error'] as const)
    jest.spyOn(logger, level).mockImplementation((text, ...more) => {
      lines.push({ message: text, fields: Object.assign({}, ...more) });
    });
});
afterEach(() => {
  jest.restoreAllMocks();
});

const consumerOf = (handle: (thingId: string) => Promise<void>) =>
  consume(
    defineConsumer({
      on: [Thing],
      ...{ batchSize: 10, receivesMax: 5, grants: {}, impact: 'none' },
      handle: ({ data }) => handle(data.thingId),
    }),
  );

test('a message that fails is reported alone, the rest of its batch is done', async () => {
  const done: string[] = [];
  const handler = consumerOf(async (id) => {
    if (id === 'bad') throw new Error('no');
    done.push(id);
  });
  const answer = await handler(
    batchOf(message('1', thing('a')), message('2', thing('bad')), message('3', thing('b'))),
  );
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
  expect(done).toEqual(['a', 'b']);
});

test.each([
  ['of another type', { ...thing('a'), type: 'thing.lost' }],
  ['with other data', { ...thing('a'), data: { thingId: 7 } }],
  ['that is none', { hello: 1 }],
])('an event %s is reported and handed to nobody', async (_what, detail) => {
  const handle = jest.fn(async () => {});
  const answer = await consumerOf(handle)(batchOf(message('1', detail)));
  expect(answer.batchItemFailures).toEqual([{ itemIdentifier: '1' }]);
  expect(handle).not.toHaveBeenCalled();
});

test('log lines name the id of their own message, though messages run side by side', async () => {
  const handler = consumerOf(async (id) => {
    await new Promise((resolve) => setTimeout(resolve, id === 'a' ? 20 : 5));
    log('info', 'at work', { id });
  });
  await handler(batchOf(message('1', thing('a')), message('2', thing('b'))));
  expect(lines.map(({ fields }) => [fields.id, fields.correlationId])).toEqual([
    ['b', 'corr-b'],
    ['a', 'corr-a'],
  ]);
});

test('the line of a failure names message and correlation id', async () => {
  const handler = consumerOf(() => Promise.reject(new Error('no')));
  await handler(batchOf(message('7', thing('a'))));
  expect(lines).toMatchObject([
    { message: 'message failed', fields: { messageId: '7', correlationId: 'corr-a' } },
  ]);
});

test('a job that throws still writes what it counted', async () => {
  const published = jest.spyOn(metrics, 'publishStoredMetrics').mockReturnValue(metrics);
  jest.spyOn(metrics, 'hasStoredMetrics').mockReturnValue(true);
  const job = defineJob({
    ...{ schedule: 'rate(1 hour)', grants: {}, impact: 'none' },
    handle: () => Promise.reject(new Error('no')),
  });
  await expect(runJob(job)({})).rejects.toThrow('no');
  expect(published).toHaveBeenCalledTimes(1);
});

test('a job gets what it was called with', async () => {
  const job = defineJob({
    ...{ schedule: 'rate(1 hour)', grants: {}, impact: 'none' },
    handle: async (_now, event) => ({ event }),
  });
  expect(await runJob(job)({ acceptMissing: true })).toEqual({ event: { acceptMissing: true } });
});
