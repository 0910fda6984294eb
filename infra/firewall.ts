/**
 * Per-address limits in front of everything. Plain IP rules: a rule with further keys would not
 * count requests that lack one of them.
 */
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { nameOf } from './names.ts';
import type { StageConfig } from './stages.ts';

const visibility = (metricName: string) => ({
  cloudWatchMetricsEnabled: true,
  metricName,
  sampledRequestsEnabled: true,
});

export function makeFirewall(scope: Construct, { stage }: StageConfig, stageArn: string): void {
  const acl = new CfnWebACL(scope, 'Firewall', {
    name: nameOf(stage, 'api'),
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: visibility('api'),
    rules: [
      rateRule(0, 'public', 2000, notUnder('/api/v1/vendor/', '/api/v1/webhooks/')),
      rateRule(1, 'checkout', 50, pathThat('ENDS_WITH', '/api/v1/orders')),
    ],
  });
  new CfnWebACLAssociation(scope, 'FirewallAssociation', {
    resourceArn: stageArn,
    webAclArn: acl.attrArn,
  });
}

type Statement = CfnWebACL.StatementProperty;

/** The path as the gateway gets it: the stage may stand before ours. */
const pathThat = (positionalConstraint: 'CONTAINS' | 'ENDS_WITH', text: string): Statement => ({
  byteMatchStatement: {
    fieldToMatch: { uriPath: {} },
    positionalConstraint,
    searchString: text,
    textTransformations: [{ priority: 0, type: 'LOWERCASE' }],
  },
});

/** Vendors' servers and those that call us back have few addresses: usage plans limit the first. */
const notUnder = (...texts: [string, string]): Statement => ({
  notStatement: {
    statement: {
      orStatement: { statements: texts.map((text) => pathThat('CONTAINS', text)) },
    },
  },
});

/** `limit` requests of one address in five minutes, over those that the scope names. */
const rateRule = (
  priority: number,
  name: string,
  limit: number,
  scopeDownStatement: Statement,
): CfnWebACL.RuleProperty => ({
  priority,
  name,
  action: { block: {} },
  statement: {
    rateBasedStatement: {
      aggregateKeyType: 'IP',
      evaluationWindowSec: 300,
      limit,
      scopeDownStatement,
    },
  },
  visibilityConfig: visibility(name),
});
