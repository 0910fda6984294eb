/** Writes the generated part of docs/ and says what changed; `--check` only compares, and fails. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const folder = join(import.meta.dirname, '../docs');

// Routes hold these two as modules: the registry cannot be read before they exist.
for (const name of ['openapi.json', 'reference.json'])
  if (!existsSync(join(folder, name)))
    writeFileSync(join(folder, name), '{"contentSecurityPolicy":"","html":""}\n');

const { generatedDocs } = await import('../infra/docs/all.ts');
const { differences } = await import('../infra/docs/compare.ts');

const generated = generatedDocs(readFileSync(join(folder, 'guide.md'), 'utf8'));
const found = differences(folder, generated);
for (const [path, difference] of found) console.log(`docs/${path}: ${difference}`);
if (found.size === 0)
  console.log(`docs: all ${Object.keys(generated).length} files are up to date`);

if (process.argv.includes('--check')) {
  if (found.size > 0) console.error('Run `npm run docs` and commit the result.');
  process.exitCode = found.size > 0 ? 1 : 0;
} else {
  for (const [path, difference] of found) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (difference === 'gone') rmSync(file);
    else writeFileSync(file, generated[path] ?? '');
  }
}
