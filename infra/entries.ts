/** The source file of every Lambda, from the registry's keys. */
import { consumers, endpoints, jobs, streams } from '../functions/registry.ts';
import type { Entries } from './bundle.ts';

export const authorizerKey = 'ops/authorizer';

const of = (record: object, trigger: string): Entries =>
  Object.fromEntries(Object.keys(record).map((key) => [key, `functions/${key}.${trigger}.ts`]));

export const entries: Entries = {
  ...of(endpoints, 'route'),
  ...of(consumers, 'consumer'),
  ...of(jobs, 'job'),
  ...of(streams, 'stream'),
  [authorizerKey]: `functions/${authorizerKey}.ts`,
};
