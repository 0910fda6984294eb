/** The stage's own key: tables, queues, secrets, logs and alarms are encrypted with it. */
import { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { removalOf, type StageConfig } from './stages.ts';

const use = ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'];

export function makeKey(scope: Construct, config: StageConfig): Key {
  const { account, region } = Stack.of(scope);
  const key = new Key(scope, 'Key', {
    alias: `alias/ttelgo-${config.stage}`,
    description: `TTelGo ${config.stage}: tables, queues, secrets, logs`,
    enableKeyRotation: true,
    removalPolicy: removalOf(config),
  });
  // As the AWS managed keys do it: who may use a table, queue or secret may use its key, through
  // that service only. So no function's role names the key.
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new AnyPrincipal()],
      actions: [...use, 'kms:DescribeKey'],
      resources: ['*'],
      conditions: {
        StringEquals: {
          'kms:CallerAccount': account,
          'kms:ViaService': ['dynamodb', 'sqs', 'secretsmanager'].map(
            (service) => `${service}.${region}.amazonaws.com`,
          ),
        },
      },
    }),
  );
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: ['events.amazonaws.com', 'cloudwatch.amazonaws.com'].map(
        (service) => new ServicePrincipal(service),
      ),
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  );
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: [...use, 'kms:DescribeKey'],
      resources: ['*'],
      conditions: {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:*:logs:${region}:${account}:*` },
      },
    }),
  );
  return key;
}
