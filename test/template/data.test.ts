/** What is kept: encrypted by the stage's own key, protected, and shaped as declared. */
import { type TableName, type TableSpec, tableNames, tables } from '../../lib/platform/tables.ts';
import type { PolicyDocument } from './statements.ts';
import { type Synth, synth } from './synth.ts';

interface TableProperties {
  TableName: string;
  KeySchema: object[];
  GlobalSecondaryIndexes?: object[];
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: boolean };
  DeletionProtectionEnabled?: boolean;
  TimeToLiveSpecification?: object;
  StreamSpecification?: object;
}

const prod = synth('prod');
const dev = synth('dev');
const local = synth('local');
const tableOf = (app: Synth, name: TableName) => {
  const found = app
    .of<TableProperties>('AWS::DynamoDB::Table')
    .filter(({ properties }) => properties.TableName === `ttelgo-${app.config.stage}-${name}`);
  expect(found).toHaveLength(1);
  return found[0]!;
};
const keySchema = (pk: string, sk: string) => [
  { AttributeName: pk, KeyType: 'HASH' },
  { AttributeName: sk, KeyType: 'RANGE' },
];

/** The property that names the key, for every kind of thing that keeps something. */
const keyProperties: Record<string, string> = {
  'AWS::DynamoDB::Table': 'SSESpecification.KMSMasterKeyId',
  'AWS::SQS::Queue': 'KmsMasterKeyId',
  'AWS::SNS::Topic': 'KmsMasterKeyId',
  'AWS::SecretsManager::Secret': 'KmsKeyId',
  'AWS::Logs::LogGroup': 'KmsKeyId',
  'AWS::Events::EventBus': 'KmsKeyIdentifier',
};

test("everything that keeps something is encrypted by the stage's own key", () => {
  const keys = prod.of<object>('AWS::KMS::Key');
  expect(keys).toHaveLength(1);
  for (const [type, property] of Object.entries(keyProperties)) {
    const found = prod.of<object>(type);
    expect([type, found.length]).not.toEqual([type, 0]);
    for (const { id, properties } of found)
      expect([id, properties]).toEqual([
        id,
        nested(property, `${keys[0]?.stack}/${keys[0]?.id}.Arn`),
      ]);
  }
});

/** A matcher for an object that has the value at a dotted path. */
const nested = (path: string, value: string): unknown =>
  path.split('.').reduceRight<unknown>((inner, name) => {
    return expect.objectContaining({ [name]: inner });
  }, value);

test('the key rotates, and stays in prod when its stack goes', () => {
  for (const [app, policy] of [
    [prod, 'RetainExceptOnCreate'],
    [dev, 'Delete'],
  ] as const) {
    const [key] = app.of<{ EnableKeyRotation?: boolean }>('AWS::KMS::Key');
    expect(key?.properties.EnableKeyRotation).toBe(true);
    expect(key?.raw.DeletionPolicy).toBe(policy);
  }
});

test('queues and topics refuse plain HTTP', () => {
  for (const [of, policyType, targets] of [
    ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues'],
    ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'Topics'],
  ] as const) {
    const policies = prod.of<{ PolicyDocument: PolicyDocument }>(policyType);
    for (const { id } of prod.of(of)) {
      const own = policies.filter(({ raw }) =>
        JSON.stringify(raw.Properties?.[targets]).includes(`"${id}"`),
      );
      expect([id, own.length]).toEqual([id, 1]);
      const denials = own[0]!.properties.PolicyDocument.Statement.filter(
        ({ Effect, Condition }) =>
          Effect === 'Deny' && Condition?.Bool?.['aws:SecureTransport'] === 'false',
      );
      expect([id, denials.length]).toEqual([id, 1]);
    }
  }
});

describe.each(tableNames)('table %s', (name) => {
  const spec: TableSpec = tables[name];

  test('has the keys, indexes, expiry and stream that it is declared with', () => {
    const { properties } = tableOf(prod, name);
    expect(properties).toEqual(
      expect.objectContaining({
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: keySchema('pk', 'sk'),
      }),
    );
    expect(properties.GlobalSecondaryIndexes ?? []).toEqual(
      Object.entries(spec.indexes).map(([IndexName, { pk, sk, projection }]) => ({
        IndexName,
        KeySchema: keySchema(pk, sk),
        Projection: { ProjectionType: projection },
      })),
    );
    expect(properties.TimeToLiveSpecification).toEqual(
      spec.ttl && { AttributeName: spec.ttl, Enabled: true },
    );
    expect(properties.StreamSpecification).toEqual(
      spec.stream && { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    );
  });

  test('is recoverable, and in prod protected from deletion', () => {
    const { properties, raw } = tableOf(prod, name);
    expect(properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled).toBe(true);
    expect(properties.DeletionProtectionEnabled).toBe(true);
    expect([raw.DeletionPolicy, raw.UpdateReplacePolicy]).toEqual([
      'RetainExceptOnCreate',
      'Retain',
    ]);
  });

  test.each([dev, local])('goes with its stack elsewhere', (app) => {
    const { properties, raw } = tableOf(app, name);
    expect(properties.DeletionProtectionEnabled ?? false).toBe(false);
    expect(raw.DeletionPolicy).toBe('Delete');
  });
});

test('there is no table beside the declared ones', () => {
  expect(prod.of('AWS::DynamoDB::Table')).toHaveLength(tableNames.length);
});

test('secrets and logs stay in prod when their stack goes, and nowhere else', () => {
  for (const type of ['AWS::SecretsManager::Secret', 'AWS::Logs::LogGroup'])
    for (const [app, policy] of [
      [prod, 'RetainExceptOnCreate'],
      [dev, 'Delete'],
    ] as const)
      expect(new Set(app.of(type).map(({ raw }) => raw.DeletionPolicy))).toEqual(new Set([policy]));
});
