/** What a bench ran on, for the line above its figures. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../infra/local/paths.ts';

/** One line for a person who waits. */
export type Progress = (line: string) => void;

const emulator = (): string =>
  /^ministack(?:\[.*?\])?==(\S+)/m.exec(
    readFileSync(join(projectRoot, 'infra/local/requirements.txt'), 'utf8'),
  )?.[1] ?? 'unknown';

export function machine(): string {
  const [cpu] = cpus();
  const load = loadavg()[0] ?? 0;
  return [
    new Date().toISOString().slice(0, 16).replace('T', ' '),
    `${availableParallelism()} cores (${cpu?.model.trim()})`,
    `Node ${process.versions.node}`,
    `ministack ${emulator()}`,
    `load ${load.toFixed(1)} at the start`,
  ].join(', ');
}
