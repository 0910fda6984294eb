import http, { type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type FrontDoor, startFrontDoor } from '../../../infra/local/front-door.ts';

interface Seen {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

const identity = { name: 'toy', pid: 42 };
let upstream: http.Server;
let seen: Seen[];
let sockets: number;
let door: FrontDoor;

beforeEach(async () => {
  seen = [];
  sockets = 0;
  upstream = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(201, { 'x-answer': 'yes', 'set-cookie': ['a=1', 'b=2'] });
    response.end(Buffer.from([0, 255, 10, 200]));
  });
  upstream.on('connection', () => {
    sockets += 1;
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  door = await startFrontDoor({ identity });
});

afterEach(async () => {
  await door.close();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
});

const open = () => {
  const { port } = upstream.address() as AddressInfo;
  door.open(`http://127.0.0.1:${port}/restapis/api1/local/_user_request_`);
};

/** An answer to raw bytes, for what fetch would not send. */
function raw(text: string): Promise<string> {
  const { port } = new URL(door.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

const rawGet = (target: string, ...headers: string[]) =>
  raw([`GET ${target} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers, '', ''].join('\r\n'));

test('method, path, query and body arrive under the API as they were sent', async () => {
  open();
  const answer = await fetch(`${door.url}/api/v1/orders/a%2Fb?x=1&x=2`, {
    method: 'POST',
    body: '{"a":"ü"}',
  });
  expect(answer.status).toBe(201);
  expect(seen).toMatchObject([
    {
      method: 'POST',
      url: '/restapis/api1/local/_user_request_/api/v1/orders/a%2Fb?x=1&x=2',
      body: '{"a":"ü"}',
    },
  ]);
});

test('status, headers and binary body come back whole', async () => {
  open();
  const answer = await fetch(`${door.url}/qr`);
  expect(answer.headers.get('x-answer')).toBe('yes');
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect([...Buffer.from(await answer.arrayBuffer())]).toEqual([0, 255, 10, 200]);
});

test("a path is not tidied up on its way, for that is the API's decision", async () => {
  open();
  await rawGet('/api//v1/../x');
  expect(seen[0]?.url).toBe('/restapis/api1/local/_user_request_/api//v1/../x');
});

test('no caller chooses its own address, and the host is not theirs to route by', async () => {
  open();
  await rawGet('/', 'X-Forwarded-For: 1.2.3.4', 'Authorization: Bearer k');
  expect(seen[0]?.headers).toMatchObject({
    'x-forwarded-for': '127.0.0.1',
    authorization: 'Bearer k',
    host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
  });
});

test('Accept is added when it is missing and kept when it is not', async () => {
  open();
  await rawGet('/');
  await rawGet('/', 'Accept: image/png');
  expect(seen.map(({ headers }) => headers.accept)).toEqual(['*/*', 'image/png']);
});

test('a body of unknown length is passed on', async () => {
  open();
  const head =
    'POST /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n';
  await raw(`${head}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`);
  expect(seen[0]?.body).toBe('abcde');
});

test('calls one after the other share a connection to the emulator', async () => {
  open();
  for (let round = 0; round < 3; round += 1) {
    await (await fetch(`${door.url}/`)).arrayBuffer();
  }
  expect(seen).toHaveLength(3);
  expect(sockets).toBe(1);
});

test('before the API exists the answer is 503, and it says who owns the stack', async () => {
  const early = await fetch(`${door.url}/api/v1/bundles`);
  expect(early.status).toBe(503);
  expect(early.headers.get('content-type')).toBe('application/problem+json');
  const health = await fetch(`${door.url}/__control/health`);
  expect(await health.json()).toEqual(identity);
  expect(seen).toEqual([]);
});

test('with the emulator gone the answer is a neutral 502', async () => {
  open();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
  const answer = await fetch(`${door.url}/api/v1/bundles`);
  expect(answer.status).toBe(502);
  expect(await answer.json()).toEqual({ type: 'about:blank', title: 'Bad Gateway', status: 502 });
});

test('a target that is no path is refused', async () => {
  open();
  expect(await rawGet('http://elsewhere.example/')).toMatch(/^HTTP\/1\.1 400 /);
  expect(seen).toEqual([]);
});

test('a port in use is one clear sentence', async () => {
  const port = Number(new URL(door.url).port);
  await expect(startFrontDoor({ identity, port })).rejects.toThrow(
    `Port ${port} is in use: choose another with --port or TTELGO_PORT.`,
  );
});
