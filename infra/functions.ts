/** From a definition to its Lambda: one role with its own grants, one log group, one alarm. */
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { queueSetting, secretSetting, tableSetting } from '../lib/platform/config.ts';
import type { Grants, SecretName } from '../lib/platform/grants.ts';
import { alarm } from './alarms.ts';
import { folderOf } from './bundle.ts';
import { statement, statementsOf } from './grants.ts';
import { idOf, nameOf, queueUrl } from './names.ts';
import { type SettingContext, settingValue } from './settings.ts';
import { removalOf } from './stages.ts';

/** What every function of the app needs to be made. */
export interface AppContext extends SettingContext {
  key: IKey;
  secretArns: Record<SecretName, string>;
  mailArns: string[];
  /** Folder of the bundles, one folder a function in it. */
  bundles: string;
}

export interface FunctionSpec {
  key: string;
  grants: Grants;
  settings?: readonly string[];
  memoryMb: number;
  timeoutSeconds: number;
  impact: string;
  /** Periods of five minutes with an error that ring the alarm; a job may run once in an hour. */
  errorPeriods?: number;
  /** What its trigger needs, beside the grants. */
  more?: PolicyStatement[];
}

export function makeFunction(
  scope: Construct,
  spec: FunctionSpec,
  context: AppContext,
): LambdaFunction {
  const { config } = context;
  const functionName = nameOf(config.stage, spec.key);
  const id = idOf(spec.key);
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    logGroupName: `/aws/lambda/${functionName}`,
    retention: config.logDays,
    encryptionKey: context.key,
    removalPolicy: removalOf(config),
  });
  const made = new LambdaFunction(scope, id, {
    functionName,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(`${context.bundles}/${folderOf(spec.key)}`),
    handler: 'index.handler',
    memorySize: spec.memoryMb,
    timeout: Duration.seconds(spec.timeoutSeconds),
    role: makeRole(scope, `${id}Role`, spec, logGroup, context),
    logGroup,
    environment: environmentOf(scope, spec, context),
  });
  alarm(scope, `${id}Errors`, config.stage, {
    name: `${functionName}-errors`,
    what: `${spec.key} fails`,
    impact: spec.impact,
    metric: new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensionsMap: { FunctionName: functionName },
      statistic: 'Sum',
      period: Duration.minutes(5),
    }),
    threshold: 1,
    periods: spec.errorPeriods ?? 2,
  });
  return made;
}

function makeRole(
  scope: Construct,
  id: string,
  spec: FunctionSpec,
  logGroup: LogGroup,
  { config, secretArns, mailArns }: AppContext,
): Role {
  const statements = [
    // The log group is made here; its streams are the function's own.
    statement(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
    ...statementsOf(scope, spec.grants, {
      stage: config.stage,
      secretArn: (secret) => secretArns[secret],
      mailArns,
    }),
    ...(spec.more ?? []),
  ];
  return new Role(scope, id, {
    roleName: nameOf(config.stage, spec.key),
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { Own: new PolicyDocument({ statements }) },
  });
}

function environmentOf(scope: Construct, spec: FunctionSpec, context: AppContext) {
  const { stage, logLevel } = context.config;
  const environment: Record<string, string> = {
    POWERTOOLS_LOG_LEVEL: logLevel,
    METRICS_NAMESPACE: metricsNamespace(stage),
  };
  for (const table of Object.keys(spec.grants.tables ?? {}))
    environment[tableSetting(table)] = nameOf(stage, table);
  for (const secret of spec.grants.secrets ?? [])
    environment[secretSetting(secret)] = context.secretArns[secret];
  for (const consumer of spec.grants.queues ?? [])
    environment[queueSetting(consumer)] = queueUrl(scope, stage, consumer);
  const names = [...(spec.settings ?? []), ...(spec.grants.events ? ['EVENT_BUS'] : [])];
  for (const name of names) {
    const value = settingValue(scope, name, context);
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

export const metricsNamespace = (stage: string): string => `TTelGo/${stage}`;
