import { type Harness, NL, startHarness } from './harness.ts';

interface Item {
  iccid: string;
  customerRef: string;
  state: string;
  lastAction: string;
}

describe('eSIMs', () => {
  let harness: Harness;
  let iccid: string;
  const list = async (query = '') =>
    (await harness.api<{ esims: Item[] }>(`GET /esims?${query}`)).body.esims;
  beforeEach(async () => {
    harness = await startHarness();
    iccid = await harness.buy();
  });
  afterEach(() => harness.close());

  it('carry a customer reference that the list can be searched by', async () => {
    const other = await harness.buy();
    await harness.api('PUT /esims', { iccid, customerRef: 'order-1' });
    await harness.api(`PUT /esims?iccid=${other}&customerRef=order-22`);
    expect(await list('filterBy=customerRef&filter=order-1')).toMatchObject([
      { iccid, customerRef: 'order-1', lastAction: 'eSIM Updated', state: 'active' },
    ]);
    expect(await list('filterBy=customerRef&filter=order-')).toHaveLength(2);
    expect(await list('filterBy=customerRef&filter=eq:order-2')).toHaveLength(0);
    expect(await list('filterBy=assignedDate&filter=gte:2020-01-01T00:00:00Z')).toHaveLength(2);
    expect((await harness.api('GET /esims?filterBy=colour&filter=x')).status).toBe(400);
  });

  it('are listed newest first or by ICCID, in pages of fixed sizes', async () => {
    const all = [iccid];
    for (let count = 0; count < 11; count += 1) all.unshift(await harness.buy());
    expect((await list()).map((esim) => esim.iccid)).toEqual(all);
    expect((await list('perPage=10&page=2')).map((esim) => esim.iccid)).toEqual(all.slice(10));
    const sorted = await list('orderBy=iccid&direction=asc');
    expect(sorted.map((esim) => esim.iccid)).toEqual(all.toSorted());
    expect((await harness.api('GET /esims?perPage=20')).status).toBe(400);
  });

  it('tell the details, with newer fields only in 2.5', async () => {
    const { body } = await harness.api(`GET /esims/${iccid}?additionalFields=installUrl`);
    expect(body).toMatchObject({
      profileStatus: 'Released',
      brandingId: '(default)',
      profileName: 'Profile 1',
      state: 'active',
      appleInstallUrl: expect.stringContaining(`LPA:1$rsp-3104.idemia.io$${body.matchingId}`),
      androidInstallUrl: expect.stringContaining('https://esimsetup.android.com/'),
    });
    const older = await harness.api(`GET /v2.4/esims/${iccid}`);
    expect(older.body).not.toHaveProperty('state');
    expect(older.body).not.toHaveProperty('firstInstalledDateTime');
    await harness.control(`POST /esims/${iccid}/install`);
    const installed = (await harness.api(`GET /esims/${iccid}`)).body;
    expect(installed.profileStatus).toBe('Installed');
    expect(typeof installed.firstInstalledDateTime).toBe('number');
  });

  it('answer 403 when foreign, removed or expired', async () => {
    const denied = { status: 403, body: { message: 'access denied' } };
    expect(await harness.api('GET /esims/8943108167000412073')).toMatchObject(denied);
    expect((await harness.api(`DELETE /esims/${iccid}`)).status).toBe(200);
    expect(await harness.api(`GET /esims/${iccid}`)).toMatchObject(denied);
    const expiring = await harness.buy();
    await harness.leap(366);
    expect(await harness.api(`GET /esims/${expiring}/bundles`)).toMatchObject(denied);
    expect(await list()).toEqual([]);
  });

  it('answer 400 or 410 when deactivated', async () => {
    const { body } = await harness.order(NL);
    const dead = body.order[0]?.iccids[0] ?? '';
    await harness.control(`POST /esims/${dead}/set`, { state: 'deactivated' });
    expect((await harness.api(`GET /esims/${dead}/refresh`)).status).toBe(400);
    expect((await harness.api(`POST /esims/${dead}/sms`, { message: 'hello' })).status).toBe(400);
    expect((await harness.order(NL, 1, { iccids: [dead] })).status).toBe(400);
    const assignments = `GET /esims/assignments?reference=${body.orderReference}`;
    expect((await harness.api(assignments)).status).toBe(410);
    expect((await harness.api(`GET /esims/${dead}`)).body).toMatchObject({
      state: 'deactivated',
      profileStatus: 'Deactivated',
    });
  });

  it('can be suspended and resumed, but not against the policy of the provider', async () => {
    const suspend = (wanted: boolean) =>
      harness.api(`POST /esims/${iccid}/suspend`, { suspend: wanted });
    expect(await suspend(true)).toMatchObject({
      status: 201,
      body: { status: 'eSIM suspended successfully' },
    });
    expect((await harness.api(`GET /esims/${iccid}/suspend`)).body).toEqual({ suspended: true });
    expect((await harness.control(`POST /esims/${iccid}/use`, { bytes: 1 })).status).toBe(409);
    expect((await suspend(false)).status).toBe(201);
    await harness.control(`POST /esims/${iccid}/set`, { policySuspended: true });
    expect((await suspend(false)).status).toBe(403);
  });

  it('know their location, compatible bundles, messages and history', async () => {
    expect((await harness.api(`GET /esims/${iccid}/location`)).body).toMatchObject({ country: '' });
    await harness.control(`POST /esims/${iccid}/use`, { bytes: 1000, country: 'NL' });
    expect((await harness.api(`GET /esims/${iccid}/location`)).body).toMatchObject({
      mobileNetworkCode: 'NLDPT',
      country: 'NL',
    });
    expect((await harness.api(`GET /esims/${iccid}/compatible/${NL}`)).body).toEqual({
      compatible: true,
    });
    expect((await harness.api(`GET /esims/${iccid}/compatible/none`)).status).toBe(400);
    const sms = (message: string) => harness.api(`POST /esims/${iccid}/sms`, { message });
    expect((await sms('hello')).body).toEqual({ status: 'sent' });
    expect((await sms('')).status).toBe(400);
    expect((await sms('x'.repeat(161))).status).toBe(400);
    await harness.api(`GET /esims/${iccid}/refresh`);
    const { body } = await harness.api<{ name: string }[]>(`GET /esims/${iccid}/history`);
    expect(body.map(({ name }) => name)).toEqual([
      'eSIM Refreshed',
      'eSIM First Use',
      'eSIM First Attachment',
      'Bundle Applied',
    ]);
  });
});
