import { consumers, jobs } from '../../functions/registry.ts';
import { idOf, nameOf } from '../../infra/names.ts';
import { eventSource } from '../../lib/platform/events.ts';
import type { PolicyDocument } from './statements.ts';
import { synth } from './synth.ts';

interface QueueProperties {
  QueueName: string;
  VisibilityTimeout?: number;
  MessageRetentionPeriod?: number;
  RedrivePolicy?: { deadLetterTargetArn: string; maxReceiveCount: number };
}
interface RuleProperties {
  Name: string;
  EventBusName?: string;
  EventPattern?: object;
  ScheduleExpression?: string;
  Targets: { Arn: string; DeadLetterConfig?: { Arn: string }; RetryPolicy?: object }[];
}
interface AlarmProperties {
  MetricName: string;
  Threshold: number;
  Dimensions?: { Name: string; Value: string }[];
}

const app = synth('prod');
const queues = app.of<QueueProperties>('AWS::SQS::Queue').map(({ properties }) => properties);
const rules = app.of<RuleProperties>('AWS::Events::Rule').map(({ properties }) => properties);
const alarms = app.of<AlarmProperties>('AWS::CloudWatch::Alarm');
const timeouts = new Map(
  app
    .of<{ FunctionName: string; Timeout: number }>('AWS::Lambda::Function')
    .map(({ properties }) => [properties.FunctionName, properties.Timeout]),
);
const isDeadLetters = ({ QueueName }: QueueProperties) => QueueName.endsWith('-dlq');
/** The rule of a consumer, whose ARN only AWS can know. */
const ruleArn = (key: string) => expect.stringMatching(new RegExp(`/${idOf(key)}Rule\\.Arn$`));
const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const alarmsOn = (queue: string, metric: string) =>
  alarms.filter(
    ({ properties }) =>
      properties.MetricName === metric &&
      properties.Dimensions?.some(({ Name, Value }) => Name === 'QueueName' && Value === queue),
  );

test('every queue is the work or the dead letters of something registered', () => {
  const names = Object.keys(consumers).map((key) => nameOf('prod', key));
  const expected = [...names, ...names.map((name) => `${name}-dlq`), 'ttelgo-prod-ops-relay-dlq'];
  expect(queues.map(({ QueueName }) => QueueName).sort()).toEqual(expected.sort());
});

describe.each(Object.entries(consumers))('the queue of %s', (key, consumer) => {
  const name = nameOf('prod', key);
  const queue = queues.find(({ QueueName }) => QueueName === name)!;

  test('gives up into its dead letters, after enough tries', () => {
    expect(queue.RedrivePolicy).toEqual({
      deadLetterTargetArn: arnOf(`${name}-dlq`),
      maxReceiveCount: consumer.receivesMax,
    });
    expect(consumer.receivesMax).toBeGreaterThanOrEqual(5);
  });

  test('hides a message for six times its function may take', () => {
    expect(queue.VisibilityTimeout).toBe(6 * timeouts.get(name)!);
  });

  test('rings when it does not move', () => {
    expect(alarmsOn(name, 'ApproximateAgeOfOldestMessage')).toHaveLength(1);
  });

  test('gets the events of its contract, if any, from one rule, which alone may send to it', () => {
    const own = rules.filter(({ Name }) => Name === name);
    const hears = consumer.on.length > 0;
    if (!hears) expect(own).toEqual([]);
    else
      expect(own).toEqual([
        expect.objectContaining({
          EventBusName: 'ttelgo-prod-events',
          EventPattern: {
            source: [eventSource],
            'detail-type': consumer.on.map(({ type }) => type),
          },
          Targets: [
            expect.objectContaining({
              Arn: arnOf(name),
              DeadLetterConfig: { Arn: arnOf(`${name}-dlq`) },
            }),
          ],
        }),
      ]);
    const policies = app
      .of<{ PolicyDocument: PolicyDocument }>('AWS::SQS::QueuePolicy')
      .flatMap(({ properties }) => properties.PolicyDocument.Statement)
      .filter(({ Effect, Resource }) => Effect === 'Allow' && Resource === arnOf(name));
    const admitted = {
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Principal: { Service: 'events.amazonaws.com' },
      Resource: arnOf(name),
      Condition: { ArnEquals: { 'aws:SourceArn': [ruleArn(key)] } },
    };
    expect(policies).toEqual(hears ? [admitted] : []);
  });
});

describe.each(queues.filter(isDeadLetters))('$QueueName', (queue) => {
  test('keeps its messages for 14 days', () => {
    expect(queue.MessageRetentionPeriod).toBe(14 * 86_400);
  });

  test('rings with the first message', () => {
    const [alarm, ...more] = alarmsOn(queue.QueueName, 'ApproximateNumberOfMessagesVisible');
    expect(more).toEqual([]);
    expect(alarm?.properties.Threshold).toBe(1);
  });
});

test('every target of a rule has dead letters, but a schedule, whose next run comes by itself', () => {
  const hearing = Object.values(consumers).filter(({ on }) => on.length > 0);
  expect(rules).toHaveLength(hearing.length + Object.keys(jobs).length);
  for (const rule of rules) {
    expect(rule.Targets).toHaveLength(1);
    const [target] = rule.Targets;
    if (rule.ScheduleExpression === undefined)
      expect(target?.DeadLetterConfig?.Arn).toMatch(/-dlq$/);
    else expect(target?.RetryPolicy).toEqual({ MaximumRetryAttempts: 0 });
  }
});

test('straight to a queue send only functions that say so, and only to queues of consumers that take it', () => {
  const definitions = { ...consumers, ...jobs };
  const senders = Object.values(definitions).flatMap(({ grants }) => grants.queues ?? []);
  expect(senders.length).toBeGreaterThan(0);
  for (const key of new Set(senders)) expect(consumers[key]?.direct?.length).toBeGreaterThan(0);
});
