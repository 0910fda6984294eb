import net, { type AddressInfo } from 'node:net';
import type { Resolve } from '../../../lib/webhooks/address.ts';
import { type PostOptions, post } from '../../../lib/webhooks/post.ts';
import { receiver } from './receiver.ts';

const local = { allowPrivate: true, timeoutMs: 2_000 };
const send = (url: string, options: Partial<PostOptions> = {}) =>
  post({ url, headers: { 'x-test': 'yes' }, body: '{"a":"ü"}' }, { ...local, ...options });

describe('a webhook request', () => {
  it('is one POST with its headers and body, and brings status and excerpt', async () => {
    await using server = await receiver((response) => response.end('  thank\r\nyou \u0000'));
    const answer = await send(server.url);
    expect(answer).toMatchObject({ status: 200, excerpt: 'thank you' });
    expect(answer.error).toBeUndefined();
    expect(server.received).toHaveLength(1);
    expect(server.received[0]).toMatchObject({
      method: 'POST',
      body: '{"a":"ü"}',
      headers: { 'x-test': 'yes', 'content-length': '10', connection: 'close' },
    });
  });

  it.each([301, 302, 307, 308])('follows no redirect (%d)', async (status) => {
    await using target = await receiver((response) => response.end());
    await using server = await receiver((response) =>
      response.writeHead(status, { location: target.url }).end(),
    );
    expect(await send(server.url)).toMatchObject({ status });
    expect(target.received).toHaveLength(0);
  });

  it('brings Retry-After', async () => {
    await using server = await receiver((response) =>
      response.writeHead(429, { 'retry-after': '7' }).end('later'),
    );
    expect(await send(server.url)).toMatchObject({
      status: 429,
      retryAfter: '7',
      excerpt: 'later',
    });
  });

  it('reads no more than it needs of 10 MB, and hangs up', async () => {
    await using server = await receiver((response) => response.end(Buffer.alloc(10_000_000, 'x')));
    const answer = await send(server.url);
    expect(answer.status).toBe(200);
    expect(answer.excerpt).toBe('x'.repeat(256));
    await expectClosed(server);
  });

  it('hangs up on an endless body once it has its excerpt', async () => {
    let timer: NodeJS.Timeout | undefined;
    await using server = await receiver((response) => {
      timer = setInterval(() => response.write('drop '), 5);
    });
    const answer = await send(server.url);
    clearInterval(timer);
    expect(answer).toMatchObject({ status: 200, excerpt: expect.stringContaining('drop drop') });
    expect(answer.durationMs).toBeLessThan(1_500);
    await expectClosed(server);
  });

  it('keeps the status of an answer whose body breaks off', async () => {
    await using server = await receiver((response) => {
      response.writeHead(200, { 'content-length': '100' }).write('only this');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await send(server.url)).toMatchObject({ status: 200, excerpt: 'only this' });
  });

  it('cuts no character in half', async () => {
    await using server = await receiver((response) => response.end('€'.repeat(3_000)));
    const { excerpt } = await send(server.url);
    expect(excerpt).toBe('€'.repeat(85));
  });

  it('gives up on a server that never answers', async () => {
    await using server = await receiver(() => undefined);
    const answer = await send(server.url, { timeoutMs: 150 });
    expect(answer).toMatchObject({ error: 'TIMEOUT', excerpt: '' });
    expect(answer.status).toBeUndefined();
    expect(answer.durationMs).toBeGreaterThanOrEqual(140);
    await expectClosed(server);
  });

  it('gives up on headers that come drop by drop', async () => {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('x: y\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    const port = await listening(server);
    expect(await send(`http://127.0.0.1:${port}/`, { timeoutMs: 200 })).toMatchObject({
      error: 'TIMEOUT',
    });
    server.close();
  });

  it.each([
    ['closes without a word', ''],
    ['speaks no HTTP', 'SSH-2.0-OpenSSH_9.7\r\n'],
    ['upgrades', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'],
  ])('fails on a server that %s', async (_, words) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(words));
    });
    const port = await listening(server);
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ error: 'CONNECTION_FAILED' });
    server.close();
  });

  it('tells a refused connection, a missing name and failed TLS apart', async () => {
    const server = net.createServer();
    const port = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ error: 'CONNECTION_REFUSED' });

    const missing: Resolve = () =>
      Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    expect(await send('https://gone.test/', { resolve: missing })).toMatchObject({
      error: 'NAME_NOT_RESOLVED',
    });

    await using plain = await receiver((response) => response.end());
    expect(await send(plain.url.replace('http:', 'https:'))).toMatchObject({ error: 'TLS_FAILED' });
  });
});

describe('private addresses', () => {
  it('are not connected to, as literal or behind a name', async () => {
    await using server = await receiver((response) => response.end());
    const guarded = { allowPrivate: false };
    for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433'])
      expect(await send(`https://${host}:${server.port}/`, guarded)).toMatchObject({
        error: 'URL_REFUSED',
      });
    const resolve: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    expect(await send(`https://hooks.test:${server.port}/`, { ...guarded, resolve })).toMatchObject(
      { error: 'ADDRESS_REFUSED' },
    );
    expect(await send(`http://hooks.test:${server.port}/`, guarded)).toMatchObject({
      error: 'URL_REFUSED',
    });
    expect(server.received).toHaveLength(0);
  });

  it('are not reached by a name that shows another address the second time', async () => {
    await using server = await receiver((response) => response.end());
    const asked: string[] = [];
    const changing: Resolve = async (name) => {
      asked.push(name);
      // TEST-NET would be refused; this one is public and answers nobody here.
      const address = asked.length === 1 ? '8.8.8.8' : '127.0.0.1';
      return [{ address, family: 4 }];
    };
    const options = { allowPrivate: false, resolve: changing, timeoutMs: 300 };
    const first = await send(`https://rebind.test:${server.port}/`, options);
    // What was checked is what was connected to: one look-up an attempt, and never the server here.
    expect(asked).toEqual(['rebind.test']);
    expect(first.status).toBeUndefined();
    expect(first.error).not.toBe('ADDRESS_REFUSED');
    const second = await send(`https://rebind.test:${server.port}/`, options);
    expect(second.error).toBe('ADDRESS_REFUSED');
    expect(server.received).toHaveLength(0);
  });

  it('by a name are allowed where the stage says so', async () => {
    await using server = await receiver((response) => response.end('here'));
    const resolve: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    expect(await send(`http://hooks.test:${server.port}/`, { resolve })).toMatchObject({
      status: 200,
      excerpt: 'here',
    });
    expect(server.received[0]?.headers.host).toBe(`hooks.test:${server.port}`);
  });
});

async function listening(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function expectClosed(server: { open(): Promise<number> }): Promise<void> {
  for (let tried = 0; tried < 50 && (await server.open()) > 0; tried += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await server.open()).toBe(0);
}
