/** How a command of the local stack runs and ends: with nothing left behind. */
import { execFileSync } from 'node:child_process';
import { LocalStackError } from './install.ts';
import type { Progress } from './paths.ts';

const parentCheckMs = 500;

/** Lines with the seconds since the start. */
export function timed(write: (text: string) => void): Progress {
  const startedMs = performance.now();
  return (line) => {
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    write(`${seconds.padStart(6)} s  ${line}\n`);
  };
}

/**
 * Runs the command until it is done or a signal comes, then `stop`s and ends whatever process is
 * still below this one: an interrupted deploy or installation has some.
 */
export async function runCommand(
  work: () => Promise<number>,
  stop: () => Promise<void>,
): Promise<never> {
  const interrupted = new Promise<number>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => resolve(0));
    onParentsEnd(() => resolve(0));
    const fail = (error: unknown) => resolve(explain(error));
    process.on('uncaughtException', fail);
    process.on('unhandledRejection', fail);
  });
  const code = await Promise.race([work().catch(explain), interrupted]);
  await stop().catch(explain);
  endDescendants();
  process.exit(code);
}

/** A signal to npm ends its shell, which hands nothing on: that it is gone has to be the signal. */
function onParentsEnd(end: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) end();
  }, parentCheckMs).unref();
}

/** What a person can act on is said in its own words; anything else is a bug and keeps its stack. */
function explain(error: unknown): number {
  console.error(isForPeople(error) ? error.message : error);
  return 1;
}

const isForPeople = (error: unknown): error is Error =>
  error instanceof LocalStackError ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));

function endDescendants(): void {
  const rows = execFileSync('ps', ['-Ao', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number) as [number, number]);
  const ended = new Set([process.pid]);
  for (let size = 0; size < ended.size; ) {
    size = ended.size;
    for (const [pid, parent] of rows) if (ended.has(parent)) ended.add(pid);
  }
  ended.delete(process.pid);
  for (const pid of ended) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile; so did the `ps` that listed itself.
    }
  }
}
