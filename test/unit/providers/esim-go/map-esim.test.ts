import { esimGo } from '../../../../lib/providers/esim-go/adapter.ts';
import { esimReading } from '../../../../lib/providers/esim-go/map-esim.ts';
import { answering } from './answering.ts';
import { bundleCode, connectionTo, simulated } from './simulated.ts';

const iccid = '8943108167000412073';
/** As the fact sheet records them (sections 8.5 and 9). */
const details = {
  iccid,
  matchingId: 'K2PQA-7HDUM-XW41I-C3HN9',
  smdpAddress: 'rsp-3104.idemia.io',
  profileStatus: 'Installed',
  firstInstalledDateTime: 1772446500000,
  state: 'active',
};
const assignment = {
  id: '231004477',
  callTypeGroup: 'data',
  initialQuantity: 1_000_000_000,
  remainingQuantity: 640_000_000,
  assignmentDateTime: '2026-03-02T09:14:06.71Z',
  assignmentReference: '6d0f5c1e-5a0b-4f0e-9a63-2f0f5b9d8a11-0',
  bundleState: 'active',
  startTime: '2026-03-05T18:02:11Z',
  endTime: '2026-03-12T18:02:11Z',
  unlimited: false,
};
const held = (...changes: object[]) => ({
  bundles: [{ name: bundleCode, assignments: changes.map((it) => ({ ...assignment, ...it })) }],
});
const fresh = { ...details, profileStatus: 'Released', firstInstalledDateTime: '' };
const queued = { bundleState: 'queued', startTime: '', endTime: undefined };

it('maps the recorded answers', () => {
  expect(esimReading(iccid, details, held({}))).toEqual({
    iccid,
    installed: true,
    status: 'ACTIVE',
    bundles: [
      {
        assignmentId: '231004477',
        bundleCode,
        initialBytes: 1_000_000_000,
        remainingBytes: 640_000_000,
        startsAt: '2026-03-05T18:02:11.000Z',
        endsAt: '2026-03-12T18:02:11.000Z',
      },
    ],
  });
});

it.each<[string, object, object, string, boolean]>([
  ['new', fresh, held(queued), 'CREATED', false],
  ['new, v2.4 without state', { ...fresh, state: undefined }, held(queued), 'CREATED', false],
  ['still being set up', fresh, held({ ...queued, bundleState: 'processing' }), 'CREATED', false],
  ['without bundles', fresh, { bundles: [] }, 'CREATED', false],
  ['installed', details, held(queued), 'PENDING_ACTIVATION', true],
  [
    'removed after install',
    { ...details, profileStatus: 'Released' },
    held(queued),
    'PENDING_ACTIVATION',
    true,
  ],
  ['in use', details, held({}), 'ACTIVE', true],
  ['in use, as details do not say yet', fresh, held({}), 'ACTIVE', true],
  ['used up', details, held({ bundleState: 'depleted', remainingQuantity: 0 }), 'ACTIVE', true],
  ['over', details, held({ bundleState: 'expired' }), 'EXPIRED', true],
  ['lapsed', fresh, held({ bundleState: 'lapsed' }), 'EXPIRED', false],
  [
    'one over, one to come',
    details,
    held({ bundleState: 'expired' }, queued),
    'PENDING_ACTIVATION',
    true,
  ],
  ['an unknown word', details, held({ bundleState: 'resting' }), 'PENDING_ACTIVATION', true],
  ['suspended', { ...details, state: 'Suspended' }, held({}), 'SUSPENDED', true],
  ['deactivated', { ...details, state: 'Deactivated' }, held({}), 'TERMINATED', true],
  ['profile finished', { ...details, profileStatus: 'Deactivated' }, held({}), 'TERMINATED', true],
  [
    'cannot be installed',
    { ...fresh, profileStatus: 'Unavailable' },
    held(queued),
    'TERMINATED',
    false,
  ],
  [
    'cannot be installed again',
    { ...details, profileStatus: 'Unavailable' },
    held({}),
    'ACTIVE',
    true,
  ],
  ['zero time of install', { ...fresh, firstInstalledDateTime: 0 }, held(queued), 'CREATED', false],
])('%s', (_, esim, bundles, status, installed) => {
  expect(esimReading(iccid, esim, bundles)).toMatchObject({ status, installed });
});

it.each<[string, object, object]>([
  ['unlimited', { unlimited: true }, { initialBytes: null, remainingBytes: null }],
  [
    '-1',
    { initialQuantity: -1, remainingQuantity: -1 },
    { initialBytes: null, remainingBytes: null },
  ],
  ['text', { remainingQuantity: '5' }, { initialBytes: 1_000_000_000, remainingBytes: 5 }],
  [
    'allowances in bytes',
    {
      initialQuantity: undefined,
      remainingQuantity: undefined,
      allowances: [
        { type: 'SMS', initialAmount: 5, remainingAmount: 5, unit: 'SMS' },
        { type: 'DATA', initialAmount: 9, remainingAmount: 0, unit: 'BYTES' },
      ],
    },
    { initialBytes: 9, remainingBytes: 0 },
  ],
  [
    'allowances in MB',
    {
      initialQuantity: undefined,
      allowances: [{ type: 'DATA', initialAmount: 9, unit: 'MB' }],
    },
    { initialBytes: 9_000_000, remainingBytes: 640_000_000 },
  ],
  [
    'numeric id, zero times',
    { id: 5, startTime: '0001-01-01T00:00:00Z' },
    { assignmentId: '5', startsAt: null },
  ],
  ['no id but a reference', { id: undefined }, { assignmentId: assignment.assignmentReference }],
  ['neither', { id: '', assignmentReference: undefined }, { assignmentId: '' }],
])('quantities: %s', (_, change, expected) => {
  expect(esimReading(iccid, details, held(change)).bundles).toMatchObject([expected]);
});

it('leaves out voice, and what was taken back or lapsed', () => {
  const bundles = held(
    { callTypeGroup: 'voice' },
    { bundleState: 'revoked' },
    { bundleState: 'lapsed' },
  );
  expect(esimReading(iccid, details, bundles).bundles).toEqual([]);
});

it('follows an eSIM of the simulator through its life', async () => {
  const world = await simulated();
  const placed = await world.provider.place('a', [{ bundleCode, quantity: 1 }], 1_000);
  const own = placed.outcome === 'PLACED' ? (placed.order.lines[0]?.esims[0]?.iccid ?? '') : '';
  const status = async () => (await world.provider.esim(own))?.status;
  expect(await status()).toBe('CREATED');
  await world.control('POST', `/esims/${own}/install`);
  expect(await status()).toBe('PENDING_ACTIVATION');
  await world.control('POST', `/esims/${own}/use`, { bytes: 250_000_000 });
  expect(await world.provider.esim(own)).toMatchObject({
    status: 'ACTIVE',
    bundles: [{ initialBytes: 1_000_000_000, remainingBytes: 750_000_000 }],
  });
  await world.settings({ clockOffsetSeconds: 8 * 86_400 });
  expect(await status()).toBe('EXPIRED');
  await world.control('POST', `/esims/${own}/set`, { state: 'suspended' });
  expect(await status()).toBe('SUSPENDED');
  await world.control('POST', `/esims/${own}/set`, { removed: true });
  expect(await status()).toBeUndefined();
  await world.close();
});

it('asks nothing about what is no ICCID, and is unavailable when its bundles are', async () => {
  const server = await answering(({ url }) =>
    url.pathname.endsWith('/bundles') ? { status: 403 } : { body: details },
  );
  const provider = esimGo(connectionTo(server.url));
  for (const hostile of ['', '..', '8943/../orders', '89431081670004120731234', `${iccid}?a=b`]) {
    expect(await provider.esim(hostile)).toBeUndefined();
  }
  expect(server.seen).toEqual([]);
  await expect(provider.esim(iccid)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
  await server.close();
});

it('does not answer with a part of the assignments', async () => {
  const all = held(...Array.from({ length: 200 }, (_, id) => ({ id })));
  const server = await answering(({ url }) => ({
    body: url.pathname.endsWith('/bundles') ? all : details,
  }));
  const reading = esimGo(connectionTo(server.url)).esim(iccid);
  await expect(reading).rejects.toMatchObject({ name: 'ProviderUnavailable' });
  await server.close();
});
