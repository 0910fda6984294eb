/** cdk-nag's rules hold on every stage. */
import { jest } from '@jest/globals';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { synth } from './synth.ts';

// Findings are also printed as they are found.
beforeEach(() => {
  jest.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  jest.restoreAllMocks();
});

const rulesBroken = (stage: Parameters<typeof synth>[0]) =>
  synth(stage).violations.map(({ ruleName }) => ruleName);

test.each(['local', 'dev', 'test', 'stage', 'prod'] as const)('%s has no finding', (stage) => {
  expect(rulesBroken(stage)).toEqual([]);
});

test('a queue that takes plain HTTP and has no dead letters stops the synth', () => {
  const withBareQueue = () => synth('dev', (stack) => new Queue(stack, 'Bare'));
  for (const rule of ['SQS3', 'SQS4'])
    expect(withBareQueue).toThrow(
      new RegExp(`TTelGo-dev-App/Bare/Resource.*\\n.*AwsSolutions::AwsSolutions-${rule}'`),
    );
});
