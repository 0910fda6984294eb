/** Of everything that a deploy is made from, so that an unchanged one need not be made again. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './paths.ts';

const sources = [
  'bin/app.ts',
  'cdk.json',
  'docs',
  'functions',
  'infra',
  'lib',
  'package-lock.json',
];

/** `more` is what else decides: settings that no file holds. */
export function fingerprint(more: object, root = projectRoot): string {
  const hash = createHash('sha256').update(JSON.stringify(more));
  for (const file of sources.flatMap((source) => filesOf(root, source))) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function filesOf(root: string, source: string): string[] {
  const path = join(root, source);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [source];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}
