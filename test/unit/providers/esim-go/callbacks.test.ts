import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { noticeOf } from '../../../../lib/providers/esim-go/map-notice.ts';
import { isSigned } from '../../../../lib/providers/esim-go/signature.ts';
import { bundleCode, simulated } from './simulated.ts';

const iccid = '8943108167000412073';
const bundle = {
  name: bundleCode,
  initialQuantity: 1_000_000_000,
  remainingQuantity: 200_000_000,
  startTime: '2026-03-05T18:02:11Z',
  endTime: '2026-03-12T18:02:11Z',
};
const times = { startsAt: '2026-03-05T18:02:11.000Z', endsAt: '2026-03-12T18:02:11.000Z' };
const usage = {
  kind: 'USAGE',
  iccid,
  bundleCode,
  initialBytes: 1_000_000_000,
  remainingBytes: 200_000_000,
  ...times,
};
const parsed = (body: unknown) =>
  noticeOf(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), 'USD');

describe('what a callback says', () => {
  it.each<[string, unknown, object]>([
    ['usage V2', { iccid, alertType: 'Utilisation', bundle }, usage],
    [
      'usage V3',
      { iccid, alertType: 'Utilisation', bundle: { ...bundle, id: '1', unlimited: false } },
      usage,
    ],
    [
      'usage, all gone',
      { iccid, alertType: 'Utilisation', bundle: { ...bundle, remainingQuantity: 0 } },
      { ...usage, remainingBytes: 0 },
    ],
    ['attached', { alertType: 'FirstAttachment', iccid }, { kind: 'ATTACHED', iccid }],
    [
      'first use with a numeric ICCID',
      `{"alertType": "FirstUse", "iccid": ${iccid}, "bundle": {"name": "${bundleCode}"}}`,
      { kind: 'FIRST_USE', iccid, bundleCode, startsAt: null, endsAt: null },
    ],
    [
      'first use',
      { alertType: 'FirstUse', iccid, bundle },
      { kind: 'FIRST_USE', iccid, bundleCode, ...times },
    ],
    [
      'deleted',
      { date: '2026-09-01T13:03:31Z', event: 'esim.deleted', iccid },
      { kind: 'DELETED', iccid },
    ],
    [
      'deletion announced',
      { date: '2026-09-01T13:03:31Z', event: 'esim.deletion_scheduled', iccid },
      { kind: 'OTHER', type: 'esim.deletion_scheduled' },
    ],
    [
      'low balance',
      { alertType: 'LowBalance', balanceInfo: { balance: 74.2, threshold: 100 } },
      { kind: 'BALANCE_LOW', balance: 7_420, threshold: 10_000 },
    ],
    [
      'refused for lack of balance',
      { alertType: 'InsufficientBalance', balanceInfo: { balance: -0.5, threshold: '100' } },
      { kind: 'BALANCE_LOW', balance: -50, threshold: 10_000 },
    ],
    [
      'country',
      { alertType: 'CountryChange', iccid, country: { code: 'NO', name: 'Norway' } },
      { kind: 'OTHER', type: 'CountryChange' },
    ],
    [
      'unlimited usage',
      { iccid, alertType: 'Utilisation', bundle: { name: bundleCode } },
      { kind: 'OTHER', type: 'Utilisation' },
    ],
    ['no ICCID', { alertType: 'FirstAttachment' }, { kind: 'OTHER', type: 'FirstAttachment' }],
    [
      'a hostile ICCID',
      { alertType: 'FirstAttachment', iccid: '../1' },
      { kind: 'OTHER', type: 'FirstAttachment' },
    ],
    ['no type', { iccid }, { kind: 'OTHER', type: 'untyped' }],
    ['no JSON', '{', { kind: 'OTHER', type: 'unreadable' }],
    ['no object', '[]', { kind: 'OTHER', type: 'unreadable' }],
  ])('%s', (_, body, expected) => {
    expect(parsed(body)).toEqual(expected);
  });

  it('keeps all digits of a numeric ICCID, and text that looks like one', () => {
    const text = `{"alertType":"FirstAttachment","note":"\\"iccid\\": 12345678901234567890","iccid":${iccid}9}`;
    expect(parsed(text)).toEqual({ kind: 'ATTACHED', iccid: `${iccid}9` });
  });
});

describe('the signature', () => {
  const body = Buffer.from(JSON.stringify({ iccid, alertType: 'FirstAttachment' }));
  const digest = (key: string) => createHmac('sha256', key).update(body);
  const signed = (signature: string, keys = ['new-key', 'old-key']) =>
    isSigned(body, { 'x-signature-sha256': signature }, keys);

  it.each(['hex', 'base64'] as const)(
    'is taken in %s, with the new and the old key',
    (encoding) => {
      expect(signed(digest('new-key').digest(encoding))).toBe(true);
      expect(signed(digest('old-key').digest(encoding))).toBe(true);
      expect(signed(digest('old-key').digest(encoding), ['new-key'])).toBe(false);
      expect(signed(digest('another').digest(encoding))).toBe(false);
    },
  );

  it('is taken in upper case and under any spelling of the header', () => {
    const hex = digest('new-key').digest('hex').toUpperCase();
    expect(isSigned(body, { 'X-SIGNATURE-SHA256': ` ${hex} ` }, ['new-key'])).toBe(true);
  });

  it('covers the raw bytes', () => {
    const signature = digest('new-key').digest('hex');
    const spaced = Buffer.from(body.toString().replace(':', ': '));
    expect(isSigned(spaced, { 'x-signature-sha256': signature }, ['new-key'])).toBe(false);
  });

  it.each(['', 'x', '0'.repeat(63), 'z'.repeat(64), `${'A'.repeat(43)}`, 'A'.repeat(44)])(
    'of another shape is none: %j',
    (signature) => {
      expect(signed(signature)).toBe(false);
    },
  );
});

it.each(['hex', 'base64'])(
  'callbacks of the simulator are trusted and read: %s',
  async (encoding) => {
    const received: { rawBody: Buffer; headers: Record<string, string> }[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const headers = request.headers as Record<string, string>;
      received.push({ rawBody: Buffer.concat(chunks), headers });
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const world = await simulated({ callback: { url, encoding, numericIccid: true } });
    const content = { alertType: 'FirstUse', iccid, bundle };
    await world.control('POST', '/callback', { body: content });
    const { rawBody, headers } = received[0] ?? { rawBody: Buffer.alloc(0), headers: {} };
    expect(rawBody.toString()).toContain(`"iccid":${iccid}`);
    expect(await world.provider.verifyCallback(rawBody, headers)).toBe(true);
    expect(await world.provider.verifyCallback(Buffer.from(`${rawBody} `), headers)).toBe(false);
    expect(world.provider.parseCallback(rawBody)).toMatchObject({ kind: 'FIRST_USE', iccid });
    await world.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
);
