/** A queue that can be watched: encrypted, over TLS only, with an alarm where nothing should lie. */
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type DeadLetterQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { alarm } from './alarms.ts';
import { idOf, nameOf } from './names.ts';
import type { StageConfig } from './stages.ts';

interface QueueContext {
  config: StageConfig;
  key: IKey;
}

/** Where messages end that nobody could handle; rings with the first one. */
export function makeDeadLetters(
  scope: Construct,
  key: string,
  impact: string,
  context: QueueContext,
): Queue {
  const queueName = `${nameOf(context.config.stage, key)}-dlq`;
  const queue = makeQueue(scope, `${idOf(key)}DeadLetters`, queueName, context, {
    retentionPeriod: Duration.days(14),
  });
  alarm(scope, `${idOf(key)}DeadLettersAlarm`, context.config.stage, {
    name: queueName,
    what: `Messages of ${key} could not be handled`,
    impact,
    metric: queueMetric(queueName, 'ApproximateNumberOfMessagesVisible'),
    threshold: 1,
  });
  return queue;
}

export function makeWorkQueue(
  scope: Construct,
  key: string,
  more: { visibilityTimeout: Duration; deadLetterQueue: DeadLetterQueue; impact: string },
  context: QueueContext,
): Queue {
  const queueName = nameOf(context.config.stage, key);
  const { impact, ...settings } = more;
  const queue = makeQueue(scope, `${idOf(key)}Queue`, queueName, context, settings);
  alarm(scope, `${idOf(key)}Age`, context.config.stage, {
    name: `${queueName}-age`,
    what: `Messages of ${key} wait for more than 15 minutes`,
    impact,
    metric: queueMetric(queueName, 'ApproximateAgeOfOldestMessage'),
    threshold: 900,
    periods: 2,
  });
  return queue;
}

/** Lets rules of this stage's bus send to a queue. */
export function admitRules(queue: Queue, ruleArns: string[]): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': ruleArns } },
    }),
  );
}

const makeQueue = (
  scope: Construct,
  id: string,
  queueName: string,
  { key }: QueueContext,
  settings: object,
): Queue =>
  new Queue(scope, id, {
    queueName,
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: key,
    // Fewer calls to the key service; the longest that SQS allows is a day.
    dataKeyReuse: Duration.hours(1),
    enforceSSL: true,
    ...settings,
  });

const queueMetric = (queueName: string, metricName: string): Metric =>
  new Metric({
    namespace: 'AWS/SQS',
    metricName,
    dimensionsMap: { QueueName: queueName },
    statistic: 'Maximum',
    period: Duration.minutes(1),
  });
