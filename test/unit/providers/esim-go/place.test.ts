import { createServer } from 'node:net';
import { place, placeOutcome } from '../../../../lib/providers/esim-go/place.ts';
import { answering, type Scripted } from './answering.ts';
import { bundleCode, connectionTo, simulated } from './simulated.ts';

const lines = [{ bundleCode, quantity: 2 }];
const anAnswer = { json: undefined, message: '', retryAfterMs: undefined };

describe('place against every fault of the simulator', () => {
  let world: Awaited<ReturnType<typeof simulated>>;
  afterEach(() => world.close());

  it.each<[string, object, object, number]>([
    ['drop-before', {}, { outcome: 'UNKNOWN' }, 0],
    ['drop-after', {}, { outcome: 'UNKNOWN' }, 1],
    ['status-before', { status: 503 }, { outcome: 'UNKNOWN', cause: 'answer 503' }, 0],
    ['status-after', { status: 503 }, { outcome: 'UNKNOWN', cause: 'answer 503' }, 1],
    ['status-before', { status: 500 }, { outcome: 'UNKNOWN', cause: 'answer 500' }, 0],
    ['status-after', { status: 502 }, { outcome: 'UNKNOWN', cause: 'answer 502' }, 1],
    ['outage', {}, { outcome: 'UNKNOWN' }, 0],
    ['hang', {}, { outcome: 'UNKNOWN', cause: 'TimeoutError' }, 1],
    ['delay', { delayMs: 1_000 }, { outcome: 'UNKNOWN', cause: 'TimeoutError' }, 1],
    ['delay', { delayMs: 50 }, { outcome: 'PLACED', order: { status: 'COMPLETED' } }, 1],
    ['garbage', {}, { outcome: 'UNKNOWN', cause: 'answer 200 without reference' }, 1],
    ['short', { by: 1 }, { outcome: 'PLACED', order: { status: 'PENDING' } }, 1],
    ['short', { by: 2, persist: true }, { outcome: 'PLACED', order: { status: 'PENDING' } }, 1],
    [
      'status-before',
      { status: 429 },
      { outcome: 'NOT_PLACED', cause: 'RATE_LIMITED', retryAfterMs: 1_000 },
      0,
    ],
    ['refuse', {}, { outcome: 'REFUSED', reason: 'INVALID_ORDER' }, 0],
    [
      'refuse',
      { message: 'Insufficient balance for bundle' },
      { outcome: 'REFUSED', reason: 'INSUFFICIENT_FUNDS' },
      0,
    ],
    ['refuse', { status: 403 }, { outcome: 'NOT_PLACED', cause: 'UNAUTHORISED' }, 0],
    ['refuse', { status: 401 }, { outcome: 'NOT_PLACED', cause: 'UNAUTHORISED' }, 0],
  ])('%s %j -> %j, sold %i', async (kind, more, expected, sold) => {
    for (const orderErrorsAsText of [false, true]) {
      world = await simulated({ orderErrorsAsText });
      await world.fault(kind, more);
      expect(await place(world.connection, 'attempt', lines, 300)).toMatchObject(expected);
      const { orders, requests } = await world.statistics();
      expect({ orders, calls: requests['POST /orders'] }).toEqual({ orders: sold, calls: 1 });
      if (!orderErrorsAsText) await world.close();
    }
  });

  it('asks for new eSIMs, or for the known ones of a top-up', async () => {
    world = await simulated();
    const first = await place(world.connection, 'attempt', [{ bundleCode, quantity: 1 }], 1_000);
    const iccid = first.outcome === 'PLACED' ? first.order.lines[0]?.esims[0]?.iccid : undefined;
    const topUp = [{ bundleCode, quantity: 1, iccids: [iccid ?? ''] }];
    const second = await place(world.connection, 'attempt', topUp, 1_000);
    expect(second).toMatchObject({
      outcome: 'PLACED',
      order: { status: 'COMPLETED', lines: [{ bundleCode, quantity: 1, esims: [{ iccid }] }] },
    });
    expect((await world.statistics()).esimsSold).toBe(1);
  });

  it('tells a top-up of an eSIM that is not ours from a refused key', async () => {
    world = await simulated();
    const topUp = [{ bundleCode, quantity: 1, iccids: ['8943108167000412073'] }];
    const refused = { outcome: 'REFUSED', reason: 'INVALID_ORDER' };
    expect(await place(world.connection, 'attempt', topUp, 1_000)).toEqual(refused);
    await world.settings({ apiKey: 'another-key' });
    const unauthorised = { outcome: 'NOT_PLACED', cause: 'UNAUTHORISED' };
    expect(await place(world.connection, 'attempt', topUp, 1_000)).toMatchObject(unauthorised);
    expect((await world.statistics()).orders).toBe(0);
  });

  it('refuses a malformed order without a call', async () => {
    world = await simulated();
    const one = { bundleCode, quantity: 1 };
    const malformed = [
      [],
      [{ ...one, bundleCode: '' }],
      [{ ...one, quantity: 1.5 }],
      [{ ...one, iccids: [] }],
      [{ ...one, iccids: ['../8943108167000412073'] }],
    ];
    for (const order of malformed) {
      const refused = { outcome: 'REFUSED', reason: 'INVALID_ORDER' };
      expect(await place(world.connection, 'attempt', order, 300)).toEqual(refused);
    }
    expect((await world.statistics()).requests['POST /orders']).toBeUndefined();
  });
});

describe('place against odd servers', () => {
  it.each<[string, Scripted]>([
    ['a redirect', { status: 307, headers: { Location: '/v2.5/orders' } }],
    ['421, which fetch would send again', { status: 421 }],
    ['no reference', { body: { status: 'completed', order: [] } }],
    ['a reference that is a path', { body: { status: 'completed', orderReference: '../esims' } }],
    ['an empty 200', { body: '' }],
    ['a cut-off body', { body: '{"orderReference":"6d0f5c1e-5a0b' }],
    ['an endless answer', { body: ' '.repeat(2_000_000) }],
    ['a conflict', { status: 409 }],
  ])('%s: unknown after one request', async (_, answer) => {
    const server = await answering(() => answer);
    expect(await place(connectionTo(server.url), 'attempt', lines, 1_000)).toMatchObject({
      outcome: 'UNKNOWN',
    });
    expect(server.seen).toHaveLength(1);
    await server.close();
  });

  it('a connection cut in the middle of the answer is unknown', async () => {
    const server = await answering((_, response) => {
      response.writeHead(200, { 'Content-Length': '1000' }).write('{"orderReference":');
      setTimeout(() => response.destroy(), 20);
      return undefined;
    });
    const outcome = await place(connectionTo(server.url), 'attempt', lines, 1_000);
    expect(outcome).toEqual({ outcome: 'UNKNOWN', cause: 'ECONNRESET' });
    await server.close();
  });

  it('a refused connection, a name that does not resolve and a failed handshake were never sent', async () => {
    const notPlaced = { outcome: 'NOT_PLACED', cause: 'UNREACHABLE', retryAfterMs: 1_000 };
    const plain = await answering(() => ({}));
    const urls = [
      'http://127.0.0.1:1',
      'http://no-such-host.invalid',
      plain.url.replace('http', 'https'),
    ];
    for (const url of urls) {
      expect(await place(connectionTo(url), 'attempt', lines, 2_000)).toEqual(notPlaced);
    }
    expect(plain.seen).toEqual([]);
    await plain.close();
  });

  it('a server that takes the connection and no TLS handshake was sent nothing', async () => {
    let bytes = Buffer.alloc(0);
    const silent = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        bytes = Buffer.concat([bytes, chunk]);
      });
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(silent.address() as { port: number }).port}`;
    const outcome = await place(connectionTo(url), 'attempt', lines, 200);
    expect(outcome).toMatchObject({ outcome: 'NOT_PLACED', cause: 'UNREACHABLE' });
    expect(bytes.includes(bundleCode)).toBe(false);
    silent.close();
  });

  it('sends nothing without a key, and waits no longer for it than for the whole call', async () => {
    const server = await answering(() => ({}));
    const keys = [
      async () => Promise.reject(new Error('secret esim-go has no value')),
      () => new Promise<never>(() => {}),
      async (): Promise<[string]> => ['line\nbreak'],
    ];
    for (const key of keys) {
      const connection = connectionTo(server.url, { keys: key });
      expect(await place(connection, 'attempt', lines, 100)).toMatchObject({
        outcome: 'NOT_PLACED',
        cause: 'UNREACHABLE',
      });
    }
    expect(server.seen).toEqual([]);
    await server.close();
  });

  it('sends key, correlation id and body once, on a connection of its own', async () => {
    const server = await answering(() => ({ status: 400, body: { message: 'no' } }));
    await place(connectionTo(server.url, { correlationId: 'corr-12345678' }), 'a', lines, 1_000);
    expect(server.seen[0]?.headers).toMatchObject({
      'x-api-key': 'simulated-key',
      'x-correlation-id': 'corr-12345678',
      connection: 'close',
    });
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      type: 'transaction',
      assign: true,
      order: [{ type: 'bundle', item: bundleCode, quantity: 2, allowReassign: false }],
    });
    await server.close();
  });
});

it.each([
  ['bundle esim_X not found', 'BUNDLE_UNKNOWN'],
  ['Invalid bundle name', 'BUNDLE_UNKNOWN'],
  ['item does not exist', 'BUNDLE_UNKNOWN'],
  ['insufficient balance to buy this bundle', 'INSUFFICIENT_FUNDS'],
  ['Not enough credit', 'INSUFFICIENT_FUNDS'],
  ['quantity must equal the number of iccids', 'INVALID_ORDER'],
  ['bundle esim_X does not fit eSIM 8943108167000412073', 'INVALID_ORDER'],
  ['', 'INVALID_ORDER'],
])('a 400 that says "%s" is %s', (message, reason) => {
  const outcome = placeOutcome({ ...anAnswer, status: 400, message }, 'USD');
  expect(outcome).toEqual({ outcome: 'REFUSED', reason });
});

it('a 429 without Retry-After waits a second', () => {
  expect(placeOutcome({ ...anAnswer, status: 429 }, 'USD')).toMatchObject({ retryAfterMs: 1_000 });
});
