import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installEmulator, LocalStackError } from './install.ts';
import { localFolder, type Progress, pathWithProjectNode } from './paths.ts';

const startLimitMs = 30_000;
const stopLimitMs = 5_000;

export interface Emulator {
  readonly endpoint: string;
  readonly port: number;
  readonly pid: number;
  /** True when a running emulator was taken over instead of a new one being started. */
  readonly reused: boolean;
  /** Forgets everything that was deployed and stored, in a fraction of a second. */
  reset(): Promise<void>;
  /** Ends the emulator and every Lambda process of it. */
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  /** A free port is taken when absent. */
  port?: number;
  /** Take over the emulator that an earlier call left running, if it is healthy. */
  reuse?: boolean;
  /** Leave it running when this process ends. Without it, it dies with its parent. */
  keep?: boolean;
  /** Names its pid file, log and temporary files: one per emulator that runs at a time. */
  name?: string;
  /** Settings for every Lambda on top of its own, as if set in the emulator's shell. */
  environment?: Record<string, string>;
  progress?: Progress;
}

/** Starts the emulator with its data in memory, or takes over a running one, and waits for health. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const name = options.name ?? 'emulator';
  const pidFile = join(localFolder, `${name}.json`);
  const running = await findRunning(pidFile);
  if (running && options.reuse) return handle(running.pid, running.port, true, name);
  // One that was left behind would lose its files to the new one of the same name.
  if (running) await stopGroup(running.pid);
  const executable = await installEmulator(options.progress);
  const port = options.port ?? (await freePort());
  const folder = join(localFolder, `${name}.tmp`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // Bundles are unpacked below this folder, and the project's own package.json would make them ESM.
  writeFileSync(join(folder, 'package.json'), '{}\n');
  const log = openSync(join(localFolder, `${name}.log`), 'w');
  const child = spawn(executable, [], {
    detached: true,
    stdio: ['ignore', log, log],
    env: emulatorEnvironment(port, folder, options.environment),
  });
  const pid = child.pid;
  if (pid === undefined) throw new LocalStackError(`The AWS emulator did not start: ${executable}`);
  if (options.keep) child.unref();
  // The Lambdas are in its process group; without this they would outlive an interrupted start.
  else process.once('exit', () => signalGroup(pid, 'SIGKILL'));
  await waitForHealth(child, port, join(localFolder, `${name}.log`));
  writeFileSync(pidFile, JSON.stringify({ pid, port }));
  return handle(pid, port, false, name);
}

/**
 * A clean environment, because the emulator hands all of its own on to every Lambda: a secret in
 * the shell, or a setting that production would not have, must not be seen there.
 */
function emulatorEnvironment(port: number, folder: string, extra: Record<string, string> = {}) {
  return {
    PATH: pathWithProjectNode(),
    HOME: folder,
    TMPDIR: folder,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    // Off: it would open the MQTT port on every interface.
    IOT_MTLS_ENABLED: '0',
    // A burst of callers makes a process each, of about 55 MB; the surplus goes after a minute.
    LAMBDA_WARM_TTL_SECONDS: '60',
    // Warnings of Node itself would be read as log lines of the function.
    NODE_NO_WARNINGS: '1',
    NODE_OPTIONS: `--require ${JSON.stringify(join(import.meta.dirname, 'first-line.cjs'))}`,
    ...extra,
  };
}

function handle(pid: number, port: number, reused: boolean, name: string): Emulator {
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    port,
    pid,
    reused,
    async reset() {
      const answer = await fetch(`${endpoint}/_ministack/reset`, { method: 'POST' });
      if (!answer.ok) throw new LocalStackError(`The emulator refused the reset: ${answer.status}`);
    },
    async stop() {
      await stopGroup(pid);
      rmSync(join(localFolder, `${name}.json`), { force: true });
      rmSync(join(localFolder, `${name}.tmp`), { recursive: true, force: true });
    },
  };
}

/** Only a process that still answers on the recorded port counts: a pid may be someone else's now. */
async function findRunning(pidFile: string): Promise<{ pid: number; port: number } | undefined> {
  if (!existsSync(pidFile)) return undefined;
  const { pid, port } = JSON.parse(readFileSync(pidFile, 'utf8')) as { pid: number; port: number };
  return signalGroup(pid, 0) && (await isHealthy(port)) ? { pid, port } : undefined;
}

async function waitForHealth(child: ChildProcess, port: number, log: string): Promise<void> {
  const end = Date.now() + startLimitMs;
  while (Date.now() < end) {
    if (child.exitCode !== null) break;
    if (await isHealthy(port)) return;
    await sleep(50);
  }
  if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  const why = readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n');
  throw new LocalStackError(`The AWS emulator did not become healthy:\n${why}`);
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/_ministack/health`, {
      signal: AbortSignal.timeout(2_000),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

async function stopGroup(pid: number): Promise<void> {
  signalGroup(pid, 'SIGTERM');
  const end = Date.now() + stopLimitMs;
  while (Date.now() < end && signalGroup(pid, 0)) await sleep(50);
  signalGroup(pid, 'SIGKILL');
}

/** True when the group exists; signal 0 only asks. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('port')),
      );
    });
  });
}
