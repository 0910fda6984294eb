import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

describe('the simulator as a process', () => {
  it('prints one line when it listens and stops on SIGTERM', async () => {
    const node = path('../../../node_modules/.bin/node');
    const child = spawn(node, [path('main.ts'), '--port', '0', '--api-key', 'key']);
    const output: string[] = [];
    child.stdout.on('data', (chunk) => output.push(String(chunk)));
    await once(child.stdout, 'data');
    const line = JSON.parse(output.join(''));
    expect(line).toEqual({
      name: 'esim-go',
      url: expect.stringMatching(/^http:\/\/127.0.0.1:\d+$/),
    });
    const answer = await fetch(`${line.url}/v2.5/catalogue?perPage=1`, {
      headers: { 'X-API-Key': 'key' },
    });
    expect(await answer.json()).toHaveLength(1);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(output).toHaveLength(1);
  });
});
