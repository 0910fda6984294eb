import { list, type Owned, type RoleProperties, statementsOf } from './statements.ts';
import { synth } from './synth.ts';

interface Wildcard {
  type: string;
  effect: 'Allow' | 'Deny';
  action: RegExp;
  resource: RegExp;
  reason: string;
}

/** Statements with a `*` that stand. */
const wildcards: Wildcard[] = [
  {
    type: 'AWS::IAM::Role',
    effect: 'Allow',
    action: /^logs:(CreateLogStream|PutLogEvents)$/,
    resource: /^arn:aws:logs:[\w-]+:\d+:log-group:\/aws\/lambda\/[\w-]+:\*$/,
    reason: "the streams of the function's own log group",
  },
  {
    type: 'AWS::IAM::Role',
    effect: 'Allow',
    action: /^dynamodb:ListStreams$/,
    resource: /^\*$/,
    reason: 'the action knows no resource',
  },
  {
    type: 'AWS::KMS::Key',
    effect: 'Allow',
    action: /^kms:(Decrypt|Encrypt|CreateGrant|DescribeKey|GenerateDataKey\*?|ReEncrypt\*)$/,
    resource: /^\*$/,
    reason: "in a key's policy this is the key; data keys come in kinds that services choose",
  },
  {
    type: 'AWS::KMS::Key',
    effect: 'Allow',
    action: /^kms:\*$/,
    resource: /^\*$/,
    reason: 'the account itself must stay able to change the key',
  },
  {
    type: 'AWS::SQS::QueuePolicy',
    effect: 'Deny',
    action: /^sqs:\*$/,
    resource: /^arn:aws:sqs:[^*]+$/,
    reason: 'nothing over plain HTTP',
  },
];

const app = synth('prod');
const statements = statementsOf(app);
const roles = app.of<RoleProperties>('AWS::IAM::Role');

const grantsOf = ({ type, statement }: Owned) =>
  list(statement.Action).flatMap((action) =>
    list(statement.Resource).map((resource) => ({
      type,
      effect: statement.Effect,
      action,
      resource,
    })),
  );
const wide = statements
  .flatMap(grantsOf)
  .filter(({ action, resource }) => `${action}${resource}`.includes('*'));
const covers = (known: Wildcard, grant: (typeof wide)[number]) =>
  known.type === grant.type &&
  known.effect === grant.effect &&
  known.action.test(grant.action) &&
  known.resource.test(grant.resource);

test('every statement names its actions and resources', () => {
  expect(statements.length).toBeGreaterThan(100);
  for (const { id, statement } of statements)
    expect([id, Object.keys(statement)]).toEqual([
      id,
      expect.arrayContaining(['Effect', 'Action', 'Resource']),
    ]);
});

test('no statement has a wildcard but those that are listed with a reason', () => {
  expect(wide.filter((grant) => !wildcards.some((known) => covers(known, grant)))).toEqual([]);
});

test('every listed wildcard is there', () => {
  const stale = wildcards.filter((known) => !wide.some((grant) => covers(known, grant)));
  expect(stale.map(({ reason }) => reason)).toEqual([]);
});

test('the whole account is let in by the key alone, and through its own services only', () => {
  const anyone = statements.filter(
    ({ statement: { Effect, Principal } }) =>
      Effect === 'Allow' && JSON.stringify(Principal)?.includes('"*"'),
  );
  expect(anyone).toHaveLength(1);
  expect(anyone[0]?.type).toBe('AWS::KMS::Key');
  expect(anyone[0]?.statement.Condition).toEqual({
    StringEquals: {
      'kms:CallerAccount': '000000000000',
      'kms:ViaService': ['dynamodb', 'sqs', 'secretsmanager'].map(
        (service) => `${service}.us-east-1.amazonaws.com`,
      ),
    },
  });
});

test('services that are let in are bound to this account or to one caller', () => {
  const byService = statements.filter(({ statement: { Principal } }) =>
    JSON.stringify(Principal)?.includes('.amazonaws.com'),
  );
  expect(byService.length).toBeGreaterThan(10);
  for (const { id, statement } of byService)
    expect([id, Object.keys(statement.Condition ?? {}).length]).toEqual([id, 1]);
});

test('no role has a managed policy but that of the gateway, which AWS keeps', () => {
  const managed = roles.flatMap(({ properties }) => properties.ManagedPolicyArns ?? []);
  expect(managed).toEqual([
    'arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs',
  ]);
});

test('every role is assumed by exactly one service', () => {
  expect(roles.length).toBeGreaterThan(30);
  for (const { id, properties } of roles) {
    const service = id.includes('CloudWatchRole') ? 'apigateway' : 'lambda';
    expect([id, properties.AssumeRolePolicyDocument.Statement]).toEqual([
      id,
      [
        {
          Action: 'sts:AssumeRole',
          Effect: 'Allow',
          Principal: { Service: `${service}.amazonaws.com` },
        },
      ],
    ]);
  }
});
