/** The calls that the end-to-end run noted. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../infra/bundle.ts';
import type { Call } from './requests.ts';

/** What templates and calls are made from; the local layer is in neither. */
const sources = ['bin/app.ts', 'cdk.json', 'functions', 'infra', 'lib'];
const apart = join(root, 'infra/local/');

/** Throws with what to do when there are none, or when they are of an older product. */
export function readCalls(file: string, newestSourceMs = newestSource()): Call[] {
  if (!existsSync(file))
    throw new Error(`${file} is missing: run the end-to-end tests first, they write it.`);
  if (statSync(file).mtimeMs < newestSourceMs)
    throw new Error(`${file} is older than the product: run the end-to-end tests again.`);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Call);
}

function newestSource(): number {
  const files = sources.flatMap((source) => {
    const path = join(root, source);
    if (statSync(path).isFile()) return [path];
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  });
  return Math.max(
    ...files.filter((path) => !path.startsWith(apart)).map((path) => statSync(path).mtimeMs),
  );
}
