/** The generated files against those in the tree. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Difference = 'new' | 'changed' | 'gone';

export function differences(
  folder: string,
  generated: Record<string, string>,
): Map<string, Difference> {
  const found = new Map<string, Difference>();
  for (const [path, text] of Object.entries(generated)) {
    const file = join(folder, path);
    if (!existsSync(file)) found.set(path, 'new');
    else if (readFileSync(file, 'utf8') !== text) found.set(path, 'changed');
  }
  for (const path of globSync('events/*.json', { cwd: folder }))
    if (generated[path] === undefined) found.set(path, 'gone');
  return found;
}
