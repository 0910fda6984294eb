/** From an AWS call as it was noted to what IAM would have been asked for it. */
import { account, region } from '../template/resolve.ts';
import type { Request } from './evaluate.ts';

/** A line that infra/local/record-calls.cjs writes. */
export interface Call {
  /** The Lambda's name. */
  function: string;
  service: string;
  operation: string;
  resources: Touched[];
}

interface Touched {
  table?: string;
  index?: string;
  /** Kind of the item of a transaction: Put, Update, Delete, ConditionCheck or Get. */
  item?: string;
  secret?: string;
  bus?: string;
  queue?: string;
  identity?: string;
}

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;
/** Calls may name a thing by its ARN instead. */
const asArn = (service: string, name: string, prefix: string): string =>
  name.startsWith('arn:') ? name : arn(service, `${prefix}${name}`);

const operations: Record<string, string> = {
  'ses POST /v2/email/outbound-emails': 'ses:SendEmail',
  'secretsmanager GetSecretValue': 'secretsmanager:GetSecretValue',
  'events PutEvents': 'events:PutEvents',
  'sqs SendMessage': 'sqs:SendMessage',
};

/** A transaction asks for the actions of its items and has none of its own. */
const transactions = new Set(['TransactWriteItems', 'TransactGetItems']);

export function requestsOf(call: Call): Request[] {
  if (call.resources.length === 0)
    throw new Error(`nothing is known of ${call.service} ${call.operation}`);
  return call.resources.map((touched) => ({
    action: actionOf(call, touched),
    resource: resourceOf(touched),
  }));
}

function actionOf({ service, operation }: Call, { item }: Touched): string {
  if (service === 'dynamodb')
    return `dynamodb:${transactions.has(operation) ? `${item}Item` : operation}`;
  const action = operations[`${service} ${operation}`];
  if (!action) throw new Error(`no action is known for ${service} ${operation}`);
  return action;
}

function resourceOf({ table, index, secret, bus, queue, identity }: Touched): string {
  if (table !== undefined)
    return asArn('dynamodb', table, 'table/') + (index === undefined ? '' : `/index/${index}`);
  // Where a call names a secret, IAM still sees its ARN, with the suffix that AWS gave it.
  if (secret !== undefined)
    return secret.startsWith('arn:') ? secret : arn('secretsmanager', `secret:${secret}-abcdef`);
  if (bus !== undefined) return asArn('events', bus, 'event-bus/');
  if (queue !== undefined) return arn('sqs', queue);
  if (identity !== undefined) return arn('ses', `identity/${identity}`);
  throw new Error('a call that touches nothing known');
}
