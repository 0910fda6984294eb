import { bundle, EU, type Harness, NL, startHarness, UNLIMITED } from './harness.ts';
import type { WireBundle } from './state/bundle.ts';

describe('the catalogue', () => {
  let harness: Harness;
  const names = async (query: string) =>
    (await harness.api<WireBundle[]>(`GET /catalogue?${query}`)).body.map(({ name }) => name);
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  it('filters by country, region, group and description', async () => {
    expect(await names('countries=NO')).toEqual([EU]);
    expect(await names('countries=no,NL')).toEqual([NL, EU, UNLIMITED]);
    expect(await names('region=Asia')).toEqual([]);
    expect(await names('group=Standard Unlimited Lite')).toEqual([UNLIMITED]);
    expect(await names('description=3gb')).toEqual([EU]);
    expect(await names('description=eSIM*Netherlands*')).toEqual([NL]);
  });

  it('sorts and pages', async () => {
    expect(await names('orderBy=price&direction=desc')).toEqual([UNLIMITED, EU, NL]);
    expect(await names('perPage=2&page=1')).toEqual([NL, EU]);
    expect(await names('perPage=2&page=2')).toEqual([UNLIMITED]);
    expect(await names('perPage=2&page=3')).toEqual([]);
    expect((await harness.api('GET /catalogue?page=0')).status).toBe(400);
    expect((await harness.api('GET /catalogue?orderBy=colour')).status).toBe(400);
  });

  it('answers in either envelope', async () => {
    await harness.settings({ catalogueEnvelope: 'bundles' });
    const { body } = await harness.api('GET /catalogue?perPage=2');
    expect(body).toMatchObject({ bundles: [{ name: NL }, { name: EU }], pageCount: 2, rows: 3 });
  });

  it('gives allowances and profile only in 2.5', async () => {
    const [newer] = (await harness.api<WireBundle[]>('GET /v2.5/catalogue')).body;
    const [older] = (await harness.api<WireBundle[]>('GET /v2.4/catalogue')).body;
    expect(newer).toMatchObject({
      profileName: 'Profile 1',
      allowances: [{ type: 'DATA', amount: 1000, unit: 'MB', description: '1GB data' }],
    });
    expect(older).not.toHaveProperty('allowances');
    expect(older).toMatchObject({ price: 1.44, groups: ['Standard Fixed'] });
  });

  it('shows one bundle by its exact name, with `group` instead of `groups`', async () => {
    const { body } = await harness.api(`GET /catalogue/bundle/${NL}`);
    expect(body).toMatchObject({ name: NL, group: ['Standard Fixed'] });
    expect(body).not.toHaveProperty('groups');
    expect((await harness.api(`GET /catalogue/bundle/${NL.toUpperCase()}`)).status).toBe(400);
    expect((await harness.api('GET /catalogue/prices')).status).toBe(403);
  });

  it('lets the test change a price, retire a bundle and add one', async () => {
    await harness.control(`POST /bundles/${NL}`, { price: 1.99 });
    expect((await harness.api(`GET /catalogue/bundle/${NL}`)).body).toMatchObject({ price: 1.99 });
    expect((await harness.order(NL)).body.total).toBe(1.99);
    await harness.control(`POST /bundles/${EU}`, { retired: true });
    expect(await names('')).toEqual([NL, UNLIMITED]);
    expect((await harness.order(EU)).status).toBe(400);
    const { name: _, ...fields } = bundle('esim_5GB_30D_TR_V2', { dataAmount: 5000, price: 9 });
    await harness.control('POST /bundles/esim_5GB_30D_TR_V2', fields);
    expect((await harness.order('esim_5GB_30D_TR_V2')).body.total).toBe(9);
    expect((await harness.control('POST /bundles/typo', { retired: true })).status).toBe(400);
    expect((await harness.control(`POST /bundles/${NL}`, { colour: 1 })).status).toBe(400);
  });
});

describe('the full price list', () => {
  it('is served page by page until a short page', async () => {
    const harness = await startHarness({});
    const sizes: number[] = [];
    for (let page = 1; sizes.at(-1) === undefined || sizes.at(-1) === 1000; page += 1) {
      const { body } = await harness.api<unknown[]>(`GET /catalogue?perPage=1000&page=${page}`);
      sizes.push(body.length);
    }
    expect(sizes).toEqual([1000, 1000, 1000, 1000, 1000, 30]);
    expect((await harness.statistics()).catalogueRequests).toBe(6);
    await harness.close();
  });
});
