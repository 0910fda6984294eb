/** A simulator or the receiver as a process of its own: started, taken over, ended. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalStackError } from './install.ts';
import { localFolder, projectRoot } from './paths.ts';

export type ServiceName = 'esim-go' | 'stripe' | 'receiver';

/** What is noted of a running one, enough to find it again. */
export interface ServiceRecord {
  name: ServiceName;
  pid: number;
  url: string;
}

const startLimitMs = 20_000;
const stopLimitMs = 5_000;
const scriptOf = (name: ServiceName) => join(projectRoot, 'test/simulators', name, 'main.ts');

/** Its first line of output is a JSON object with its URL; the rest goes to a log of the stack. */
export async function startService(
  name: ServiceName,
  args: string[],
  stack: string,
): Promise<ServiceRecord> {
  const logFile = join(localFolder, `${stack}-${name}.log`);
  mkdirSync(localFolder, { recursive: true });
  const log = openSync(logFile, 'w');
  const child = spawn(process.execPath, [scriptOf(name), ...args], {
    stdio: ['ignore', 'pipe', log],
  });
  closeSync(log);
  const { pid } = child;
  if (pid === undefined) throw new LocalStackError(`The ${name} simulator did not start.`);
  // The last resort when the stack ends without stopping it.
  killOnExit(pid);
  const url = await firstUrl(child);
  if (url === undefined) {
    signal(pid, 'SIGKILL');
    const why = readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
    throw new LocalStackError(`The ${name} simulator did not start:\n${why}`);
  }
  return { name, pid, url };
}

async function firstUrl(child: ChildProcess): Promise<string | undefined> {
  if (!child.stdout) return undefined;
  const output = createInterface({ input: child.stdout });
  const line = once(output, 'line').then(([text]) => String(text));
  const ended = once(child, 'exit').then(() => undefined);
  const late = sleep(startLimitMs, undefined, { ref: false });
  const text = await Promise.race([line, ended, late]);
  return text === undefined ? undefined : (JSON.parse(text) as { url: string }).url;
}

/** A pid may be someone else's by now: only a process that runs this very script counts. */
export function isRunning({ name, pid }: Pick<ServiceRecord, 'name' | 'pid'>): boolean {
  try {
    const args = execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
    return args.includes(scriptOf(name));
  } catch {
    return false;
  }
}

export async function stopService(service: Pick<ServiceRecord, 'name' | 'pid'>): Promise<void> {
  if (!isRunning(service)) return;
  signal(service.pid, 'SIGTERM');
  const end = Date.now() + stopLimitMs;
  while (Date.now() < end && isRunning(service)) await sleep(30);
  if (isRunning(service)) signal(service.pid, 'SIGKILL');
}

export function killOnExit(pid: number): void {
  process.once('exit', () => signal(pid, 'SIGKILL'));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}
