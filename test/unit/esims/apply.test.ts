import fc from 'fast-check';
import { applied, canReach, type EsimNotice } from '../../../lib/esims/apply.ts';
import { type Esim, esimStatuses, totalBytesOf } from '../../../lib/esims/esim.ts';
import { anEsim } from './esim.ts';

const now = new Date('2026-03-05T00:00:00Z');
const { iccid, bundleCode } = anEsim();

const instants = fc.option(
  fc
    .date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
);
const bundles = fc.constantFrom(bundleCode, 'esim_another');
const bytes = fc.integer({ min: 0, max: 2_000_000_000 });
const notices: fc.Arbitrary<EsimNotice> = fc.oneof(
  fc.record({
    kind: fc.constant('USAGE' as const),
    iccid: fc.constant(iccid),
    bundleCode: bundles,
    initialBytes: bytes,
    remainingBytes: bytes,
    startsAt: instants,
    endsAt: instants,
  }),
  fc.constant({ kind: 'ATTACHED' as const, iccid }),
  fc.record({
    kind: fc.constant('FIRST_USE' as const),
    iccid: fc.constant(iccid),
    bundleCode: bundles,
    startsAt: instants,
    endsAt: instants,
  }),
  fc.constant({ kind: 'DELETED' as const, iccid }),
);
const esims = fc
  .record({
    status: fc.constantFrom(...esimStatuses),
    totalBytes: fc.option(fc.integer({ min: 1, max: 2_000_000_000 })),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    topUps: fc.array(
      fc.record({
        orderId: fc.constant('ord_2'),
        bundleCode: bundles,
        dataBytes: fc.option(fc.integer({ min: 1, max: 2_000_000_000 })),
        addedAt: fc.constant('2026-03-02T00:00:00.000Z'),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ status, totalBytes, share, topUps }) =>
    anEsim({ status, totalBytes, topUps, usedBytes: Math.floor((totalBytes ?? 1e9) * share) }),
  );

const told = (esim: Esim, list: EsimNotice[]) =>
  list.reduce((current, notice) => applied(current, notice, now) ?? current, esim);
const facts = ({ version: _version, updatedAt: _updatedAt, ...rest }: Esim) => rest;

describe('notices, whatever comes', () => {
  it('only add: usage grows up to what was sold, the state follows arrows, validity widens', () => {
    fc.assert(
      fc.property(esims, notices, (esim, notice) => {
        const after = applied(esim, notice, now);
        if (!after) return;
        expect(after.usedBytes).toBeGreaterThanOrEqual(esim.usedBytes);
        const sold = totalBytesOf(esim);
        if (sold !== null) expect(after.usedBytes).toBeLessThanOrEqual(sold);
        expect(after.status === esim.status || canReach(esim.status, after.status)).toBe(true);
        if (esim.startsAt) expect(after.startsAt && after.startsAt <= esim.startsAt).toBe(true);
        if (esim.endsAt) expect(after.endsAt && after.endsAt >= esim.endsAt).toBe(true);
        expect(after).toMatchObject({ version: esim.version + 1, updatedAt: now.toISOString() });
        expect(after).toMatchObject({ id: esim.id, iccid: esim.iccid, ownerKey: esim.ownerKey });
      }),
    );
  });

  it('change nothing the second time', () => {
    fc.assert(
      fc.property(esims, notices, (esim, notice) => {
        const once = applied(esim, notice, now) ?? esim;
        expect(applied(once, notice, now)).toBeUndefined();
      }),
    );
  });

  it('end in the same eSIM in any order and with any repetition', () => {
    const shuffled = fc
      .array(notices, { maxLength: 8 })
      .chain((list) =>
        fc.tuple(
          fc.constant(list),
          fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 }),
        ),
      );
    fc.assert(
      fc.property(esims, shuffled, (esim, [list, other]) => {
        expect(facts(told(esim, list))).toEqual(facts(told(esim, other)));
      }),
    );
  });
});

describe('states', () => {
  it('are reached along the arrows only', () => {
    const reachable = esimStatuses.map((from) => [
      from,
      esimStatuses.filter((to) => canReach(from, to)),
    ]);
    const ends = ['EXPIRED', 'SUSPENDED', 'TERMINATED'];
    expect(Object.fromEntries(reachable)).toEqual({
      CREATED: ['PENDING_ACTIVATION', 'ACTIVE', ...ends],
      PENDING_ACTIVATION: ['ACTIVE', ...ends],
      ACTIVE: ends,
      EXPIRED: [],
      SUSPENDED: [],
      TERMINATED: [],
    });
  });

  it('a usage notice starts, counts and dates', () => {
    const notice: EsimNotice = {
      kind: 'USAGE',
      iccid,
      bundleCode,
      initialBytes: 1_000_000_000,
      remainingBytes: 200_000_000,
      startsAt: '2026-03-05T18:02:11.000Z',
      endsAt: '2026-03-12T18:02:11.000Z',
    };
    expect(applied(anEsim(), notice, now)).toMatchObject({
      status: 'ACTIVE',
      usedBytes: 800_000_000,
      startsAt: notice.startsAt,
      endsAt: notice.endsAt,
    });
    const other = applied(anEsim(), { ...notice, bundleCode: 'esim_another' }, now);
    expect(other).toMatchObject({ status: 'ACTIVE', usedBytes: 0 });
    expect(other?.startsAt).toBeUndefined();
  });
});

describe('usage of an eSIM that was topped up', () => {
  const usage = (more: object): EsimNotice => ({
    ...{ kind: 'USAGE', iccid, bundleCode, initialBytes: 1e9, remainingBytes: 0 },
    ...{ startsAt: '2026-03-05T00:00:00.000Z', endsAt: null, ...more },
  });
  const added = { orderId: 'ord_2', addedAt: '2026-03-06T00:00:00.000Z' };
  const again = anEsim({ topUps: [{ ...added, bundleCode, dataBytes: 1e9 }] });
  const next = '2026-03-07T00:00:00.000Z';

  it.each<[string, Esim, object[], number]>([
    ['the same bundle, by its start', again, [{}, { startsAt: next, remainingBytes: 4e8 }], 1.6e9],
    ['no more than was sold', again, [{ remainingBytes: -5e8 }], 1e9],
    ['of one told without a start, once', again, [{}, { startsAt: null }], 1e9],
    [
      'of another bundle',
      anEsim({ topUps: [{ ...added, bundleCode: 'esim_another', dataBytes: 2e9 }] }),
      [{}, { bundleCode: 'esim_another', initialBytes: 2e9, remainingBytes: 1.5e9 }],
      1.5e9,
    ],
    [
      'of one sold once, the latest figure',
      anEsim(),
      [{ remainingBytes: 9e8 }, { startsAt: next }],
      1e9,
    ],
  ])('adds up: %s', (_, esim, list, usedBytes) => {
    expect(told(esim, list.map(usage))).toMatchObject({ usedBytes });
    expect(told(esim, list.map(usage).reverse())).toMatchObject({ usedBytes });
  });
});
