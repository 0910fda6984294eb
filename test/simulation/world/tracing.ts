/** The run's story: a hash over all of it, which tells whether two runs were the same, and its last lines. */
import type { Trace } from '../runtime/types.ts';
import { hashOf } from './dice.ts';

export interface Tracing {
  trace: Trace;
  lines(): readonly string[];
  hash(): string;
}

const linesMax = 4_000;

/** Times count from the first line, so that a run repeated on another day reads the same. */
export function openTracing(): Tracing {
  let ring: string[] = [];
  let hash = 0;
  let startMs: number | undefined;
  return {
    trace(atMs, actor, what) {
      startMs ??= atMs;
      const line = `${((atMs - startMs) / 1000).toFixed(3).padStart(10)}  ${actor}  ${what}`;
      hash = hashOf(line, hash);
      ring.push(line);
      if (ring.length >= 2 * linesMax) ring = ring.slice(-linesMax);
    },
    lines: () => ring.slice(-linesMax),
    hash: () => hash.toString(16).padStart(8, '0'),
  };
}
