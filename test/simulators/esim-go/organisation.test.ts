import { API_KEY, type Harness, NL, startHarness } from './harness.ts';

describe('the organisation', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  it('tells balance and currency, in either envelope', async () => {
    await harness.order(NL);
    const expected = { balance: 998.56, currency: 'USD', apiKey: API_KEY };
    expect((await harness.api('GET /organisation')).body).toMatchObject(expected);
    await harness.settings({ organisationEnvelope: 'organisations' });
    expect((await harness.api('GET /organisation')).body).toMatchObject({
      organisations: [expected],
    });
  });

  it('is topped up within limits, every time it is asked', async () => {
    const topUp = (amount: number) => harness.api(`POST /organisation/balance?amount=${amount}`);
    expect((await topUp(1000)).body).toMatchObject({ amount: 1000, balance: 2000 });
    expect((await topUp(1000)).body).toMatchObject({ balance: 3000 });
    expect((await topUp(999)).status).toBe(400);
    expect((await topUp(5001)).status).toBe(400);
    expect(await harness.statistics()).toMatchObject({ orders: 0, spentMinor: 0 });
  });

  it('lists its groups and the networks', async () => {
    expect((await harness.api('GET /organisation/groups')).body).toMatchObject({
      groups: [{ name: 'Standard Fixed' }, { name: 'Standard Unlimited Lite' }],
    });
    const networks = async (query: string) =>
      (await harness.api<{ countryNetworks: { name: string }[] }>(`GET /networks?${query}`)).body
        .countryNetworks;
    expect(await networks('isos=NL')).toMatchObject([
      { name: 'NL', networks: [{ name: 'KPN', mcc: '204', mnc: '08', tagid: 'NLDPT' }] },
    ]);
    expect(await networks('countries=United Kingdom,France')).toHaveLength(2);
    expect((await networks('returnAll=true')).length).toBeGreaterThan(10);
    expect((await harness.api('GET /networks')).status).toBe(400);
  });
});
