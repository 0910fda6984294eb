/** The REST API from the gateway document, its limits, logs and firewall. */
import { CfnOutput, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  ApiDefinition,
  CfnApiKey,
  CfnUsagePlan,
  CfnUsagePlanKey,
  EndpointType,
  LogGroupLogDestination,
  MethodLoggingLevel,
  SpecRestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { endpoints } from '../functions/registry.ts';
import type { Endpoint } from '../lib/platform/endpoint.ts';
import { noTier, usageKey } from '../lib/vendors/tier.ts';
import { type VendorTier, vendorTiers } from '../lib/vendors/vendor.ts';
import { alarm } from './alarms.ts';
import { authorizerKey } from './entries.ts';
import { makeFirewall } from './firewall.ts';
import type { AppContext } from './functions.ts';
import { gatewayDocument } from './gateway.ts';
import { functionArn, idOf, nameOf } from './names.ts';
import { removalOf, type StageConfig } from './stages.ts';

export class ApiStack extends NestedStack {
  readonly api: SpecRestApi;

  constructor(scope: Construct, id: string, context: AppContext) {
    super(scope, id);
    const { config } = context;
    this.api = new SpecRestApi(this, 'Api', {
      restApiName: nameOf(config.stage, 'api'),
      apiDefinition: ApiDefinition.fromInline(documentFor(this, config)),
      endpointTypes: [EndpointType.REGIONAL],
      // A route that is no longer in the document goes.
      mode: 'overwrite' as never,
      cloudWatchRole: true,
      deployOptions: {
        stageName: config.stage,
        throttlingRateLimit: config.throttle.rate,
        throttlingBurstLimit: config.throttle.burst,
        metricsEnabled: true,
        loggingLevel: MethodLoggingLevel.ERROR,
        // Bodies hold personal data and install codes.
        dataTraceEnabled: false,
        accessLogDestination: new LogGroupLogDestination(accessLogs(this, context)),
        accessLogFormat: accessLogFormat(),
        methodOptions: paymentLimits(config),
      },
    });
    for (const [key, endpoint] of Object.entries(endpoints))
      this.admit(key, `*/${endpoint.method}${endpoint.path.replace(/\{\w+\}/g, '*')}`, config);
    this.admit(authorizerKey, 'authorizers/*', config);
    for (const tier of [...vendorTiers, noTier] as const) this.usagePlan(tier, config);
    makeFirewall(this, config, this.api.deploymentStage.stageArn);
    apiAlarms(this, config);
    new CfnOutput(this, 'ApiId', { value: this.api.restApiId });
  }

  /** The gateway may call this function for this route of this API, nothing else. */
  private admit(key: string, route: string, { stage }: StageConfig): void {
    new CfnPermission(this, `${idOf(key)}Permission`, {
      action: 'lambda:InvokeFunction',
      functionName: nameOf(stage, key),
      principal: 'apigateway.amazonaws.com',
      sourceArn: this.formatArn({
        service: 'execute-api',
        resource: this.api.restApiId,
        resourceName: route,
      }),
    });
  }

  /** One bucket a tier; its key is what the authorizer names, and no secret. */
  private usagePlan(tier: VendorTier | typeof noTier, { stage }: StageConfig): void {
    const plan = new CfnUsagePlan(this, `${tier}Plan`, {
      usagePlanName: nameOf(stage, `tier-${tier.toLowerCase()}`),
      apiStages: [{ apiId: this.api.restApiId, stage: this.api.deploymentStage.stageName }],
      throttle: tierLimits[tier],
    });
    const key = new CfnApiKey(this, `${tier}Key`, {
      name: nameOf(stage, `tier-${tier.toLowerCase()}`),
      value: usageKey(stage, tier),
      enabled: true,
    });
    new CfnUsagePlanKey(this, `${tier}PlanKey`, {
      usagePlanId: plan.attrId,
      keyId: key.attrApiKeyId,
      keyType: 'API_KEY',
    });
  }
}

const tierLimits: Record<VendorTier | typeof noTier, { rateLimit: number; burstLimit: number }> = {
  STANDARD: { rateLimit: 100, burstLimit: 200 },
  SILVER: { rateLimit: 200, burstLimit: 400 },
  GOLD: { rateLimit: 400, burstLimit: 800 },
  NONE: { rateLimit: 50, burstLimit: 100 },
};

function documentFor(scope: Construct, { stage, corsOrigins, local }: StageConfig): object {
  const { partition, region } = Stack.of(scope);
  const invocation = (key: string) =>
    `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/` +
    `${functionArn(scope, stage, key)}/invocations`;
  return gatewayDocument(endpoints, {
    integrationUri: invocation,
    authorizerUri: invocation(authorizerKey),
    corsOrigins,
    plainHttpOrigins: local !== undefined,
  });
}

function accessLogs(scope: Construct, { config, key }: AppContext): LogGroup {
  return new LogGroup(scope, 'AccessLogs', {
    logGroupName: `/aws/apigateway/${nameOf(config.stage, 'access')}`,
    retention: config.logDays,
    encryptionKey: key,
    removalPolicy: removalOf(config),
  });
}

/** No query string: a signed link carries its token there. */
const accessLogFormat = () =>
  AccessLogFormat.custom(
    JSON.stringify({
      requestId: AccessLogField.contextRequestId(),
      time: AccessLogField.contextRequestTimeEpoch(),
      method: AccessLogField.contextHttpMethod(),
      route: AccessLogField.contextResourcePath(),
      status: AccessLogField.contextStatus(),
      ip: AccessLogField.contextIdentitySourceIp(),
      latencyMs: AccessLogField.contextResponseLatency(),
      bytes: AccessLogField.contextResponseLength(),
      principal: AccessLogField.contextAuthorizerPrincipalId(),
      error: AccessLogField.contextErrorResponseType(),
    }),
  );

/** Stripe takes 25 intents a second from all of us together. */
function paymentLimits(config: StageConfig) {
  const limit = config.local
    ? { throttlingRateLimit: 500, throttlingBurstLimit: 500 }
    : { throttlingRateLimit: 20, throttlingBurstLimit: 40 };
  return Object.fromEntries(
    Object.values(endpoints)
      .filter(({ rate }) => rate === 'payment')
      .map(({ method, path }: Endpoint) => [`${path}/${method}`, limit]),
  );
}

function apiAlarms(scope: Construct, { stage }: StageConfig): void {
  alarm(scope, 'ServerErrors', stage, {
    name: nameOf(stage, 'api-5xx'),
    what: 'More than one request in a hundred ends in a 5xx',
    impact: 'Vendors and travellers get errors',
    metric: new Metric({
      namespace: 'AWS/ApiGateway',
      metricName: '5XXError',
      dimensionsMap: { ApiName: nameOf(stage, 'api'), Stage: stage },
      statistic: 'Average',
      period: Duration.minutes(5),
    }),
    threshold: 0.01,
    periods: 2,
  });
}
