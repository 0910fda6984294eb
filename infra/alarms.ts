/** Alarms say what is wrong, who notices, and where the runbook is. */
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Stage } from '../lib/platform/config.ts';
import { alarmTopicArn } from './names.ts';

export interface AlarmSpec {
  name: string;
  what: string;
  impact: string;
  metric: IMetric;
  /** Rings at this value and above. */
  threshold: number;
  /** So many periods in a row. */
  periods?: number;
}

export function alarm(scope: Construct, id: string, stage: Stage, spec: AlarmSpec): Alarm {
  const made = new Alarm(scope, id, {
    alarmName: spec.name,
    alarmDescription: `${spec.what}. Impact: ${spec.impact}. Runbook: docs/runbook.md#${runbookAnchor(spec.name, stage)}`,
    metric: spec.metric,
    threshold: spec.threshold,
    evaluationPeriods: spec.periods ?? 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  made.addAlarmAction(
    new SnsAction(Topic.fromTopicArn(scope, `${id}Topic`, alarmTopicArn(scope, stage))),
  );
  return made;
}

/** Alarms of one kind share a chapter: the part of the name that says the kind. */
function runbookAnchor(name: string, stage: Stage): string {
  if (name.endsWith('-errors')) return 'a-function-fails';
  if (name.endsWith('-dlq')) return 'dead-letters';
  if (name.endsWith('-age')) return 'a-queue-does-not-move';
  return name.replace(`ttelgo-${stage}-`, '');
}
