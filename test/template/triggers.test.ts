/** What calls the functions that no request calls: queues, streams, schedules. */
import { consumers, jobs, streams } from '../../functions/registry.ts';
import { idOf, nameOf } from '../../infra/names.ts';
import { synth } from './synth.ts';

interface Mapping {
  FunctionName: string;
  EventSourceArn: string;
  FilterCriteria?: { Filters: { Pattern: string }[] };
}

const app = synth('prod');
const mappings = app
  .of<Mapping>('AWS::Lambda::EventSourceMapping')
  .map(({ properties }) => properties);
const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:000000000000:${name}`;
const functionNames = new Map(
  app
    .of<{ FunctionName: string }>('AWS::Lambda::Function')
    .map(({ stack, id, properties }) => [`${stack}/${id}`, properties.FunctionName]),
);
const of = (key: string) =>
  mappings.filter(({ FunctionName }) => FunctionName === nameOf('prod', key));

test.each(Object.entries(consumers))(
  '%s gets its queue, reports single failures and keeps to its concurrency',
  (key, { batchSize, concurrencyMax }) => {
    expect(of(key)).toEqual([
      {
        FunctionName: nameOf('prod', key),
        EventSourceArn: arn('sqs', nameOf('prod', key)),
        BatchSize: batchSize,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ...(concurrencyMax === undefined
          ? {}
          : { ScalingConfig: { MaximumConcurrency: concurrencyMax } }),
        Tags: expect.anything(),
      },
    ]);
  },
);

describe.each(Object.entries(streams))('%s', (key, stream) => {
  test('reads the stream of each of its tables from the beginning', () => {
    expect(of(key).map(({ EventSourceArn }) => EventSourceArn)).toEqual(
      stream.tables.map(
        (table) => `${arn('dynamodb', `table/${nameOf('prod', table)}`)}/stream/made`,
      ),
    );
    for (const mapping of of(key))
      expect(mapping).toEqual(expect.objectContaining({ StartingPosition: 'TRIM_HORIZON' }));
  });

  test('finds a record that fails by halving, and leaves it in the dead letters', () => {
    for (const mapping of of(key))
      expect(mapping).toEqual(
        expect.objectContaining({
          BisectBatchOnFunctionError: true,
          MaximumRecordAgeInSeconds: 86_400,
          DestinationConfig: {
            OnFailure: { Destination: arn('sqs', `${nameOf('prod', key)}-dlq`) },
          },
        }),
      );
  });

  test('is called for the items that matter only', () => {
    for (const mapping of of(key))
      expect(mapping.FilterCriteria?.Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual([
        { dynamodb: { Keys: { sk: { S: stream.sortKeys } } } },
      ]);
  });
});

test('there is no mapping beside these', () => {
  const tables = Object.values(streams).flatMap((stream) => stream.tables);
  expect(mappings).toHaveLength(Object.keys(consumers).length + tables.length);
});

test.each(Object.entries(jobs))('%s runs on its schedule, once a time', (key, { schedule }) => {
  const name = nameOf('prod', key);
  const rules = app
    .of<{ Name: string }>('AWS::Events::Rule')
    .filter(({ properties }) => properties.Name === name);
  expect(rules).toHaveLength(1);
  expect(rules[0]?.properties).toEqual(
    expect.objectContaining({
      ScheduleExpression: schedule,
      Targets: [expect.objectContaining({ Arn: arn('lambda', `function:${name}`) })],
    }),
  );
  const invocations = app
    .of<{ FunctionName: string; MaximumRetryAttempts: number }>('AWS::Lambda::EventInvokeConfig')
    .filter(({ properties }) => properties.FunctionName === name);
  expect(invocations.map(({ properties }) => properties.MaximumRetryAttempts)).toEqual([0]);
  const permissions = app
    .of<{ FunctionName: string }>('AWS::Lambda::Permission')
    .filter(({ properties }) => properties.FunctionName === name);
  expect(permissions.map(({ properties }) => properties)).toEqual([
    {
      Action: 'lambda:InvokeFunction',
      FunctionName: name,
      Principal: 'events.amazonaws.com',
      SourceArn: expect.stringMatching(new RegExp(`/${idOf(key)}Schedule\\.Arn$`)),
    },
  ]);
});

test('every function that a mapping names is there', () => {
  const names = new Set(functionNames.values());
  for (const { FunctionName } of mappings) expect(names).toContain(FunctionName);
});
