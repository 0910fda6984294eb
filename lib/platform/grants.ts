/**
 * What a function may touch, in words, beside the function. infra/grants.ts alone turns them into
 * IAM actions; a test compares them, both ways, with the calls that really happened.
 */
import type { IndexName, TableName } from './tables.ts';

export const tableVerbs = [
  'get',
  'batchGet',
  'batchPut',
  'query',
  'scan',
  'put',
  'update',
  'delete',
  'check',
] as const;
export type TableVerb = (typeof tableVerbs)[number];
type IndexVerb<T extends TableName> = `query:${IndexName<T>}`;

export const secretNames = ['stripe', 'esim-go', 'links'] as const;
export type SecretName = (typeof secretNames)[number];

export interface Grants {
  tables?: { [T in TableName]?: readonly (TableVerb | IndexVerb<T>)[] };
  secrets?: readonly SecretName[];
  /** May put events on the bus. */
  events?: true;
  /** May send messages to these consumers' queues, past the bus: wake-ups with a delay. */
  queues?: readonly string[];
  /** May send mail through SES. */
  mail?: true;
}
