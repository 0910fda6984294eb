/** The only place with IAM action names: turns the words of a function's grants into statements. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Stage } from '../lib/platform/config.ts';
import type { Grants, SecretName, TableVerb } from '../lib/platform/grants.ts';
import { busArn, queueArn, tableArn } from './names.ts';

/** A transaction needs the actions of its items, nothing of its own. */
const tableActions: Record<TableVerb, string> = {
  get: 'dynamodb:GetItem',
  batchGet: 'dynamodb:BatchGetItem',
  batchPut: 'dynamodb:BatchWriteItem',
  query: 'dynamodb:Query',
  scan: 'dynamodb:Scan',
  put: 'dynamodb:PutItem',
  update: 'dynamodb:UpdateItem',
  delete: 'dynamodb:DeleteItem',
  check: 'dynamodb:ConditionCheckItem',
};

export interface GrantContext {
  stage: Stage;
  secretArn: (secret: SecretName) => string;
  /** ARNs that mail is sent with: the sender's identity and its configuration set. */
  mailArns: string[];
}

export function statementsOf(
  scope: Construct,
  grants: Grants,
  { stage, secretArn, mailArns }: GrantContext,
): PolicyStatement[] {
  const statements = Object.entries(grants.tables ?? {}).flatMap(([table, verbs]) =>
    tableStatements(tableArn(scope, stage, table), verbs),
  );
  if (grants.secrets)
    statements.push(statement(['secretsmanager:GetSecretValue'], grants.secrets.map(secretArn)));
  if (grants.events) statements.push(statement(['events:PutEvents'], [busArn(scope, stage)]));
  if (grants.queues)
    statements.push(
      statement(
        ['sqs:SendMessage'],
        grants.queues.map((key) => queueArn(scope, stage, key)),
      ),
    );
  // SES checks SendRawEmail when the message comes whole, whichever call brings it.
  if (grants.mail) statements.push(statement(['ses:SendEmail', 'ses:SendRawEmail'], mailArns));
  return statements;
}

function tableStatements(arn: string, verbs: readonly string[]): PolicyStatement[] {
  const onTable = verbs.filter((verb): verb is TableVerb => verb in tableActions);
  const indexes = verbs
    .filter((verb) => verb.startsWith('query:'))
    .map((verb) => `${arn}/index/${verb.slice('query:'.length)}`);
  return [
    ...(onTable.length === 0
      ? []
      : [
          statement(
            onTable.map((verb) => tableActions[verb]),
            [arn],
          ),
        ]),
    ...(indexes.length === 0 ? [] : [statement(['dynamodb:Query'], indexes)]),
  ];
}

export const statement = (actions: string[], resources: string[]): PolicyStatement =>
  new PolicyStatement({ actions, resources });
