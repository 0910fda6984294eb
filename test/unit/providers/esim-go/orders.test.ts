import { findOrders, order } from '../../../../lib/providers/esim-go/orders.ts';
import { type Answering, answering } from './answering.ts';
import { bundleCode, connectionTo, simulated } from './simulated.ts';

const reference = '6d0f5c1e-5a0b-4f0e-9a63-2f0f5b9d8a11';
const iccid = '8943108167000412073';
const install = { iccid, matchingId: 'K2PQA-7HDUM', smdpAddress: 'rsp-3104.idemia.io' };
const window = { from: new Date('2026-03-01T00:00:00Z'), to: new Date('2026-03-31T00:00:00Z') };
const listed = (number: number, more: object = {}) => ({
  orderReference: `ref-${number}`,
  createdDate: `2026-03-02T09:00:${String(number % 60).padStart(2, '0')}.123456789Z`,
  status: 'completed',
  order: [{ type: 'bundle', item: bundleCode, quantity: 1, iccids: [iccid], esims: [{ iccid }] }],
  ...more,
});

async function against<T>(script: Answering, run: (url: string) => Promise<T>) {
  const server = await answering(script);
  const result = await run(server.url).catch((error: unknown) => error);
  await server.close();
  return { result, seen: server.seen };
}
const found = (script: Answering) =>
  against(script, (url) => findOrders(connectionTo(url, { budgetMs: 500 }), window));
const read = (script: Answering) =>
  against(script, (url) => order(connectionTo(url, { budgetMs: 500 }), reference));

describe('the search for orders', () => {
  it('asks for the window and walks every page, also when the provider caps them', async () => {
    const all = Array.from({ length: 45 }, (_, index) => listed(index)).reverse();
    const { result, seen } = await found(({ url }) => {
      const page = Number(url.searchParams.get('page'));
      return { body: all.slice((page - 1) * 20, page * 20) };
    });
    expect(result).toHaveLength(45);
    expect((result as { reference: string }[]).map((it) => it.reference)).toEqual(
      Array.from({ length: 45 }, (_, index) => `ref-${index}`),
    );
    expect(seen).toHaveLength(4);
    const query = new URL(seen[0]?.url ?? '', 'http://any').searchParams;
    expect(query.getAll('createdAt')).toEqual([
      'gte:2026-03-01T00:00:00.000Z',
      'lte:2026-03-31T00:00:00.000Z',
    ]);
    expect(query.get('includeIccids')).toBe('true');
  });

  it('stops when paging is ignored, and fails when there is no end', async () => {
    const same = await found(() => ({ body: { orders: [listed(1)] } }));
    expect(same.result).toHaveLength(1);
    const endless = await found(({ url }) => ({
      body: [listed(Number(url.searchParams.get('page')))],
    }));
    expect(endless.result).toMatchObject({ name: 'ProviderUnavailable' });
    expect(endless.seen).toHaveLength(40);
  });

  it('leaves out what bought no eSIM, and what lies outside the window', async () => {
    const topUp = { order: [{ type: 'apiTopup', item: '', quantity: 1 }] };
    const applied = { order: [{ type: 'bundleAssignment', item: reference, quantity: 0 }] };
    const stock = {
      assigned: false,
      order: [{ type: 'bundle', item: bundleCode, quantity: 5, iccids: [] }],
    };
    const { result } = await found(({ url }) => ({
      body:
        url.searchParams.get('page') === '1'
          ? [
              listed(1, topUp),
              listed(2, applied),
              listed(3, stock),
              listed(4, { createdDate: '2026-04-02T09:00:00Z' }),
              { order: [{ type: 'topup' }] },
              listed(5, { status: 'processing', assigned: false }),
              listed(6),
            ]
          : [],
    }));
    expect(result).toMatchObject([
      { reference: 'ref-5', status: 'PENDING' },
      { reference: 'ref-6', status: 'PENDING', lines: [{ bundleCode, quantity: 1 }] },
    ]);
  });

  it.each<[string, unknown]>([
    ['a purchase without a reference', [listed(1, { orderReference: undefined })]],
    ['an entry that is nothing', [null]],
    ['no list', { message: 'ok' }],
  ])('fails on %s rather than passing over it', async (_, body) => {
    const { result } = await found(() => ({ body }));
    expect(result).toMatchObject({ name: 'ProviderUnavailable' });
  });

  it('finds a lost order once the provider lists it', async () => {
    const world = await simulated({ orderVisibilityDelaySeconds: 0.2 });
    await world.fault('drop-after');
    await world.provider.place('attempt', [{ bundleCode, quantity: 1 }], 500);
    const around = { from: new Date(Date.now() - 5_000), to: new Date(Date.now() + 5_000) };
    expect(await world.provider.findOrders(around)).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 250));
    const [lost] = await world.provider.findOrders(around);
    const whole = await world.provider.order(lost?.reference ?? '');
    expect(whole).toMatchObject({ status: 'COMPLETED', lines: [{ quantity: 1 }] });
    await world.close();
  });
});

describe('one order', () => {
  const bare = (more: object = {}) => ({
    orderReference: reference,
    createDate: '2026-03-02T09:14:06Z',
    status: 'success',
    order: [{ type: 'bundle', item: bundleCode, quantity: 1, iccids: [iccid], ...more }],
  });

  it('is pending while the provider says 503 with Retry-After', async () => {
    const { result, seen } = await read(() => ({ status: 503, headers: { 'Retry-After': '3' } }));
    expect(result).toMatchObject({ reference, status: 'PENDING', lines: [] });
    expect(seen).toHaveLength(1);
  });

  it('is unavailable after a 503 that promises nothing', async () => {
    const { result } = await read(() => ({ status: 503 }));
    expect(result).toMatchObject({ name: 'ProviderUnavailable' });
  });

  it.each<[string, unknown, number]>([
    ['one object', { ...install, profileStatus: 'Released' }, 2],
    ['an array', [install], 2],
    ['rspUrl', [{ ...install, smdpAddress: undefined, rspUrl: 'http://rsp-3104.idemia.io/' }], 2],
    ['nothing, so by the eSIM itself', [], 3],
  ])('is completed from assignments: %s', async (_, rows, calls) => {
    const { result, seen } = await read(({ url }) => {
      if (url.pathname.endsWith('/assignments')) return { body: rows };
      return { body: url.pathname.includes('/esims/') ? install : bare() };
    });
    expect(result).toMatchObject({
      status: 'COMPLETED',
      lines: [{ quantity: 1, esims: [install] }],
    });
    expect(seen).toHaveLength(calls);
    expect(seen.every(({ headers }) => headers.accept === 'application/json')).toBe(true);
  });

  it('takes the rows of an order that names no ICCID', async () => {
    const { result } = await read(({ url }) => ({
      body: url.pathname.endsWith('/assignments') ? [install] : bare({ iccids: undefined }),
    }));
    expect(result).toMatchObject({ status: 'COMPLETED', lines: [{ esims: [install] }] });
  });

  it('gives rows to the line that names them', async () => {
    const other = { ...install, iccid: '8943108167000412081', matchingId: 'OTHER' };
    const lines = [
      { type: 'bundle', item: bundleCode, quantity: 1, iccids: [iccid] },
      { type: 'bundle', item: 'esim_UL_7D_NL_V2', quantity: 1 },
    ];
    const { result } = await read(({ url }) => ({
      body: url.pathname.endsWith('/assignments')
        ? [{ ...other, bundle: 'esim_UL_7D_NL_V2' }, install]
        : { ...bare(), order: lines },
    }));
    expect(result).toMatchObject({
      status: 'COMPLETED',
      lines: [{ esims: [install] }, { esims: [other] }],
    });
  });

  it.each<[string, number]>([
    ['deactivated', 410],
    ['still processing', 503],
    ['not accessible', 403],
  ])('stays pending while install data is %s', async (_, status) => {
    const { result } = await read(({ url }) =>
      url.pathname.includes('/esims/')
        ? { status, headers: { 'Retry-After': '0' } }
        : { body: bare({ iccids: [] }) },
    );
    expect(result).toMatchObject({ status: 'PENDING' });
  });

  it('is unknown after 400, 404, and 403 while the key works elsewhere', async () => {
    for (const status of [400, 403, 404]) {
      const { result } = await read(({ url }) =>
        url.pathname.endsWith(reference) ? { status } : { body: [] },
      );
      expect(result).toBeUndefined();
    }
    const { result } = await read(() => ({ status: 403 }));
    expect(result).toMatchObject({ name: 'ProviderUnavailable' });
  });

  it('is not another order', async () => {
    const { result } = await read(() => ({ body: { ...bare(), orderReference: 'another' } }));
    expect(result).toMatchObject({ name: 'ProviderUnavailable' });
  });

  it.each(['..', '.', 'a/b', 'a%2Fb', 'a?b', 'a#b', '', ' ', 'é', 'x'.repeat(129)])(
    'asks nothing about the reference %j',
    async (hostile) => {
      const { result, seen } = await against(
        () => ({ body: bare() }),
        (url) => order(connectionTo(url), hostile),
      );
      expect({ result, calls: seen.length }).toEqual({ result: undefined, calls: 0 });
    },
  );
});
