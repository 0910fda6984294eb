import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const main = `${import.meta.dirname}/main.ts`;
const keys = ['--secret-key', 'sk_test_x', '--publishable-key', 'pk_test_x'];

test('prints one line when it listens and stops cleanly on SIGTERM', async () => {
  const child = spawn(process.execPath, [main, '--port', '0', ...keys], { stdio: 'pipe' });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  await once(reader, 'line');
  const told = JSON.parse(lines[0] ?? '');
  expect(told).toEqual({
    name: 'stripe',
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
  });
  const health = await fetch(`${told.url}/__control/health`);
  expect(await health.json()).toEqual({ ok: true });
  const list = await fetch(`${told.url}/v1/payment_intents`, {
    headers: { authorization: 'Bearer sk_test_x' },
  });
  expect(list.status).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(lines).toHaveLength(1);
});

test('a missing key is said so', async () => {
  const child = spawn(process.execPath, [main, '--port', '0'], { stdio: 'pipe' });
  expect(await once(child, 'exit')).toEqual([2, null]);
});
