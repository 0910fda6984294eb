/** What outlives a deploy: key, tables, secrets, people, the sender's identity. */
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import { type SecretName, secretNames } from '../lib/platform/grants.ts';
import { type TableName, type TableSpec, tableNames, tables } from '../lib/platform/tables.ts';
import { makeIdentity } from './identity.ts';
import { makeKey } from './key.ts';
import { idOf, nameOf } from './names.ts';
import { removalOf, type StageConfig } from './stages.ts';

export class DataStack extends Stack {
  readonly key: Key;
  readonly #tables: Record<TableName, Table>;
  readonly secrets: Record<SecretName, Secret>;
  readonly people: { pool: UserPool; client: UserPoolClient };
  readonly mailIdentity: EmailIdentity;

  constructor(scope: Construct, id: string, config: StageConfig, props: StackProps) {
    super(scope, id, props);
    this.key = makeKey(this, config);
    this.#tables = record(tableNames, (name) => makeTable(this, name, this.key, config));
    this.secrets = record(secretNames, (name) => makeSecret(this, name, this.key, config));
    this.people = makeIdentity(this, config);
    const domain = /@([^>]+)/.exec(config.mailFrom)?.[1] ?? '';
    this.mailIdentity = new EmailIdentity(this, 'Mail', { identity: Identity.domain(domain) });
    new CfnOutput(this, 'UserPoolId', { value: this.people.pool.userPoolId });
    new CfnOutput(this, 'UserPoolClientId', { value: this.people.client.userPoolClientId });
    new CfnOutput(this, 'Tables', {
      value: JSON.stringify(record(tableNames, (name) => nameOf(config.stage, name))),
    });
    new CfnOutput(this, 'SecretNames', {
      value: JSON.stringify(record(secretNames, (name) => secretNameOf(config, name))),
    });
  }

  /** A stream's ARN holds the moment of its making: the one name that cannot be told beforehand. */
  streamArn(table: TableName): string {
    const { tableStreamArn } = this.#tables[table];
    if (!tableStreamArn) throw new Error(`table ${table} has no stream`);
    return tableStreamArn;
  }
}

function makeTable(scope: Construct, name: TableName, key: Key, config: StageConfig): Table {
  const spec: TableSpec = tables[name];
  const attribute = (of: string) => ({ name: of, type: AttributeType.STRING });
  const table = new Table(scope, `${idOf(name)}Table`, {
    tableName: nameOf(config.stage, name),
    partitionKey: attribute('pk'),
    sortKey: attribute('sk'),
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: key,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: config.isProtected,
    removalPolicy: removalOf(config),
    ...(spec.ttl === undefined ? {} : { timeToLiveAttribute: spec.ttl }),
    ...(spec.stream === undefined ? {} : { stream: StreamViewType.NEW_AND_OLD_IMAGES }),
  });
  for (const [indexName, index] of Object.entries(spec.indexes))
    table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: attribute(index.pk),
      sortKey: attribute(index.sk),
      projectionType: ProjectionType[index.projection],
    });
  return table;
}

const secretNameOf = ({ stage }: StageConfig, name: SecretName) => `ttelgo/${stage}/${name}`;

/** Made empty: an operator puts the provider's values (docs/runbook.md); use without them fails. */
function makeSecret(scope: Construct, name: SecretName, key: Key, config: StageConfig): Secret {
  const isOurs = name === 'links';
  return new Secret(scope, `${idOf(name)}Secret`, {
    secretName: secretNameOf(config, name),
    encryptionKey: key,
    generateSecretString: {
      secretStringTemplate: '{}',
      generateStringKey: isOurs ? 'signingKey' : 'placeholder',
      passwordLength: 64,
      excludePunctuation: true,
    },
    removalPolicy: removalOf(config),
  });
}

const record = <K extends string, V>(keys: readonly K[], make: (key: K) => V): Record<K, V> =>
  Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, V>;
