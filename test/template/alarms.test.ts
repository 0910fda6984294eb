import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jobs } from '../../functions/registry.ts';
import { root } from '../../infra/bundle.ts';
import { synth } from './synth.ts';

interface AlarmProperties {
  AlarmName: string;
  AlarmDescription: string;
  AlarmActions: string[];
  TreatMissingData: string;
}

const alarms = synth('prod')
  .of<AlarmProperties>('AWS::CloudWatch::Alarm')
  .map(({ properties }) => properties);

/** Anchors of the headings, made as GitHub makes them. */
const chapters = () =>
  [...readFileSync(join(root, 'docs/runbook.md'), 'utf8').matchAll(/^#+ (.+)$/gm)].map(
    ([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
  );

test('every alarm says what is wrong, who notices, and a chapter of the runbook that exists', () => {
  expect(alarms.length).toBeGreaterThan(50);
  const known = chapters();
  for (const { AlarmName, AlarmDescription } of alarms) {
    const [, anchor] =
      /^.+\. Impact: .+\. Runbook: docs\/runbook\.md#(\S+)$/.exec(AlarmDescription) ?? [];
    expect({ AlarmName, isThere: known.includes(anchor ?? '') }).toEqual({
      AlarmName,
      isThere: true,
    });
  }
});

test('names of alarms do not repeat', () => {
  expect(new Set(alarms.map(({ AlarmName }) => AlarmName)).size).toBe(alarms.length);
});

test('every alarm reaches the topic, and silence is no alarm', () => {
  for (const { AlarmActions, TreatMissingData } of alarms) {
    expect(AlarmActions).toEqual(['arn:aws:sns:us-east-1:000000000000:ttelgo-prod-alarms']);
    expect(TreatMissingData).toBe('notBreaching');
  }
});

test('alarms may publish to their topic, and somebody is told', () => {
  const app = synth('prod');
  const [policy] = app.of<{ PolicyDocument: { Statement: Record<string, unknown>[] } }>(
    'AWS::SNS::TopicPolicy',
  );
  const admits = policy?.properties.PolicyDocument.Statement.filter(
    ({ Effect }) => Effect === 'Allow',
  );
  expect(admits).toMatchObject([
    { Action: 'sns:Publish', Principal: { Service: 'cloudwatch.amazonaws.com' } },
  ]);
  expect(app.of('AWS::SNS::Subscription')).toMatchObject([{ properties: { Protocol: 'email' } }]);
});

test('a job that fails once rings: it may run only once in an hour', () => {
  const app = synth('prod');
  const periods = (key: string) =>
    app
      .of<{ AlarmName: string; EvaluationPeriods: number }>('AWS::CloudWatch::Alarm')
      .find(({ properties }) => properties.AlarmName === `ttelgo-prod-${key}-errors`)?.properties
      .EvaluationPeriods;
  for (const key of Object.keys(jobs))
    expect([key, periods(key.replace('/', '-'))]).toEqual([key, 1]);
});
