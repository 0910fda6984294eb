/**
 * The whole product on this machine: front door, emulator with the deployed app, simulators, seed.
 * One stack per name; the developer's own is called 'stack'.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readApp } from './app-outputs.ts';
import { apiUrl, deploy } from './deploy.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { fingerprint } from './fingerprint.ts';
import { type FrontDoor, startFrontDoor } from './front-door.ts';
import { LocalStackError } from './install.ts';
import { mend } from './mend.ts';
import { localFolder, type Progress } from './paths.ts';
import { type Deployment, putSecrets, seedPeople, seedVendor, syncCatalogue } from './seed.ts';
import { isRunning, killOnExit, stopService } from './service.ts';
import { newKeys, simulatorsOf, startServices, urlOf } from './services.ts';
import {
  claimStackFile,
  isAlive,
  readStackFile,
  removeStackFile,
  type StackDetails,
  type StackFile,
  stackFilePath,
  writeStackFile,
} from './stack-file.ts';

export const defaultName = 'stack';

export interface Stack extends StackDetails {
  name: string;
  emulator: Emulator;
  /** Ends every process of it and removes its file. */
  stop(): Promise<void>;
}

export interface StackOptions {
  name?: string;
  /** Of the front door; a free one when absent. */
  port?: number;
  /** Settings for every Lambda on top of its own. */
  environment?: Record<string, string>;
  progress?: Progress;
}

/** A stack in the making: what runs so far, and so has to be ended should the rest fail. */
interface Making {
  path: string;
  file: StackFile;
  frontDoor: FrontDoor;
  emulator?: Emulator;
  progress: Progress;
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { name = defaultName, environment = {} } = options;
  const path = stackFilePath(name);
  const left = readStackFile(path);
  if (left && (await isAlive(left)))
    throw new LocalStackError(`The stack ${name} runs already (process ${left.pid}).`);
  const making = await claim(name, path, left, options);
  try {
    const details =
      (left && (await takeOver(making, left, environment))) ?? (await build(making, environment));
    writeStackFile(path, { ...making.file, details });
    const { emulator } = making;
    if (!emulator) throw new Error('a stack without an emulator');
    return { ...details, name, emulator, stop: () => stop(making) };
  } catch (error) {
    await stop(making);
    throw error;
  }
}

/** The front door first: while it answers, the name is taken. */
async function claim(
  name: string,
  path: string,
  left: StackFile | undefined,
  options: StackOptions,
): Promise<Making> {
  const identity = { name, pid: process.pid };
  const before = left && Number(new URL(left.frontDoor).port);
  const frontDoor = await startFrontDoor({ identity, port: options.port ?? before ?? 0 }).catch(
    (error: unknown) => {
      // Somebody else's by now: only a port that was asked for is worth stopping.
      if (options.port !== undefined || before === undefined) throw error;
      return startFrontDoor({ identity });
    },
  );
  const file: StackFile = {
    ...identity,
    frontDoor: frontDoor.url,
    fingerprint: fingerprint(options.environment ?? {}),
    services: left?.services ?? [],
  };
  removeStackFile(path);
  if (!claimStackFile(path, file)) {
    await frontDoor.close();
    throw new LocalStackError(`Another start of the stack ${name} was faster.`);
  }
  // However this process ends, the name is free again; only a kill leaves the file.
  process.once('exit', () => {
    if (readStackFile(path)?.pid === process.pid) removeStackFile(path);
  });
  return { path, file, frontDoor, progress: options.progress ?? (() => {}) };
}

/** What a killed start left, if all of it still runs and would be deployed just the same. */
async function takeOver(
  making: Making,
  left: StackFile,
  environment: Record<string, string>,
): Promise<StackDetails | undefined> {
  const { file, frontDoor, progress } = making;
  const { details, services } = left;
  if (!details || left.fingerprint !== file.fingerprint) return undefined;
  if (left.frontDoor !== frontDoor.url || !services.every(isRunning)) return undefined;
  making.emulator = await startEmulator({ ...emulatorOptions(making, environment), reuse: true });
  if (!making.emulator.reused) return undefined;
  frontDoor.open(apiUrl(details.endpoint, details.app.apiId, details.app.apiStage));
  const wallet = await fetch(`${details.baseUrl}/api/v1/vendor/wallet`, {
    headers: { authorization: `Bearer ${details.vendor.apiKey}` },
  });
  if (!wallet.ok) return undefined;
  for (const pid of [-making.emulator.pid, ...services.map((service) => service.pid)])
    killOnExit(pid);
  progress('Taking over what an earlier start left running: emulator, deployed app, data');
  return details;
}

const emulatorOptions = (
  { file, progress }: Making,
  environment: Record<string, string>,
): Parameters<typeof startEmulator>[0] => ({
  name: `${file.name}-emulator`,
  environment,
  progress,
});

async function build(making: Making, environment: Record<string, string>): Promise<StackDetails> {
  const { file, path, frontDoor, progress } = making;
  await Promise.all(file.services.map(stopService));
  file.services = [];
  progress('Starting the AWS emulator');
  const emulator = await startEmulator(emulatorOptions(making, environment));
  making.emulator = emulator;
  progress('Starting the simulators of eSIM Go and Stripe, and a webhook receiver');
  const keys = newKeys();
  await startServices({ publicUrl: frontDoor.url, keys, stack: file.name }, (service) => {
    file.services.push(service);
    writeStackFile(path, file);
  });
  const simulators = simulatorsOf(file.services, keys);
  const deployment = await deployApp(making, emulator.endpoint);
  await putSecrets(deployment, keys);
  await mend(deployment.endpoint, progress);
  frontDoor.open(apiUrl(emulator.endpoint, deployment.app.apiId, deployment.app.apiStage));
  progress('Synchronising the catalogue');
  const bundles = await syncCatalogue(deployment);
  progress(`  ${bundles} bundles are on sale`);
  progress('Seeding a vendor, a customer and an admin');
  const vendor = await seedVendor(deployment, simulators.receiver);
  const people = await seedPeople(deployment);
  const docsUrl = `${deployment.baseUrl}/docs`;
  return { ...deployment, docsUrl, vendor, ...people, simulators };
}

async function deployApp(making: Making, endpoint: string): Promise<Deployment> {
  const { file, frontDoor, progress } = making;
  const outputs = await deploy({
    endpoint,
    progress,
    assembly: join(localFolder, `${file.name}-cdk.out`),
    context: {
      stage: 'local',
      publicUrl: frontDoor.url,
      esimGoUrl: `${urlOf(file.services, 'esim-go')}/v2.5`,
      stripeUrl: urlOf(file.services, 'stripe'),
      endpoint,
    },
  });
  return { endpoint, app: readApp(outputs), baseUrl: frontDoor.url };
}

/** The emulator first: its Lambdas call the others. */
async function stop({ path, file, frontDoor, emulator }: Making): Promise<void> {
  await emulator?.stop();
  await Promise.all(file.services.map(stopService));
  await frontDoor.close();
  removeStackFile(path);
}

export interface EnsuredStack extends StackDetails {
  startedHere: boolean;
  /** Does nothing to a stack that ran before. */
  stop(): Promise<void>;
}

const startingLimitMs = 300_000;

/** The developer's running stack, or a new one that the caller has to stop. */
export async function ensureStack(progress: Progress = () => {}): Promise<EnsuredStack> {
  const end = Date.now() + startingLimitMs;
  for (let waits = 0; Date.now() < end; waits += 1) {
    const file = readStackFile(stackFilePath(defaultName));
    if (!file || !(await isAlive(file))) {
      return { ...(await startStack({ progress })), startedHere: true };
    }
    if (file.details) return { ...file.details, startedHere: false, stop: async () => {} };
    if (waits === 0) progress(`Waiting for the stack that process ${file.pid} is starting`);
    await sleep(500);
  }
  throw new LocalStackError('The stack that another process is starting does not become ready.');
}
