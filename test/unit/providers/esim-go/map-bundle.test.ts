import { readFileSync } from 'node:fs';
import { esimGo } from '../../../../lib/providers/esim-go/adapter.ts';
import { bundleOf } from '../../../../lib/providers/esim-go/map-bundle.ts';
import { answering } from './answering.ts';
import { connectionTo } from './simulated.ts';

const netherlands = { name: 'Netherlands', region: 'Europe', iso: 'NL' };
/** As the fact sheet records it (section 4). */
const recorded = {
  name: 'esim_1GB_7D_NL_V2',
  description: 'eSIM, 1GB, 7 Days, Netherlands, V2',
  groups: ['Standard Fixed'],
  countries: [netherlands],
  dataAmount: 1000,
  duration: 7,
  speed: ['2G', '3G', '4G', '5G'],
  autostart: false,
  unlimited: false,
  roamingEnabled: [netherlands],
  price: 1.41,
  billingType: 'FixedCost',
  profileName: 'Profile 1',
  allowances: [
    { type: 'DATA', service: 'STANDARD', description: '1GB data', amount: 1000, unit: 'MB' },
  ],
};
const mapped = (change: object) => bundleOf({ ...recorded, ...change }, 'USD');

it('maps the recorded bundle', () => {
  expect(mapped({})).toEqual({
    code: 'esim_1GB_7D_NL_V2',
    description: 'eSIM, 1GB, 7 Days, Netherlands, V2',
    groups: ['Standard Fixed'],
    countries: [netherlands],
    roaming: [netherlands],
    dataBytes: 1_000_000_000,
    durationDays: 7,
    speeds: ['2G', '3G', '4G', '5G'],
    autostart: false,
    cost: { amount: 141, currency: 'USD' },
  });
});

it('reads the detail, whose list of groups is called group', () => {
  expect(mapped({ groups: undefined, group: ['Standard Fixed'] })?.groups).toEqual([
    'Standard Fixed',
  ]);
});

it.each([
  ['decimal', 1.41, { amount: 141, currency: 'USD' }],
  ['text', '77.83', { amount: 7783, currency: 'USD' }],
  ['whole', 3, { amount: 300, currency: 'USD' }],
  ['finer than a cent, rounded up', 0.561, { amount: 57, currency: 'USD' }],
  ['missing', undefined, null],
  ['null', null, null],
  ['zero', 0, null],
  ['negative', -1, null],
  ['exponent', 1e-7, null],
  ['no number', 'free', null],
  ['object', { amount: 1 }, null],
])('price: %s', (_, price, cost) => {
  expect(mapped({ price })?.cost).toEqual(cost);
});

it.each([
  ['-1', { dataAmount: -1 }, null],
  ['flag', { dataAmount: 0, unlimited: true }, null],
  ['flag as text', { dataAmount: 0, unlimited: 'true' }, null],
  ['allowance', { dataAmount: 0, allowances: [{ type: 'DATA', unlimited: true }] }, null],
  ['text', { dataAmount: '1000' }, 1_000_000_000],
  ['only the allowance', { dataAmount: undefined }, 1_000_000_000],
  ['zero and the allowance', { dataAmount: 0 }, 1_000_000_000],
  ['a voice bundle', { dataAmount: 0, allowances: [{ type: 'VOICE', amount: 60 }] }, 0],
])('data: %s', (_, change, dataBytes) => {
  expect(mapped(change)).toMatchObject({ dataBytes });
});

it.each([true, false, 'Europe', null, undefined, {}, [true], [{ name: 'Netherlands' }]])(
  'roamingEnabled %j names no country',
  (roamingEnabled) => {
    expect(mapped({ roamingEnabled })?.roaming).toEqual([]);
  },
);

it('takes a bare country code', () => {
  expect(mapped({ roamingEnabled: ['nl'] })?.roaming).toEqual([
    { iso: 'NL', name: 'NL', region: '' },
  ]);
});

it.each([
  { name: '' },
  { name: 7 },
  { duration: 0 },
  { duration: 'a week' },
  { dataAmount: undefined, allowances: undefined },
  { dataAmount: 0.5, allowances: [] },
])('cannot be sold: %j', (change) => {
  expect(mapped(change)).toBeUndefined();
});

it.each(['array', 'bundles'])('reads the envelope %s, to the empty page', async (envelope) => {
  const server = await answering(({ url }) => {
    const entries = url.searchParams.get('page') === '1' ? [recorded, { name: 'broken' }] : [];
    return { body: envelope === 'array' ? entries : { bundles: entries } };
  });
  const provider = esimGo(connectionTo(server.url));
  const first = await provider.cataloguePage(1);
  expect(first).toMatchObject({ bundles: [{ durationDays: 7 }], nextPage: 2 });
  expect(await provider.cataloguePage(2)).toEqual({ bundles: [], nextPage: undefined });
  await server.close();
});

it('takes a page larger than asked for as the whole catalogue, and anything else as a fault', async () => {
  let body: unknown = Array.from({ length: 201 }, () => recorded);
  const server = await answering(() => ({ body }));
  const provider = esimGo(connectionTo(server.url));
  expect((await provider.cataloguePage(1)).nextPage).toBeUndefined();
  body = { message: 'ok' };
  await expect(provider.cataloguePage(1)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
  await server.close();
});

it('maps every bundle of the recorded catalogue', () => {
  const path = new URL('../../../simulators/esim-go/catalogue.json', import.meta.url);
  const entries: { name: string; dataAmount: number }[] = JSON.parse(readFileSync(path, 'utf8'));
  for (const entry of entries) {
    const bundle = bundleOf(entry, 'USD');
    const dataBytes = entry.dataAmount < 0 ? null : entry.dataAmount * 1_000_000;
    expect(bundle).toMatchObject({ code: entry.name, dataBytes });
    expect(bundle?.cost?.amount).toBeGreaterThan(0);
  }
});
