/** docs/performance.md: figures stand between markers, the words around them are a person's. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../infra/local/paths.ts';

const file = join(projectRoot, 'docs/performance.md');
const begin = (name: string) => `<!-- bench:${name} -->`;
const end = '<!-- /bench -->';

/** Puts `text` where the markers of `name` are. */
export function rewrite(name: string, text: string): void {
  const before = readFileSync(file, 'utf8');
  const from = before.indexOf(begin(name));
  const to = before.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${file} has no place for ${name}`);
  const head = before.slice(0, from + begin(name).length);
  writeFileSync(file, `${head}\n\n${text}\n\n${before.slice(to)}`);
}
