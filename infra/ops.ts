/** What operators see: the alarm topic, business alarms and the first dashboard. */
import { Duration, Stack } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { consumers } from '../functions/registry.ts';
import type { Stage } from '../lib/platform/config.ts';
import { alarm } from './alarms.ts';
import { metricsNamespace } from './functions.ts';
import { nameOf } from './names.ts';
import type { StageConfig } from './stages.ts';

export function makeAlarmTopic(scope: Construct, config: StageConfig, key: IKey): Topic {
  const topic = new Topic(scope, 'Alarms', {
    topicName: nameOf(config.stage, 'alarms'),
    masterKey: key,
    enforceSSL: true,
  });
  // The policy that refuses plain HTTP takes the default one's place, which let alarms in.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  if (config.alarmEmail) topic.addSubscription(new EmailSubscription(config.alarmEmail));
  return topic;
}

interface BusinessAlarm {
  metric: string;
  what: string;
  impact: string;
  threshold: number;
  minutes: number;
}

const businessAlarms: Record<string, BusinessAlarm> = {
  'ledger-findings': {
    metric: 'LedgerFindings',
    what: 'The ledger proof found a balance that is not the sum of its transfers',
    impact: 'Money is wrong or about to be: stop payouts, read the findings',
    threshold: 1,
    minutes: 60,
  },
  'relay-poison': {
    metric: 'RelayPoison',
    what: 'A committed change could not be turned into its event',
    impact: 'What should follow that change does not happen',
    threshold: 1,
    minutes: 5,
  },
  'orders-failed': {
    metric: 'OrdersFailed',
    what: 'Ten orders in a quarter of an hour could not be delivered',
    impact: 'Buyers get their money back instead of an eSIM',
    threshold: 10,
    minutes: 15,
  },
  'unknown-outcomes': {
    metric: 'ProviderUnknownOutcomes',
    what: 'The provider leaves the outcome of orders unknown',
    impact: 'These orders wait for the reconciler',
    threshold: 5,
    minutes: 15,
  },
  'provider-circuit': {
    metric: 'ProviderCircuitOpened',
    what: 'The provider fails so often that no order is sent to it',
    impact: 'Paid orders wait; they are sent at the paced rate once a probe succeeds',
    threshold: 1,
    minutes: 5,
  },
  reviews: {
    metric: 'ReviewsOpened',
    what: 'Something could not be decided by rule and waits in the review queue',
    impact: 'Money or a purchase waits for a person: list the reviews',
    threshold: 1,
    minutes: 15,
  },
  'provider-balance': {
    metric: 'ProviderBalanceLow',
    what: 'Our balance at the provider is low',
    impact: 'Orders will wait until it is filled',
    threshold: 1,
    minutes: 15,
  },
  'sold-below-cost': {
    metric: 'OrdersSoldBelowCost',
    what: 'The provider charged more than we were paid',
    impact: 'Every such order is a loss: sync the catalogue, look at the prices',
    threshold: 1,
    minutes: 15,
  },
  'card-refunds-failed': {
    metric: 'CardRefundsFailed',
    what: 'A card refund failed after all',
    impact: "A traveller's money did not arrive",
    threshold: 1,
    minutes: 15,
  },
  'catalogue-sync': {
    metric: 'CatalogueSyncAborted',
    what: 'Four catalogue syncs in an hour ended without a result',
    impact: 'Old prices are sold',
    threshold: 4,
    minutes: 60,
  },
};

export function makeBusinessAlarms(scope: Construct, { stage }: StageConfig): void {
  for (const [key, spec] of Object.entries(businessAlarms))
    alarm(scope, `Business-${key}`, stage, {
      ...spec,
      name: nameOf(stage, key),
      metric: business(stage, spec.metric, 'Sum', spec.minutes),
    });
}

const business = (stage: Stage, metricName: string, statistic = 'Sum', minutes = 5): Metric =>
  new Metric({
    namespace: metricsNamespace(stage),
    metricName,
    dimensionsMap: { service: 'ttelgo' },
    statistic,
    period: Duration.minutes(minutes),
  });

export function makeDashboard(scope: Construct, { stage }: StageConfig): void {
  const of = (...names: string[]) => names.map((name) => business(stage, name));
  const percentiles = (name: string) =>
    ['p50', 'p99'].map((statistic) => business(stage, name, statistic));
  new Dashboard(scope, 'Dashboard', {
    dashboardName: nameOf(stage, 'orders'),
    widgets: [
      [
        graph('Orders', of('VendorOrdersAccepted', 'CardOrdersPaid', 'OrdersCompleted')),
        graph('Orders that did not work', of('OrdersFailed', 'OrdersRefunded', 'OrdersExpired')),
        graph('Paid to completed (ms)', percentiles('PaidToCompleted')),
      ],
      [
        graph('Provider', [
          ...of('ProviderOrderPLACED', 'ProviderOrderREFUSED', 'ProviderOrderNOT_PLACED'),
          ...of('ProviderOrderUNKNOWN', 'ProviderErrors'),
        ]),
        graph('Provider circuit (0 closed, 1 half open, 2 open)', [
          business(stage, 'ProviderCircuit', 'Maximum'),
        ]),
        graph('For a person', of('ReviewsOpened', 'OrphanPurchases', 'StripeEventsRecovered')),
      ],
      [
        graph('Wallets', of('WalletRejections', 'LedgerFindings')),
        graph('Webhooks: lag (ms)', percentiles('WebhookLag')),
      ],
      [
        graph('Webhook attempts', of('WebhooksDelivered', 'WebhookAttemptsFailed')),
        graph('API', [
          apiMetric(stage, 'Count'),
          apiMetric(stage, '4XXError'),
          apiMetric(stage, '5XXError'),
        ]),
        graph(
          'Dead letters',
          Object.keys(consumers).map((key) => deadLetters(stage, key)),
        ),
      ],
    ],
  });
}

const graph = (title: string, left: IMetric[]): GraphWidget =>
  new GraphWidget({ title, left, width: 8, height: 6, liveData: true });

const apiMetric = (stage: Stage, metricName: string): Metric =>
  new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap: { ApiName: nameOf(stage, 'api'), Stage: stage },
    statistic: 'Sum',
  });

const deadLetters = (stage: Stage, key: string): Metric =>
  new Metric({
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensionsMap: { QueueName: `${nameOf(stage, key)}-dlq` },
    statistic: 'Maximum',
  });
