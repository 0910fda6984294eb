import { callRest } from './aws.ts';
import type { Deployed } from './live-stacks.ts';

/** The reserved concurrency of a function. */
export async function mendFunction({ endpoint, name, resource }: Deployed): Promise<string[]> {
  const wanted = resource.Properties?.ReservedConcurrentExecutions;
  if (typeof wanted !== 'number') return [];
  const is = await callRest<{ ReservedConcurrentExecutions?: number }>(
    endpoint,
    'lambda',
    'GET',
    `/2019-09-30/functions/${name}/concurrency`,
  );
  if (is.ReservedConcurrentExecutions === wanted) return [];
  await callRest(endpoint, 'lambda', 'PUT', `/2017-10-31/functions/${name}/concurrency`, {
    ReservedConcurrentExecutions: wanted,
  });
  return ['reserved concurrency'];
}
