/** Names are made from the stage and the registry's key, so that stacks need few references. */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Stage } from '../lib/platform/config.ts';

/** 'orders/vendor-create' in stage prod -> ttelgo-prod-orders-vendor-create */
export const nameOf = (stage: Stage, key: string): string =>
  `ttelgo-${stage}-${key.replaceAll('/', '-')}`;

/** The part of a registry key that names its domain, and its nested stack. */
export const domainOf = (key: string): string => key.split('/')[0] ?? key;

/** 'orders/vendor-create' -> OrdersVendorCreate, for construct ids. */
export const idOf = (key: string): string =>
  key
    .split(/[/-]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');

export const tableArn = (scope: Construct, stage: Stage, table: string): string =>
  Stack.of(scope).formatArn({
    service: 'dynamodb',
    resource: 'table',
    resourceName: nameOf(stage, table),
  });

export const functionArn = (scope: Construct, stage: Stage, key: string): string =>
  Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: nameOf(stage, key),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

export const busArn = (scope: Construct, stage: Stage): string =>
  Stack.of(scope).formatArn({
    service: 'events',
    resource: 'event-bus',
    resourceName: nameOf(stage, 'events'),
  });

export const queueArn = (scope: Construct, stage: Stage, consumer: string): string =>
  Stack.of(scope).formatArn({ service: 'sqs', resource: nameOf(stage, consumer) });

export const queueUrl = (scope: Construct, stage: Stage, consumer: string): string => {
  const { region, account, urlSuffix } = Stack.of(scope);
  return `https://sqs.${region}.${urlSuffix}/${account}/${nameOf(stage, consumer)}`;
};

export const alarmTopicArn = (scope: Construct, stage: Stage): string =>
  Stack.of(scope).formatArn({ service: 'sns', resource: nameOf(stage, 'alarms') });
