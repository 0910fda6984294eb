import { createHmac } from 'node:crypto';
import { API_KEY, type Harness, NL, startHarness, startListener } from './harness.ts';

type Listener = Awaited<ReturnType<typeof startListener>>;

function hmac(raw: string, encoding: 'hex' | 'base64'): string {
  return createHmac('sha256', API_KEY).update(raw).digest(encoding);
}

describe('callbacks', () => {
  let harness: Harness;
  let listener: Listener;
  const callback = (patch: Record<string, unknown>) => harness.settings({ callback: patch });
  const use = (iccid: string, bytes: number, country = 'NL') =>
    harness.control(`POST /esims/${iccid}/use`, { bytes, country });
  beforeEach(async () => {
    listener = await startListener();
    harness = await startHarness();
    await callback({ url: listener.url });
  });
  afterEach(async () => {
    await harness.close();
    await listener.close();
  });

  it('tell a whole life of a bundle in order', async () => {
    const iccid = await harness.buy();
    await use(iccid, 0);
    await use(iccid, 600_000_000);
    await use(iccid, 400_000_000);
    const heard = await listener.until(7);
    expect(listener.kinds()).toEqual([
      'FirstAttachment',
      'CountryChange',
      'FirstUse',
      ...Array.from({ length: 4 }, () => 'Utilisation'),
    ]);
    const left = heard.slice(3).map(({ raw }) => JSON.parse(raw).bundle.remainingQuantity);
    expect(left).toEqual([990_000_000, 500_000_000, 200_000_000, 0]);
    expect((await harness.statistics()).callbacksSent).toBe(7);
  });

  it('are signed in V3, hex or base64, with the whole bundle', async () => {
    const iccid = await harness.buy();
    await use(iccid, 1);
    await callback({ encoding: 'base64' });
    await use(iccid, 500_000_000);
    const heard = await listener.until(5);
    const [attach, , firstUse, , half] = heard;
    expect(attach?.signature).toBe(hmac(attach?.raw ?? '', 'hex'));
    expect(half?.signature).toBe(hmac(half?.raw ?? '', 'base64'));
    expect(JSON.parse(firstUse?.raw ?? '')).toMatchObject({
      iccid,
      bundle: { id: expect.any(String), reference: expect.stringMatching(/-0$/), unlimited: false },
    });
  });

  it('are unsigned in V2, with the smaller bundle', async () => {
    await callback({ version: 'V2' });
    await use(await harness.buy(), 1);
    const heard = await listener.until(3);
    expect(heard[2]?.signature).toBeUndefined();
    expect(Object.keys(JSON.parse(heard[2]?.raw ?? '').bundle)).toEqual([
      'name',
      'initialQuantity',
      'remainingQuantity',
      'startTime',
      'endTime',
    ]);
  });

  it('can carry the ICCID as a JSON number, signed as sent', async () => {
    await callback({ numericIccid: true });
    const iccid = await harness.buy();
    await use(iccid, 1);
    const [first] = await listener.until(3);
    expect(first?.raw).toContain(`"iccid":${iccid}`);
    expect(first?.signature).toBe(hmac(first?.raw ?? '', 'hex'));
  });

  it('can be doubled or lost', async () => {
    await callback({ duplicates: 1 });
    await use(await harness.buy(), 1);
    const heard = await listener.until(6);
    expect(new Set(heard.map(({ raw }) => raw)).size).toBe(3);
    await callback({ loss: true });
    await use(await harness.buy(), 1);
    expect((await harness.statistics()).callbacksSent).toBe(6);
  });

  it('can arrive out of order', async () => {
    await callback({ shuffle: true });
    const iccid = await harness.buy();
    for (let day = 0; day < 5; day += 1) {
      await harness.leap(day * 2);
      await use(iccid, day === 0 ? 1_000_000_000 : 0, day % 2 ? 'NO' : 'NL');
    }
    await listener.until(11);
    const ordered = ['FirstAttachment', 'CountryChange', 'FirstUse'];
    expect(listener.kinds().toSorted()).toHaveLength(11);
    expect(listener.kinds().slice(0, 3)).not.toEqual(ordered);
  });

  it('report a country again after a day', async () => {
    const iccid = await harness.buy();
    await use(iccid, 0, 'NO');
    await use(iccid, 0, 'NO');
    await harness.leap(1.1);
    await use(iccid, 0, 'NO');
    await listener.until(3);
    expect(listener.kinds()).toEqual(['FirstAttachment', 'CountryChange', 'CountryChange']);
  });

  it('announce and tell the end of an idle eSIM', async () => {
    await harness.buy();
    await harness.leap(181);
    await listener.until(1);
    await harness.leap(188);
    await listener.until(2);
    expect(listener.kinds()).toEqual(['esim.deletion_scheduled', 'esim.deleted']);
  });

  it('warn of a falling balance at each step, and of refused purchases ten times', async () => {
    await harness.settings({ balanceMinor: 10_100 });
    await harness.settings({ lowBalanceThresholdMinor: 10_000 });
    await harness.order(NL);
    await harness.settings({ balanceMinor: 5_100 });
    await harness.order(NL);
    const heard = await listener.until(2);
    expect(heard.map(({ raw }) => JSON.parse(raw))).toMatchObject([
      { alertType: 'LowBalance', balanceInfo: { balance: 99.56, threshold: 100 } },
      { alertType: 'LowBalance', balanceInfo: { thresholdPercentRemaining: 49.56 } },
    ]);
    await harness.settings({ balanceMinor: 0 });
    for (let count = 0; count < 12; count += 1) await harness.order(NL);
    await listener.until(12);
    await harness.api('POST /organisation/balance?amount=1000');
    await listener.until(13);
    expect(listener.kinds().slice(2)).toEqual([
      ...Array.from({ length: 10 }, () => 'InsufficientBalance'),
      'Topup',
    ]);
  });

  it('tell of numbers and failed messages', async () => {
    const voice = { type: 'VOICE', service: 'STANDARD', description: '60 min', amount: 60 };
    await harness.control('POST /bundles/voice', {
      price: 3,
      dataAmount: 1000,
      allowances: [{ ...voice, unit: 'MINS', unlimited: false }],
    });
    const iccid = await harness.buy('voice');
    await harness.api(`POST /esims/${iccid}/sms`, { message: 'hello' });
    await harness.api(`DELETE /esims/${iccid}/bundles/voice`);
    const heard = await listener.until(3);
    expect(heard.map(({ raw }) => JSON.parse(raw))).toMatchObject([
      { alertType: 'MSISDNEnabled', iccid },
      { alertType: 'SMSFailed', iccid, msisdn: expect.any(String) },
      { alertType: 'MSISDNDisabled', reason: 'Bundle revoked' },
    ]);
  });

  it('can be sent by the test: unknown types, forged signatures, other settings', async () => {
    const body = { alertType: 'SomethingNew', iccid: '8943108167000412073' };
    const sent = await harness.control('POST /callback', { body, as: { encoding: 'base64' } });
    expect(sent.body).toMatchObject({
      status: 200,
      signature: hmac(JSON.stringify(body), 'base64'),
    });
    await harness.control('POST /callback', { body: 'no JSON', as: { signature: 'forged' } });
    await harness.control('POST /callback', { body, as: { numericIccid: true, version: 'V2' } });
    expect(listener.heard.slice(1)).toEqual([
      { raw: 'no JSON', signature: 'forged' },
      { raw: '{"alertType":"SomethingNew","iccid":8943108167000412073}', signature: undefined },
    ]);
    expect((await harness.control('POST /callback', { body, as: { x: 1 } })).status).toBe(400);
    expect((await harness.control('GET /callbacks')).body).toHaveLength(3);
  });
});
