/** Consumers, jobs and streams: what calls them, and where their failures end. */
import { Duration, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnEventInvokeConfig, CfnEventSourceMapping, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Consumer, Job, Stream } from '../lib/platform/consumer.ts';
import { eventSource } from '../lib/platform/events.ts';
import type { TableName } from '../lib/platform/tables.ts';
import { type AppContext, makeFunction } from './functions.ts';
import { statement } from './grants.ts';
import { idOf, nameOf } from './names.ts';
import { admitRules, makeDeadLetters, makeWorkQueue } from './queues.ts';

const defaults = { memoryMb: 256, timeoutSeconds: 30 };

/** bus -> rule -> queue -> function, with dead letters behind both hops. */
export function makeConsumer(
  scope: Construct,
  key: string,
  consumer: Consumer,
  context: AppContext,
): void {
  const { stage } = context.config;
  const { impact } = consumer;
  const spec = { ...defaults, ...consumer, key };
  const deadLetters = makeDeadLetters(scope, key, impact, context);
  const queue = makeWorkQueue(
    scope,
    key,
    {
      // Six times the function's, so that throttled calls do not bring a message back too early.
      visibilityTimeout: Duration.seconds(6 * spec.timeoutSeconds),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: consumer.receivesMax },
      impact,
    },
    context,
  );
  // Some get only what functions send straight to their queue.
  if (consumer.on.length > 0) {
    const rule = new CfnRule(scope, `${idOf(key)}Rule`, {
      name: nameOf(stage, key),
      eventBusName: nameOf(stage, 'events'),
      eventPattern: { source: [eventSource], 'detail-type': consumer.on.map(({ type }) => type) },
      targets: [
        { id: 'queue', arn: queue.queueArn, deadLetterConfig: { arn: deadLetters.queueArn } },
      ],
    });
    for (const target of [queue, deadLetters]) admitRules(target, [rule.attrArn]);
  }
  const made = makeFunction(
    scope,
    {
      ...spec,
      more: [
        statement(
          ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
          [queue.queueArn],
        ),
      ],
    },
    context,
  );
  new CfnEventSourceMapping(scope, `${idOf(key)}Mapping`, {
    functionName: made.functionName,
    eventSourceArn: queue.queueArn,
    batchSize: consumer.batchSize,
    functionResponseTypes: ['ReportBatchItemFailures'],
    ...(consumer.concurrencyMax === undefined
      ? {}
      : { scalingConfig: { maximumConcurrency: consumer.concurrencyMax } }),
  });
}

/** Runs may overlap: their conditions make that harmless. A run that fails is not repeated. */
export function makeJob(scope: Construct, key: string, job: Job, context: AppContext): void {
  const made = makeFunction(scope, { ...defaults, ...job, key, errorPeriods: 1 }, context);
  const rule = new CfnRule(scope, `${idOf(key)}Schedule`, {
    name: nameOf(context.config.stage, key),
    scheduleExpression: job.schedule,
    targets: [{ id: 'function', arn: made.functionArn, retryPolicy: { maximumRetryAttempts: 0 } }],
  });
  new CfnPermission(scope, `${idOf(key)}Permission`, {
    action: 'lambda:InvokeFunction',
    functionName: made.functionName,
    principal: 'events.amazonaws.com',
    sourceArn: rule.attrArn,
  });
  // The next run comes by itself and finds what this one left.
  new CfnEventInvokeConfig(scope, `${idOf(key)}Invoke`, {
    functionName: made.functionName,
    qualifier: '$LATEST',
    maximumRetryAttempts: 0,
    maximumEventAgeInSeconds: 60,
  });
}

export function makeStream(
  scope: Construct,
  key: string,
  stream: Stream,
  streamArnOf: (table: TableName) => string,
  context: AppContext,
): void {
  const deadLetters = makeDeadLetters(scope, key, stream.impact, context);
  const streamArns = stream.tables.map(streamArnOf);
  const made = makeFunction(
    scope,
    {
      ...defaults,
      ...stream,
      key,
      more: [
        statement(
          ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
          streamArns,
        ),
        // Names streams only; the action knows no resource.
        new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: ['*'] }),
        statement(['sqs:SendMessage'], [deadLetters.queueArn]),
      ],
    },
    context,
  );
  stream.tables.forEach((table, index) => {
    new CfnEventSourceMapping(scope, `${idOf(key)}${idOf(table)}Mapping`, {
      functionName: made.functionName,
      eventSourceArn: streamArns[index] ?? '',
      startingPosition: 'TRIM_HORIZON',
      batchSize: 100,
      parallelizationFactor: 10,
      bisectBatchOnFunctionError: true,
      // For as long as the stream keeps a record: only a bus that takes nothing makes it fail.
      maximumRetryAttempts: 10_000,
      maximumRecordAgeInSeconds: 86_400,
      destinationConfig: { onFailure: { destination: deadLetters.queueArn } },
      filterCriteria: {
        filters: [
          {
            pattern: Stack.of(scope).toJsonString({
              dynamodb: { Keys: { sk: { S: stream.sortKeys } } },
            }),
          },
        ],
      },
    });
  });
}
