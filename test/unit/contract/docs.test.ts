import { createHash } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endpoints } from '../../../functions/registry.ts';
import { generatedDocs } from '../../../infra/docs/all.ts';
import { differences } from '../../../infra/docs/compare.ts';
import { eventContracts } from '../../../infra/docs/events.ts';
import { contentSecurityPolicy } from '../../../infra/reference/page.ts';
import { errorNames } from '../../../lib/platform/errors.ts';
import { tableNames } from '../../../lib/platform/tables.ts';
import { signedHeaders } from '../../../lib/webhooks/sign.ts';
import { operations } from './document.ts';

const root = join(import.meta.dirname, '../../..');
const guide = readFileSync(join(root, 'docs/guide.md'), 'utf8');
const generated = generatedDocs(guide);
const page = generated['reference.html']!;

test('the generated files in the tree are up to date', () => {
  expect([...differences(join(root, 'docs'), generated)]).toEqual([]);
});

test('a file that is missing, changed or no longer generated is a difference', () => {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  try {
    expect([...differences(folder, { 'a.md': 'a' })]).toEqual([['a.md', 'new']]);
    const docs = join(root, 'docs');
    const { 'events/order.paid.json': paid, ...rest } = generated;
    expect(paid).toBeDefined();
    expect([...differences(docs, rest)]).toEqual([['events/order.paid.json', 'gone']]);
    expect([...differences(docs, { ...generated, 'errors.md': '' })]).toEqual([
      ['errors.md', 'changed'],
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every event contract of the domains has its schema', async () => {
  const files = globSync('lib/*/events.ts', { cwd: root }).filter(
    (file) => !file.includes('platform'),
  );
  const modules = await Promise.all(files.map((file) => import(`../../../${file}`)));
  const types = modules
    .flatMap((module) => Object.values(module as Record<string, { type?: string; data?: unknown }>))
    .filter((value) => value.type !== undefined && value.data !== undefined)
    .map(({ type }) => type);
  expect(types.length).toBeGreaterThan(5);
  expect(eventContracts.map(({ type }) => type).sort()).toEqual(types.sort());
  for (const type of types) expect(generated).toHaveProperty([`events/${type}.json`]);
});

test('the tables name every route, error and table', () => {
  for (const { method, path } of Object.values(endpoints))
    expect(generated['access.md']).toContain(`\`${method} ${path}\``);
  for (const name of errorNames) expect(generated['errors.md']).toContain(`\`${name}\``);
  for (const name of tableNames) expect(generated['tables.md']).toContain(`| ${name} |`);
});

test('the page shows every operation and links only to what is there', () => {
  for (const { operation, path } of operations) {
    expect(page).toContain(`id="${operation.operationId}"`);
    expect(page).toContain(`<code>${path}</code>`);
  }
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  expect(targets.length).toBeGreaterThan(operations.length);
  for (const target of targets) expect(ids).toContain(target);
});

test('the page loads nothing: no script, no handler, one style that the policy names', () => {
  expect(page).not.toMatch(/<(script|img|iframe|object|embed|form|base)\b/i);
  expect(page).not.toMatch(/<[^>]+\s(on\w+|style|src)=/i);
  expect(page.match(/<link [^>]+>/g)).toEqual(['<link rel="icon" href="data:,">']);
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
  expect(style).not.toMatch(/url\(|@import/);
  const hash = createHash('sha256').update(style).digest('base64');
  expect(contentSecurityPolicy).toContain(`style-src 'sha256-${hash}'`);
  expect(contentSecurityPolicy).toContain("default-src 'none'");
  expect(contentSecurityPolicy).not.toMatch(/unsafe|https?:|\*/);
});

test("the guide's verification takes what we send and nothing else", async () => {
  const code = /```js\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
  const { verify } = (await import(
    `data:text/javascript,${encodeURIComponent(code)}#${pathToFileURL(root)}`
  )) as { verify(headers: Record<string, string>, body: string, secret: string): unknown };
  const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
  const body = '{"type":"order.completed"}';
  const headers = signedHeaders({ id: 'evt_1', body }, secret, new Date());
  expect(verify(headers, body, secret)).toEqual({ type: 'order.completed' });
  const two = { ...headers, 'webhook-signature': `v1,AAAA ${headers['webhook-signature']}` };
  expect(verify(two, body, secret)).toEqual({ type: 'order.completed' });
  expect(() => verify(headers, `${body} `, secret)).toThrow('bad signature');
  expect(() => verify({ ...headers, 'webhook-id': 'evt_2' }, body, secret)).toThrow(
    'bad signature',
  );
  const old = signedHeaders({ id: 'evt_1', body }, secret, new Date(Date.now() - 600_000));
  expect(() => verify(old, body, secret)).toThrow('too old');
});
