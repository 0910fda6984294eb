import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const main = `${import.meta.dirname}/main.ts`;

test('prints its address when it listens and stops cleanly on SIGTERM', async () => {
  const child = spawn(process.execPath, [main, '--port', '0'], { stdio: 'pipe' });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const told = JSON.parse(line);
  expect(told).toEqual({
    name: 'receiver',
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
  });
  const health = await fetch(`${told.url}/__control/health`);
  expect(await health.json()).toEqual({ ok: true });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
