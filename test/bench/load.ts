/** So many calls by so many callers, and what their latencies were. */
import { inParallel } from '../../lib/platform/batch.ts';
import type { Answer } from './deployed.ts';
import { type Cell, rounded } from './markdown.ts';
import { quantile } from './samples.ts';

export interface Load {
  answers: Answer[];
  seconds: number;
}

export async function load(
  calls: number,
  callers: number,
  call: () => Promise<Answer>,
): Promise<Load> {
  const answers: Answer[] = [];
  const startedMs = performance.now();
  await inParallel(Array(calls).fill(0), callers, async () => {
    answers.push(await call());
  });
  return { answers, seconds: (performance.now() - startedMs) / 1000 };
}

export const latencyHeads = ['p50, ms', 'p95, ms', 'p99, ms', 'calls a second'];

export const latencyCells = ({ answers, seconds }: Load): Cell[] => {
  const times = answers.map(({ ms }) => ms);
  const at = (share: number) => rounded(quantile(times, share));
  return [at(0.5), at(0.95), at(0.99), rounded(answers.length / seconds)];
};

/** How many answers there were of each status. */
export function statuses(answers: Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
