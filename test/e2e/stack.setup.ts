import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { localFolder } from '../../infra/local/paths.ts';
import { type Stack, startStack } from '../../infra/local/stack.ts';
import { callsFile, deathFolder, stackName } from './names.ts';

declare global {
  var e2eStack: Stack | undefined;
}

/** A stack of its own, whose Lambdas note their AWS calls and die where a test says. */
export default async function setUp(): Promise<void> {
  rmSync(callsFile, { force: true });
  rmSync(deathFolder, { recursive: true, force: true });
  mkdirSync(deathFolder, { recursive: true });
  const preloads = [
    join(import.meta.dirname, '../../infra/local/first-line.cjs'),
    join(import.meta.dirname, '../../infra/local/record-calls.cjs'),
    join(import.meta.dirname, 'die.cjs'),
  ];
  globalThis.e2eStack = await startStack({
    name: stackName,
    progress: (line) => console.log(`[${stackName}] ${line}`),
    environment: {
      NODE_OPTIONS: preloads.map((file) => `--require ${JSON.stringify(file)}`).join(' '),
      TTELGO_RECORD_CALLS: callsFile,
      TTELGO_DEATHS: deathFolder,
    },
  });
  console.log(`[${stackName}] ${join(localFolder, `${stackName}.json`)}`);
}
