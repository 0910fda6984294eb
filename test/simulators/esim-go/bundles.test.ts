import { EU, type Harness, NL, startHarness, UNLIMITED } from './harness.ts';

interface Listed {
  bundles: {
    name: string;
    assignments: {
      bundleState: string;
      remainingQuantity: number;
      initialQuantity: number;
      startTime?: string;
      endTime?: string;
    }[];
  }[];
}

describe('bundles on an eSIM', () => {
  let harness: Harness;
  let iccid: string;
  const use = (bytes: number, country = 'NL') =>
    harness.control<{ served: number; unserved: number }>(`POST /esims/${iccid}/use`, {
      bytes,
      country,
    });
  const read = async (query = 'includeUsed=true') =>
    (await harness.api<Listed>(`GET /esims/${iccid}/bundles?${query}`)).body.bundles;
  const states = async () =>
    (await read()).flatMap(({ name, assignments }) =>
      assignments.map((it) => `${name} ${it.bundleState} ${it.remainingQuantity}`),
    );
  const topUp = (item: string) => harness.order(item, 1, { iccids: [iccid] });
  beforeEach(async () => {
    harness = await startHarness();
    iccid = await harness.buy();
  });
  afterEach(() => harness.close());

  it('wait in the queue with decimal bytes until first use starts their clock', async () => {
    expect(await states()).toEqual([`${NL} queued 1000000000`]);
    await use(250_000_000);
    const [bundle] = await read();
    const { startTime = '', endTime = '', ...rest } = bundle?.assignments[0] ?? {};
    expect(rest).toMatchObject({ bundleState: 'active', remainingQuantity: 750_000_000 });
    expect(Date.parse(endTime) - Date.parse(startTime)).toBe(7 * 86_400_000);
  });

  it('are processing at first, and serve nothing until ready', async () => {
    await harness.settings({ processingSeconds: 600 });
    iccid = await harness.buy();
    expect(await states()).toEqual([`${NL} processing 1000000000`]);
    expect((await use(1000)).body).toMatchObject({ served: 0, unserved: 1000 });
    await harness.settings({ clockOffsetSeconds: 601 });
    expect(await states()).toEqual([`${NL} queued 1000000000`]);
  });

  it('deplete, then expire, and are then listed only with includeUsed', async () => {
    expect((await use(1_200_000_000)).body).toMatchObject({ unserved: 200_000_000 });
    expect(await states()).toEqual([`${NL} depleted 0`]);
    await harness.leap(8);
    expect(await states()).toEqual([`${NL} expired 0`]);
    expect(await read('')).toEqual([]);
  });

  it('expire with data left, and lapse when never used for a year', async () => {
    await use(1);
    await harness.leap(7.5);
    expect(await states()).toEqual([`${NL} expired 999999999`]);
    iccid = await harness.buy();
    await harness.leap(170);
    await topUp(EU);
    await harness.leap(400);
    expect(await states()).toEqual([`${EU} queued 3000000000`, `${NL} lapsed 1000000000`]);
  });

  it('are consumed soonest-ending first; the next starts only when needed', async () => {
    await topUp(EU);
    await use(500_000_000, 'NO');
    expect(await states()).toEqual([`${EU} active 2500000000`, `${NL} queued 1000000000`]);
    await use(2_600_000_000, 'NL');
    expect(await states()).toEqual([`${EU} depleted 0`, `${NL} active 900000000`]);
    await topUp(EU);
    await use(100_000_000, 'NO');
    await use(900_000_000, 'NL');
    expect(await states()).toEqual([
      `${EU} active 2900000000`,
      `${EU} depleted 0`,
      `${NL} depleted 0`,
    ]);
  });

  it('serve only the countries they cover', async () => {
    expect((await use(1000, 'NO')).body).toMatchObject({ served: 0, unserved: 1000 });
    expect(await states()).toEqual([`${NL} queued 1000000000`]);
  });

  it('never run out when unlimited', async () => {
    iccid = await harness.buy(UNLIMITED);
    expect((await use(90_000_000_000)).body).toMatchObject({ unserved: 0 });
    expect(await states()).toEqual([`${UNLIMITED} active -1`]);
  });

  it('start by themselves when autostart', async () => {
    await harness.control('POST /bundles/auto', { price: 1, autostart: true });
    iccid = await harness.buy('auto');
    expect(await states()).toEqual(['auto active 1000000000']);
  });

  it('are at most thirty', async () => {
    await harness.settings({ asyncAboveBundles: 1000 });
    const more = (count: number) =>
      harness.order(NL, count, { iccids: Array.from({ length: count }, () => iccid) });
    expect((await more(30)).status).toBe(400);
    expect((await more(29)).status).toBe(200);
    expect((await topUp(NL)).status).toBe(400);
    const count = async (query: string) =>
      (await read(query)).reduce((sum, { assignments }) => sum + assignments.length, 0);
    expect([await count(''), await count('limit=200')]).toEqual([15, 30]);
    expect((await harness.api(`GET /esims/${iccid}/bundles?limit=201`)).status).toBe(400);
  });

  it('are read by name as the latest assignment, with allowances only in 2.5', async () => {
    const latest = (await topUp(NL)).body.orderReference;
    const { body } = await harness.api(`GET /esims/${iccid}/bundles/${NL}`);
    expect(body).toMatchObject({
      assignments: [
        {
          assignmentReference: `${latest}-0`,
          allowances: [{ initialAmount: 1_000_000_000, unit: 'BYTES' }],
        },
      ],
    });
    const older = await harness.api(`GET /v2.4/esims/${iccid}/bundles/${NL}`);
    expect(older.text).not.toContain('allowances');
    expect((await harness.api(`GET /esims/${iccid}/bundles/${EU}`)).status).toBe(400);
  });
});
