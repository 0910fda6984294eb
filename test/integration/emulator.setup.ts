/** Before the first integration test: an emulator of its own, which every worker process is told of. */
import { spawn } from 'node:child_process';
import { awsEnvironment } from '../../infra/local/aws.ts';
import { startEmulator } from '../../infra/local/emulator.ts';

export default async function start(): Promise<void> {
  // Someone who keeps an emulator running may lend it.
  if (process.env.AWS_ENDPOINT_URL) return;
  const emulator = await startEmulator({ name: 'integration' });
  const watch = watchdog(emulator.pid);
  Object.assign(process.env, awsEnvironment(emulator.endpoint));
  globalThis.stopEmulator = async () => {
    await emulator.stop();
    watch.kill();
  };
}

/** Ends the emulator when this process is gone, however it went: then its end of the pipe closes. */
function watchdog(pid: number) {
  const child = spawn('/bin/sh', ['-c', `read -r _; kill -KILL -${pid}`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  return child;
}

declare global {
  var stopEmulator: (() => Promise<void>) | undefined;
}
