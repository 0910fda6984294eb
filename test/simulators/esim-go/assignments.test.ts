import { EU, type Harness, NL, startHarness } from './harness.ts';

describe('assignments', () => {
  let harness: Harness;
  let reference: string;
  let iccid: string;
  const read = (query: string, accept = 'application/json') =>
    harness.api<unknown>(`GET /esims/assignments?${query}`, undefined, { Accept: accept });
  beforeEach(async () => {
    harness = await startHarness();
    const { body } = await harness.order(NL);
    reference = body.orderReference;
    iccid = body.order[0]?.iccids[0] ?? '';
  });
  afterEach(() => harness.close());

  it('come as CSV unless JSON is asked for', async () => {
    const answer = await read(`reference=${reference}`, '*/*');
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
    const [header, row] = answer.text.split('\n');
    expect(header).toBe('ICCID,Matching ID,RSP URL,Bundle,Reference');
    expect(row).toMatch(new RegExp(`^${iccid},.*,rsp-3104.idemia.io,${NL},${reference}-0$`));
    expect((await harness.api(`GET /esims/csv/${reference}`)).text).toBe(answer.text);
  });

  it('come as array, as object or in the older shape', async () => {
    expect((await read(`reference=${reference}`)).body).toMatchObject([
      { iccid, smdpAddress: 'rsp-3104.idemia.io', firstInstalledDateTime: '' },
    ]);
    await harness.settings({ assignmentsShape: 'object' });
    expect((await read(`reference=${reference}`)).body).toMatchObject({ iccid });
    await harness.settings({ assignmentsShape: 'rsp-array' });
    expect((await read(`reference=${reference}`)).body).toMatchObject([
      { iccid, rspUrl: 'rsp-3104.idemia.io', bundle: NL, reference: `${reference}-0` },
    ]);
  });

  it('add install links as asked', async () => {
    const both = await read(`reference=${reference}&additionalFields=installUrl`);
    expect(both.text).toContain('https://esimsetup.android.com/');
    const apple = await read(`reference=${reference}&additionalFields=appleInstallUrl`);
    expect(apple.text).toContain('https://esimsetup.apple.com/');
    expect(apple.text).not.toContain('android');
  });

  it('are found by several references, by an apply and by one assignment', async () => {
    const second = (await harness.order(EU, 2)).body.orderReference;
    const several = await read(`reference=${reference}&reference=${second}`);
    expect(several.body).toHaveLength(3);
    expect((await read(`reference=${second}-1`)).body).toHaveLength(1);
    await harness.api('POST /orders', {
      type: 'transaction',
      assign: false,
      order: [{ type: 'bundle', item: NL, quantity: 1 }],
    });
    const apply = await harness.api('POST /esims/apply', { name: NL });
    expect((await read(`reference=${apply.body.applyReference}`)).body).toHaveLength(1);
  });

  it('refuse a missing or unknown reference', async () => {
    expect((await read('')).status).toBe(400);
    expect((await read('reference=none')).status).toBe(400);
  });
});
