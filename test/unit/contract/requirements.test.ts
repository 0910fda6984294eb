/** docs/requirements.md names every requirement, and tests that are there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const text = readFileSync(join(root, 'docs/requirements.md'), 'utf8');
const rows = text
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, id]) => /^[RS]\d+$/.test(id ?? ''))
  .map(([, id = '', , state = '', shownBy = '']) => ({ id, state, shownBy }));

test('each of the 57 requirements and of the second list has its row, in order', () => {
  const numbered = (letter: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
  expect(rows.map(({ id }) => id)).toEqual([...numbered('R', 57), ...numbered('S', 9)]);
});

test('a row is shown, in part or open; what is not shown says what is missing', () => {
  for (const { id, state, shownBy } of rows) {
    expect([id, state]).toEqual([id, expect.stringMatching(/^(shown|part|open)$/)]);
    if (state !== 'open') expect([id, shownBy]).toEqual([id, expect.stringContaining('`')]);
  }
});

test('the count in the text is the count of the rows', () => {
  const count = (state: string) =>
    rows.filter((row) => row.id.startsWith('R') && row.state === state).length;
  expect(text).toContain(
    `Of the 57: ${count('shown')} shown, ${count('part')} in part, ${count('open')} open.`,
  );
});

test('every file that a row names exists', () => {
  const named = [...text.matchAll(/`((?:test|lib|infra|docs)\/[^` ]+)`/g)].map(([, path]) => path);
  expect(named.length).toBeGreaterThan(60);
  for (const path of named as string[]) expect([path, exists(path)]).toEqual([path, true]);
});

function exists(path: string): boolean {
  if (!path.includes('*')) return existsSync(join(root, path));
  const pattern = new RegExp(`^${basename(path).replaceAll('.', '\\.').replace('*', '.*')}$`);
  return readdirSync(join(root, dirname(path))).some((name) => pattern.test(name));
}
