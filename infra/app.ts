/**
 * The whole product as two stacks: Data, which outlives deploys, and App, with a nested stack per
 * domain and one for the API, each far from CloudFormation's 500 resources.
 */
import {
  type App,
  CfnOutput,
  NestedStack,
  Stack,
  type StackProps,
  Tags,
  Validations,
} from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import { grants, settings } from '../functions/ops/authorizer.ts';
import { consumers, endpoints, jobs, streams } from '../functions/registry.ts';
import type { Endpoint } from '../lib/platform/endpoint.ts';
import { type SecretName, secretNames } from '../lib/platform/grants.ts';
import { ApiStack } from './api.ts';
import { DataStack } from './data.ts';
import { authorizerKey, entries } from './entries.ts';
import { makeConsumer, makeJob, makeStream } from './events.ts';
import { type AppContext, type FunctionSpec, makeFunction } from './functions.ts';
import { domainOf, idOf, nameOf } from './names.ts';
import { makeAlarmTopic, makeBusinessAlarms, makeDashboard } from './ops.ts';
import { acknowledge } from './rules.ts';
import type { StageConfig } from './stages.ts';

export function buildApp(app: App, config: StageConfig, bundles: string) {
  const name = `TTelGo-${config.stage}`;
  // No account in the code: the stacks go where the credentials of the deploy belong.
  const protection = { terminationProtection: config.isProtected };
  const data = new DataStack(app, `${name}-Data`, config, protection);
  const appStack = new AppStack(app, `${name}-App`, config, data, bundles, protection);
  appStack.addStackDependency(data);
  Tags.of(app).add('project', 'ttelgo');
  Tags.of(app).add('stage', config.stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  acknowledge(app);
  return { data, app: appStack };
}

class AppStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    config: StageConfig,
    data: DataStack,
    bundles: string,
    props: StackProps,
  ) {
    super(scope, id, props);
    const context = contextOf(config, data, bundles);
    const bus = new EventBus(this, 'Events', {
      eventBusName: nameOf(config.stage, 'events'),
      kmsKey: data.key,
    });
    const topic = makeAlarmTopic(this, config, data.key);
    const api = new ApiStack(this, 'Api', context);
    for (const domain of domains()) {
      const nested = new NestedStack(this, idOf(domain));
      fill(nested, domain, context, data);
      nested.node.addDependency(bus, topic);
      // A permission needs its function.
      api.node.addDependency(nested);
    }
    makeBusinessAlarms(this, config);
    makeDashboard(this, config);
    new CfnOutput(this, 'ApiId', { value: api.api.restApiId });
    new CfnOutput(this, 'ApiStage', { value: config.stage });
    new CfnOutput(this, 'EventBusName', { value: bus.eventBusName });
  }
}

const domains = (): string[] => [...new Set(Object.keys(entries).map(domainOf))].sort();

function contextOf(config: StageConfig, data: DataStack, bundles: string): AppContext {
  return {
    config,
    bundles,
    key: data.key,
    userPoolId: data.people.pool.userPoolId,
    userPoolClientId: data.people.client.userPoolClientId,
    secretArns: Object.fromEntries(
      secretNames.map((secret) => [secret, data.secrets[secret].secretArn]),
    ) as Record<SecretName, string>,
    mailArns: [data.mailIdentity.emailIdentityArn],
  };
}

const api = { memoryMb: 512, timeoutSeconds: 10 };

/** What the edge reads for every route comes on top of the route's own settings. */
const routeSpec = (key: string, endpoint: Endpoint): FunctionSpec => ({
  ...api,
  ...endpoint,
  key,
  settings: [...(endpoint.settings ?? []), 'CORS_ORIGINS'],
});

/** Everything of one domain: routes, consumers with their queues, jobs, streams. */
function fill(scope: Construct, domain: string, context: AppContext, data: DataStack): void {
  for (const [key, endpoint] of own(endpoints, domain))
    makeFunction(scope, routeSpec(key, endpoint), context);
  for (const [key, consumer] of own(consumers, domain)) makeConsumer(scope, key, consumer, context);
  for (const [key, job] of own(jobs, domain)) makeJob(scope, key, job, context);
  for (const [key, stream] of own(streams, domain))
    makeStream(scope, key, stream, (table) => data.streamArn(table), context);
  if (domain === domainOf(authorizerKey))
    makeFunction(
      scope,
      {
        ...api,
        key: authorizerKey,
        grants,
        settings,
        impact: 'No caller with credentials is let in',
      },
      context,
    );
}

const own = <T>(record: Record<string, T>, domain: string): [string, T][] =>
  Object.entries(record).filter(([key]) => domainOf(key) === domain);
