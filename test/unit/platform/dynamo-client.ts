/** DynamoDB's client without a DynamoDB behind it: the test answers each command. */
import { jest } from '@jest/globals';
import { tableSetting } from '../../../lib/platform/config.ts';
import { dynamo } from '../../../lib/platform/dynamodb.ts';
import { tableNames } from '../../../lib/platform/tables.ts';

process.env.AWS_REGION ??= 'us-east-1';
for (const table of tableNames) process.env[tableSetting(table)] = `${table}-of-tests`;
// No jitter: nothing here waits.
jest.spyOn(Math, 'random').mockReturnValue(0);

export function answering<Command>(answer: (command: Command) => unknown): void {
  dynamo().send = (async (command: Command) => answer(command)) as never;
}
