import { endpoints } from '../../functions/registry.ts';
import { authorizerKey } from '../../infra/entries.ts';
import { nameOf } from '../../infra/names.ts';
import { usageKey } from '../../lib/vendors/tier.ts';
import { vendorTiers } from '../../lib/vendors/vendor.ts';
import { synth } from './synth.ts';

interface StageProperties {
  StageName: string;
  RestApiId: string;
  AccessLogSetting: { DestinationArn: string; Format: string };
  MethodSettings: {
    ResourcePath: string;
    HttpMethod: string;
    ThrottlingRateLimit?: number;
    ThrottlingBurstLimit?: number;
    DataTraceEnabled?: boolean;
  }[];
}
interface PermissionProperties {
  FunctionName: string;
  Principal: string;
  SourceArn?: string;
}
interface Rule {
  Name: string;
  Action: object;
  Statement: { RateBasedStatement?: { Limit: number; AggregateKeyType: string } };
}
interface Operation {
  'x-amazon-apigateway-integration': { uri?: string; type: string };
}

const app = synth('prod');
const only = <T>(type: string) => {
  const found = app.of<T>(type);
  expect(found).toHaveLength(1);
  return found[0]!.properties;
};
const restApi = app.of<{ Body: { paths: Record<string, Record<string, Operation>> } }>(
  'AWS::ApiGateway::RestApi',
)[0]!;
const apiId = `${restApi.stack}/${restApi.id}.Ref`;
const permissions = app
  .of<PermissionProperties>('AWS::Lambda::Permission')
  .map(({ properties }) => properties);
const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:000000000000:${rest}`;

test('the whole stage is throttled, and payments below what Stripe takes', () => {
  const { MethodSettings } = only<StageProperties>('AWS::ApiGateway::Stage');
  const limitOf = (path: string, method: string) =>
    MethodSettings.filter(
      ({ ResourcePath, HttpMethod }) => ResourcePath === path && HttpMethod === method,
    ).map(({ ThrottlingRateLimit, ThrottlingBurstLimit }) => [
      ThrottlingRateLimit,
      ThrottlingBurstLimit,
    ]);
  const { rate, burst } = app.config.throttle;
  expect(limitOf('/*', '*')).toEqual([[rate, burst]]);
  const payments = Object.values(endpoints).filter((endpoint) => endpoint.rate === 'payment');
  expect(payments.length).toBeGreaterThan(0);
  expect(MethodSettings).toHaveLength(1 + payments.length);
  for (const { path, method } of payments) {
    // Slashes of a path are written as ~1 here.
    const escaped = `/${path.replaceAll('/', '~1')}`;
    expect(limitOf(escaped, method)).toEqual([[20, 40]]);
  }
});

test('the access log holds no query string, header or body, and calls are not traced', () => {
  const { AccessLogSetting, MethodSettings } = only<StageProperties>('AWS::ApiGateway::Stage');
  expect(AccessLogSetting.DestinationArn).toBe(
    arn('logs', 'log-group:/aws/apigateway/ttelgo-prod-access:*'),
  );
  const fields = Object.values<string>(JSON.parse(AccessLogSetting.Format));
  expect(fields).toContain('$context.requestId');
  for (const field of fields) {
    expect(field).toMatch(/^\$context\.[\w.]+$/);
    // `path` is the path as sent, with its ids; the route is `resourcePath`.
    expect(field).not.toMatch(/query|header|body|\.path$|requestOverride|\.authorizer\.actor/i);
  }
  expect(MethodSettings.filter((settings) => settings.DataTraceEnabled)).toEqual([]);
});

test('a firewall with limits by address stands before the stage', () => {
  const acl = only<{ Name: string; Rules: Rule[]; DefaultAction: object }>('AWS::WAFv2::WebACL');
  const limits = acl.Rules.map(({ Name, Action, Statement }) => [
    Name,
    Action,
    Statement.RateBasedStatement?.AggregateKeyType,
    Statement.RateBasedStatement?.Limit,
  ]);
  expect(limits).toEqual([
    ['public', { Block: {} }, 'IP', 2000],
    ['checkout', { Block: {} }, 'IP', 50],
  ]);
  expect(only('AWS::WAFv2::WebACLAssociation')).toEqual({
    ResourceArn: `arn:aws:apigateway:us-east-1::/restapis/${apiId}/stages/prod`,
    WebACLArn: arn('wafv2', 'regional/webacl/ttelgo-prod-api/id'),
  });
});

test.each(vendorTiers)('tier %s has a plan, and the key that the authorizer names', (tier) => {
  const name = nameOf('prod', `tier-${tier.toLowerCase()}`);
  const plans = app
    .of<{ UsagePlanName: string; ApiStages: object[]; Throttle: object }>(
      'AWS::ApiGateway::UsagePlan',
    )
    .filter(({ properties }) => properties.UsagePlanName === name);
  const keys = app
    .of<{ Name: string; Value: string; Enabled: boolean }>('AWS::ApiGateway::ApiKey')
    .filter(({ properties }) => properties.Name === name);
  expect([plans.length, keys.length]).toEqual([1, 1]);
  expect(plans[0]?.properties.ApiStages).toEqual([{ ApiId: apiId, Stage: 'prod' }]);
  expect(plans[0]?.properties.Throttle).toEqual({
    RateLimit: expect.any(Number),
    BurstLimit: expect.any(Number),
  });
  expect(keys[0]?.properties).toMatchObject({ Enabled: true, Value: usageKey('prod', tier) });
  const joined = app
    .of<{ KeyId: string; UsagePlanId: string; KeyType: string }>('AWS::ApiGateway::UsagePlanKey')
    .filter(({ properties }) => properties.KeyId.includes(`/${keys[0]?.id}.`));
  expect(joined.map(({ properties }) => properties)).toEqual([
    {
      KeyId: `${keys[0]?.stack}/${keys[0]?.id}.APIKeyId`,
      UsagePlanId: `${plans[0]?.stack}/${plans[0]?.id}.Id`,
      KeyType: 'API_KEY',
    },
  ]);
});

test('a better tier has more', () => {
  const rates = vendorTiers.map((tier) => {
    const name = nameOf('prod', `tier-${tier.toLowerCase()}`);
    const plan = app
      .of<{ UsagePlanName: string; Throttle: { RateLimit: number } }>('AWS::ApiGateway::UsagePlan')
      .find(({ properties }) => properties.UsagePlanName === name);
    return plan!.properties.Throttle.RateLimit;
  });
  expect(rates).toEqual([...new Set(rates)].sort((a, b) => a - b));
});

describe.each(Object.entries(endpoints))('%s', (key, { method, path }) => {
  const name = nameOf('prod', key);

  test('is called by its route of this API and by nothing else', () => {
    const route = `${method}${path.replace(/\{\w+\}/g, '*')}`;
    expect(permissions.filter(({ FunctionName }) => FunctionName === name)).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: name,
        Principal: 'apigateway.amazonaws.com',
        SourceArn: arn('execute-api', `${apiId}/*/${route}`),
      },
    ]);
  });

  test('is what its route of the document calls', () => {
    const operation = restApi.properties.Body.paths[path]?.[method.toLowerCase()];
    const uri = operation?.['x-amazon-apigateway-integration'].uri;
    expect(uri).toMatch(new RegExp(`:function:${name}/invocations$`));
  });
});

test('the authorizer may be called by the authorizers of this API', () => {
  const name = nameOf('prod', authorizerKey);
  expect(permissions.filter(({ FunctionName }) => FunctionName === name)).toEqual([
    expect.objectContaining({
      Principal: 'apigateway.amazonaws.com',
      SourceArn: arn('execute-api', `${apiId}/authorizers/*`),
    }),
  ]);
});

test('nobody may call a function without being one named source', () => {
  expect(permissions.length).toBeGreaterThan(Object.keys(endpoints).length);
  for (const permission of permissions)
    expect(permission).toEqual(expect.objectContaining({ SourceArn: expect.stringMatching(/.+/) }));
});
