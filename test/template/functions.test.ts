import { grants, settings } from '../../functions/ops/authorizer.ts';
import { consumers, endpoints, jobs, streams } from '../../functions/registry.ts';
import { authorizerKey } from '../../infra/entries.ts';
import { nameOf } from '../../infra/names.ts';
import { queueSetting, secretSetting, tableSetting } from '../../lib/platform/config.ts';
import type { Grants } from '../../lib/platform/grants.ts';
import { type Synth, synth } from './synth.ts';

interface FunctionProperties {
  FunctionName: string;
  Runtime: string;
  Architectures: string[];
  Timeout: number;
  Role: string;
  LoggingConfig: { LogGroup: string };
  Environment: { Variables: Record<string, string> };
}
interface LogGroupProperties {
  LogGroupName: string;
  RetentionInDays: number;
}
interface AlarmProperties {
  AlarmName: string;
  AlarmDescription: string;
  AlarmActions: string[];
  MetricName: string;
  Dimensions?: { Name: string; Value: string }[];
}
interface Definition {
  grants: Grants;
  settings?: readonly string[];
  impact: string;
}

const prod = synth('prod');
const local = synth('local');
const authorizer = { grants, settings, impact: 'No caller with credentials is let in' };
const definitions: [key: string, definition: Definition][] = Object.entries({
  ...endpoints,
  ...consumers,
  ...jobs,
  ...streams,
  [authorizerKey]: authorizer,
});
const functionsOf = (app: Synth, key: string) =>
  app
    .of<FunctionProperties>('AWS::Lambda::Function')
    .map(({ properties }) => properties)
    .filter(({ FunctionName }) => FunctionName === nameOf(app.config.stage, key));

/** Of what only some stages set: read as optional by the product. */
const localOnly = ['TOKEN_JWKS_URI', 'WEBHOOK_ALLOW_PRIVATE'];

function settingsOf(key: string, { grants, settings = [] }: Definition): string[] {
  return [
    'METRICS_NAMESPACE',
    'POWERTOOLS_LOG_LEVEL',
    ...Object.keys(grants.tables ?? {}).map(tableSetting),
    ...(grants.secrets ?? []).map(secretSetting),
    ...(grants.queues ?? []).map(queueSetting),
    ...(grants.events ? ['EVENT_BUS'] : []),
    ...settings,
    ...(key in endpoints ? ['CORS_ORIGINS'] : []),
  ];
}

test('there is a function for everything registered, and no other', () => {
  const expected = definitions.map(([key]) => nameOf('prod', key));
  const names = prod
    .of<FunctionProperties>('AWS::Lambda::Function')
    .map(({ properties }) => properties.FunctionName);
  expect(names.sort()).toEqual(expected.sort());
});

test('no two share a role or a log group', () => {
  const all = prod.of<FunctionProperties>('AWS::Lambda::Function');
  const distinct = (values: string[]) => new Set(values).size;
  expect(distinct(all.map(({ properties }) => properties.Role))).toBe(all.length);
  const groups = all.map(({ properties }) => properties.LoggingConfig.LogGroup);
  expect(distinct(groups)).toBe(all.length);
});

describe.each(definitions)('%s', (key, definition) => {
  const name = nameOf('prod', key);

  test('runs on Node 24 and arm64, with its own role and log group', () => {
    expect(functionsOf(prod, key)).toEqual([
      expect.objectContaining({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Role: `arn:aws:iam::000000000000:role/${name}`,
        LoggingConfig: { LogGroup: `/aws/lambda/${name}` },
      }),
    ]);
  });

  test('keeps its logs for as long as the stage says', () => {
    const groups = prod
      .of<LogGroupProperties>('AWS::Logs::LogGroup')
      .filter(({ properties }) => properties.LogGroupName === `/aws/lambda/${name}`);
    expect(groups.map(({ properties }) => properties.RetentionInDays)).toEqual([
      prod.config.logDays,
    ]);
  });

  test('rings when it fails, and says who notices', () => {
    const alarms = prod
      .of<AlarmProperties>('AWS::CloudWatch::Alarm')
      .map(({ properties }) => properties)
      .filter(
        ({ MetricName, Dimensions }) =>
          MetricName === 'Errors' && Dimensions?.some(({ Value }) => Value === name),
      );
    expect(alarms).toHaveLength(1);
    expect(alarms[0]?.AlarmDescription).toContain(definition.impact);
    expect(alarms[0]?.AlarmActions).toEqual([
      'arn:aws:sns:us-east-1:000000000000:ttelgo-prod-alarms',
    ]);
  });

  test.each([prod, local])('has the settings that it asks for, and no other', (app) => {
    const [made] = functionsOf(app, key);
    const isHere = (setting: string) => app === local || !localOnly.includes(setting);
    const expected = new Set(settingsOf(key, definition).filter(isHere));
    expect(Object.keys(made?.Environment.Variables ?? {}).sort()).toEqual([...expected].sort());
  });

  test('knows where its secrets are, and none of their values', () => {
    const values = functionsOf(prod, key)[0]?.Environment.Variables ?? {};
    for (const secret of definition.grants.secrets ?? [])
      expect(values[secretSetting(secret)]).toBe(
        `arn:aws:secretsmanager:us-east-1:000000000000:secret:ttelgo/prod/${secret}-??????`,
      );
    for (const value of Object.values(values)) expect(value).not.toMatch(/\{\{resolve:/);
  });
});
