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
      rateRule(0, 'all', 2000),
      rateRule(1, 'checkout', 50, {
        byteMatchStatement: {
          fieldToMatch: { uriPath: {} },
          positionalConstraint: 'ENDS_WITH',
          searchString: '/api/v1/orders',
          textTransformations: [{ priority: 0, type: 'LOWERCASE' }],
        },
      }),
    ],
  });
  new CfnWebACLAssociation(scope, 'FirewallAssociation', {
    resourceArn: stageArn,
    webAclArn: acl.attrArn,
  });
}

/** `limit` requests of one address in five minutes, over those that the scope names. */
const rateRule = (
  priority: number,
  name: string,
  limit: number,
  scopeDownStatement?: CfnWebACL.StatementProperty,
): CfnWebACL.RuleProperty => ({
  priority,
  name,
  action: { block: {} },
  statement: {
    rateBasedStatement: {
      aggregateKeyType: 'IP',
      evaluationWindowSec: 300,
      limit,
      ...(scopeDownStatement === undefined ? {} : { scopeDownStatement }),
    },
  },
  visibilityConfig: visibility(name),
});
