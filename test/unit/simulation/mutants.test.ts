/** Each known bug still has its place in the product. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hidden, mutantNamed, mutants, variants } from '../../simulation/mutants/list.ts';

const root = join(import.meta.dirname, '..', '..', '..');

test.each([...mutants, ...hidden, ...variants])('$name changes one place of $file', (mutant) => {
  for (const { file, find, replace } of [mutant, ...(mutant.also ?? [])]) {
    const source = readFileSync(join(root, file), 'utf8');
    expect(source.split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
  }
  expect(mutantNamed(mutant.name)).toBe(mutant);
});

test('there are many, and each has a name of its own', () => {
  expect(mutants.length).toBeGreaterThanOrEqual(15);
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
});
