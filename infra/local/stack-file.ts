/**
 * `.local/<name>.json`: what a stack is and how to reach it. Its owner writes it, and while it
 * starts the file is also its claim on the name; a file whose owner is gone is a leftover.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { localFolder } from './paths.ts';

const Person = z.object({
  id: z.string(),
  email: z.string(),
  password: z.string(),
  accessToken: z.string(),
});
export type Person = z.infer<typeof Person>;

const simulator = { url: z.url(), control: z.url() };

/** What the app's stacks say of themselves, read from their outputs. */
export const App = z.object({
  apiId: z.string(),
  apiStage: z.string(),
  userPoolId: z.string(),
  userPoolClientId: z.string(),
  eventBusName: z.string(),
  tables: z.record(z.string(), z.string()),
  secretNames: z.record(z.string(), z.string()),
});
export type App = z.infer<typeof App>;

export const StackDetails = z.object({
  baseUrl: z.url(),
  docsUrl: z.url(),
  /** Of the emulator: AWS's APIs. */
  endpoint: z.url(),
  app: App,
  vendor: z.object({
    id: z.string(),
    apiKey: z.string(),
    webhookEndpointId: z.string(),
    webhookSecret: z.string(),
  }),
  customer: Person,
  admin: Person,
  simulators: z.object({
    esimGo: z.object({ ...simulator, apiKey: z.string() }),
    stripe: z.object({
      ...simulator,
      secretKey: z.string(),
      publishableKey: z.string(),
      webhookSecret: z.string(),
    }),
    receiver: z.object(simulator),
  }),
});
export type StackDetails = z.infer<typeof StackDetails>;

const StackFile = z.object({
  name: z.string(),
  pid: z.int(),
  /** Answers who owns the stack, from the first moment on. */
  frontDoor: z.url(),
  /** Of the sources and settings that were deployed. */
  fingerprint: z.string(),
  services: z.array(
    z.object({
      name: z.enum(['esim-go', 'stripe', 'receiver']),
      pid: z.int(),
      url: z.url(),
    }),
  ),
  /** Absent until everything is up. */
  details: StackDetails.optional(),
});
export type StackFile = z.infer<typeof StackFile>;

export const stackFilePath = (name: string): string => join(localFolder, `${name}.json`);

/** Undefined when there is none, or one that an older version wrote. */
export function readStackFile(path: string): StackFile | undefined {
  try {
    return StackFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** False when another start was faster. */
export function claimStackFile(path: string, file: StackFile): boolean {
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, textOf(file), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false;
    throw error;
  }
}

/** A reader sees the old file or the new one, never half of one. */
export function writeStackFile(path: string, file: StackFile): void {
  const next = `${path}.${process.pid}`;
  writeFileSync(next, textOf(file), { mode: 0o600 });
  renameSync(next, path);
}

export const removeStackFile = (path: string): void => rmSync(path, { force: true });

/** Its owner answers on its own front door: a pid alone may be another program's by now. */
export async function isAlive(file: Pick<StackFile, 'frontDoor' | 'pid' | 'name'>) {
  try {
    const answer = await fetch(`${file.frontDoor}/__control/health`, {
      signal: AbortSignal.timeout(2_000),
    });
    const owner = (await answer.json()) as { name?: unknown; pid?: unknown };
    return owner.name === file.name && owner.pid === file.pid;
  } catch {
    return false;
  }
}

const textOf = (file: StackFile): string => `${JSON.stringify(file, null, 2)}\n`;
