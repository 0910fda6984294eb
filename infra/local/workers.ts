import { execFileSync } from 'node:child_process';
import { basename, dirname } from 'node:path';
import type { Emulator } from './emulator.ts';

/**
 * The processes that serve one function now, warm or busy. The emulator unpacks each below a folder
 * that is named after its function.
 */
export function findWorkers(emulator: Emulator, functionName: string): number[] {
  const folder = new RegExp(`^ministack-lambda-${functionName}-[a-z0-9_]{8}$`);
  return execFileSync('ps', ['-Ao', 'pid=,pgid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+\S+ (.*_worker\.js)$/.exec(line) ?? [])
    .filter(([, , group, script]) => Number(group) === emulator.pid && script !== undefined)
    .filter(([, , , script]) => folder.test(basename(dirname(script ?? ''))))
    .map(([, pid]) => Number(pid));
}

/**
 * Kills them without warning, as a crashed host would. A call that was running fails; the next one
 * starts a fresh process.
 */
export function killWorkers(emulator: Emulator, functionName: string): number {
  const pids = findWorkers(emulator, functionName);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  return pids.length;
}
