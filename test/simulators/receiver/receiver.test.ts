import { Webhook } from 'standardwebhooks';
import { type Receiver, startReceiver } from './receiver.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver({ secret });
});
afterEach(() => receiver.close());

async function control<T>(method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${receiver.url}/__control${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

function deliver(id: string, body: string, signedWith = secret): Promise<Response> {
  const at = new Date();
  return fetch(`${receiver.url}/hooks`, {
    method: 'POST',
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(signedWith).sign(id, at, body),
    },
    body,
  });
}

const statistics = () => control('GET', '/statistics');

test('a well signed delivery is accepted and kept byte for byte', async () => {
  const body = '{ "type":"order.completed", "note":"ü" }';
  expect((await deliver('evt_1', body)).status).toBe(200);
  const [kept, ...others] = await control<object[]>('GET', '/deliveries');
  expect(others).toEqual([]);
  expect(kept).toMatchObject({
    id: 'evt_1',
    path: '/hooks',
    signature: 'valid',
    answered: 200,
    body,
  });
});

test('a bad signature is answered 401 and counted', async () => {
  const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
  expect((await deliver('evt_1', '{}', other)).status).toBe(401);
  expect(await statistics()).toEqual({
    received: 1,
    distinctIds: 1,
    badSignatures: 1,
    accepted: 0,
  });
});

test('a repeated event is received twice and one distinct id', async () => {
  await deliver('evt_1', '{}');
  await deliver('evt_1', '{}');
  await deliver('evt_2', '{}');
  expect(await statistics()).toMatchObject({ received: 3, distinctIds: 2, accepted: 3 });
});

test('the secret can be told, changed and taken away while running', async () => {
  const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
  await control('PUT', '/settings', { secret: other });
  expect((await deliver('evt_1', '{}', other)).status).toBe(200);
  await control('PUT', '/settings', { secret: null });
  expect((await deliver('evt_2', '{}', secret)).status).toBe(200);
  const kept = await control<{ signature: string | null }[]>('GET', '/deliveries');
  expect(kept.map(({ signature }) => signature)).toEqual(['valid', null]);
});

test('faults hit the next deliveries in order and then end', async () => {
  await control('POST', '/faults', { status: 503, headers: { 'retry-after': '7' }, times: 2 });
  await control('POST', '/faults', { status: 410 });
  const first = await deliver('evt_1', '{}');
  expect([first.status, first.headers.get('retry-after')]).toEqual([503, '7']);
  expect((await deliver('evt_1', '{}')).status).toBe(503);
  expect((await deliver('evt_1', '{}')).status).toBe(410);
  expect((await deliver('evt_1', '{}')).status).toBe(200);
  expect(await statistics()).toMatchObject({ received: 4, distinctIds: 1, accepted: 1 });
});

test('a dropped delivery was read whole, and its sender gets no answer', async () => {
  await control('POST', '/faults', { kind: 'drop' });
  await expect(deliver('evt_1', '{"a":1}')).rejects.toThrow('fetch failed');
  const kept = await control<object[]>('GET', '/deliveries');
  expect(kept).toEqual([expect.objectContaining({ body: '{"a":1}', answered: null })]);
});

test('a delay holds the answer back, not the record', async () => {
  await control('POST', '/faults', { status: 200, delayMs: 60_000 });
  const given = new AbortController();
  const waiting = fetch(`${receiver.url}/slow`, { method: 'POST', signal: given.signal });
  waiting.catch(() => undefined);
  let kept: object[] = [];
  while (kept.length === 0) kept = await control<object[]>('GET', '/deliveries');
  expect(kept).toEqual([expect.objectContaining({ path: '/slow', signature: 'invalid' })]);
  given.abort();
  await expect(waiting).rejects.toThrow();
});

test('a reset forgets everything but the secret', async () => {
  await deliver('evt_1', '{}');
  await control('POST', '/faults', {});
  await control('POST', '/reset');
  expect(await control('GET', '/deliveries')).toEqual([]);
  expect(await control('GET', '/faults')).toEqual([]);
  expect(await control('GET', '/settings')).toEqual({ secret });
  expect(await statistics()).toEqual({
    received: 0,
    distinctIds: 0,
    badSignatures: 0,
    accepted: 0,
  });
});

test.each([
  ['PUT', '/settings', '{"secrets":"x"}', 400],
  ['POST', '/faults', '{"status":99}', 400],
  ['POST', '/faults', 'not json', 400],
  ['GET', '/nothing', undefined, 404],
])('%s %s with %s is a mistake and says so', async (method, path, body, status) => {
  const answer = await fetch(`${receiver.url}/__control${path}`, {
    method,
    ...(body === undefined ? {} : { body }),
  });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toEqual({ error: expect.stringMatching(/./) });
});
