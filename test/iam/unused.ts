/** Grants that a run need not use, each with the reason. */
import type { Grant } from './evaluate.ts';

interface Unused {
  /** Name of the function's key, or any function. */
  of?: string;
  action: RegExp;
  resource?: RegExp;
  reason: string;
}

export const unused: Unused[] = [
  {
    action: /^logs:(CreateLogStream|PutLogEvents)$/,
    reason: 'the Lambda service writes the logs in the role of the function',
  },
  {
    action: /^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)$/,
    reason: 'the Lambda service polls the queue in the role of the function',
  },
  {
    action: /^dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)$/,
    reason: 'the Lambda service reads the stream in the role of the function',
  },
  {
    of: 'ops/relay',
    action: /^sqs:SendMessage$/,
    reason: 'the Lambda service sends what failed for good in the role of the function',
  },
  {
    action: /^ses:SendRawEmail$/,
    reason: 'what SES checks when SendEmail brings a whole message',
  },
  {
    of: 'billing/prove-ledger',
    action: /^dynamodb:Query$/,
    reason: 'reads an account again that looked wrong while orders ran',
  },
  {
    of: 'provisioning/provision',
    action: /^dynamodb:Query$/,
    resource: /orders$/,
    reason: 'reads what others got of an order, after the reconciler was faster than its worker',
  },
  {
    of: 'payments/apply-stripe',
    action: /^dynamodb:UpdateItem$/,
    resource: /orders$/,
    reason: 'opens a review when a refund fails after a day',
  },
  {
    of: 'payments/refund-stray',
    action: /^dynamodb:PutItem$/,
    resource: /orders$/,
    reason: 'opens a review when Stripe refuses a refund for good',
  },
  {
    of: 'payments/reconcile',
    action: /^dynamodb:(UpdateItem|PutItem)$/,
    resource: /(payments|orders)$/,
    reason: 'announces again, then opens a review for, what waits for hours',
  },
  {
    of: 'provisioning/follow',
    action: /^dynamodb:PutItem$/,
    resource: /ledger$/,
    reason: 'books a card order that the provider delivers later',
  },
  {
    of: 'provisioning/audit-purchases',
    action: /^(dynamodb|secretsmanager):/,
    reason: 'runs once an hour and looks at times before the tests began',
  },
  {
    of: 'provisioning/reconcile',
    action: /^dynamodb:UpdateItem$/,
    resource: /orders$/,
    reason: 'opens a review for an order that is given up after hours',
  },
  {
    of: 'provisioning/reconcile',
    action: /^dynamodb:GetItem$/,
    resource: /esims$/,
    reason: 'looks at an eSIM whose top-up may have been bought',
  },
  {
    of: 'catalogue/sync',
    action: /^dynamodb:UpdateItem$/,
    reason: 'prolongs a snapshot that has not changed for three days',
  },
  {
    of: 'notifications/refund-mail',
    action: /^dynamodb:GetItem$/,
    resource: /deliveries$/,
    reason: 'looks for an earlier mail only when its event comes again',
  },
];

export interface OwnGrant extends Grant {
  /** The function's registry key. */
  of: string;
}

export const matches = (known: Unused, grant: OwnGrant): boolean =>
  (known.of === undefined || known.of === grant.of) &&
  known.action.test(grant.action) &&
  (known.resource === undefined || known.resource.test(grant.resource));
