import { createHash } from 'node:crypto';
import { esimKey, toEsim } from '../../../lib/esims/items.ts';
import { readInbox } from '../../../lib/payments/items.ts';
import { get, query } from '../../../lib/platform/dynamodb.ts';
import type { Provider, ProviderNotice } from '../../../lib/providers/port.ts';
import { applyNotice } from '../../../lib/webhooks/apply-notice.ts';
import { receiveNotice } from '../../../lib/webhooks/receive-notice.ts';
import { setUp, tearDown } from '../dynamo.ts';
import { completedOrder } from './world.ts';

beforeAll(setUp);
afterAll(tearDown);

const now = new Date('2026-03-05T00:00:00Z');
/** Bodies are notices in our own words; the mapping of the provider's has its own tests. */
const provider = {
  name: 'esim-go',
  verifyCallback: async (_body: Buffer, headers: Record<string, string>) => headers.sig === 'good',
  parseCallback: (body: Buffer) => JSON.parse(body.toString('utf8')) as ProviderNotice,
} as unknown as Provider;
const deps = { provider, clock: () => now };

const bodyOf = (notice: ProviderNotice) => Buffer.from(JSON.stringify(notice));
const receive = (notice: ProviderNotice, at = now, sig = 'good') =>
  receiveNotice(provider, {
    rawBody: bodyOf(notice),
    headers: { sig },
    stamp: { kind: 'ANONYMOUS', id: 'anonymous', requestId: 'corr-0123456789', ip: '192.0.2.1' },
    correlationId: 'corr-0123456789',
    now: at,
  });
const idOf = (notice: ProviderNotice) => createHash('sha256').update(bodyOf(notice)).digest('hex');
const applyOne = async (notice: ProviderNotice) => {
  await receive(notice);
  await applyNotice(idOf(notice), deps);
};
const esimNow = async (id: string) => {
  const item = await get('esims', esimKey(id), { consistent: true });
  return item && toEsim(item);
};
const usage = (iccid: string, remainingBytes: number): ProviderNotice => ({
  kind: 'USAGE',
  iccid,
  bundleCode: 'esim_1GB_7D_NL_V2',
  initialBytes: 1_000_000_000,
  remainingBytes,
  startsAt: '2026-03-05T18:02:11.000Z',
  endsAt: '2026-03-12T18:02:11.000Z',
});

describe('receiving', () => {
  it('stores the raw text once', async () => {
    const notice: ProviderNotice = { kind: 'ATTACHED', iccid: '8900000000000000001' };
    await receive(notice);
    await receive(notice, new Date('2026-03-06T00:00:00Z'));
    expect(await readInbox('esim-go', idOf(notice))).toMatchObject({
      source: 'esim-go',
      type: 'ATTACHED',
      payload: bodyOf(notice).toString(),
      status: 'RECEIVED',
      receivedAt: now.toISOString(),
      attempts: 0,
      replays: 0,
      correlationId: 'corr-0123456789',
      expiresAtSeconds: now.getTime() / 1000 + 90 * 24 * 3600,
      by: { kind: 'PROVIDER', id: 'esim-go', ip: '192.0.2.1' },
    });
  });

  it('stores nothing that is not signed', async () => {
    const notice: ProviderNotice = { kind: 'ATTACHED', iccid: '8900000000000000002' };
    await expect(receive(notice, now, 'bad')).rejects.toMatchObject({
      problem: 'WEBHOOK_SIGNATURE_INVALID',
    });
    expect(await readInbox('esim-go', idOf(notice))).toBeUndefined();
  });

  it('keeps the same words of another day apart where they mean something', async () => {
    const notice: ProviderNotice = { kind: 'OTHER', type: 'CountryChange' };
    await receive(notice);
    await receive(notice, new Date('2026-03-05T23:00:00Z'));
    await receive(notice, new Date('2026-03-06T00:00:00Z'));
    for (const day of ['2026-03-05', '2026-03-06'])
      expect(await readInbox('esim-go', `${idOf(notice)}-${day}`)).toBeDefined();
  });
});

describe('applying', () => {
  it('moves the eSIM and closes the notice, once', async () => {
    const { esims } = await completedOrder({ quantity: 1 }, now);
    const [esim] = esims;
    const notice = usage(esim!.iccid, 200_000_000);
    await applyOne(notice);
    const after = await esimNow(esim!.id);
    expect(after).toMatchObject({ status: 'ACTIVE', usedBytes: 800_000_000, version: 2 });
    expect(await readInbox('esim-go', idOf(notice))).toMatchObject({ status: 'APPLIED' });
    await Promise.all([applyNotice(idOf(notice), deps), applyNotice(idOf(notice), deps)]);
    expect(await esimNow(esim!.id)).toEqual(after);
  });

  it('of many notices at once, in any order, loses none', async () => {
    const { esims } = await completedOrder({ quantity: 1 }, now);
    const { iccid, id } = esims[0]!;
    const notices = [
      usage(iccid, 100_000_000),
      usage(iccid, 900_000_000),
      { kind: 'ATTACHED', iccid } as const,
    ];
    for (const notice of notices) await receive(notice);
    // A run that lost its race three times is repeated by the queue.
    const run = async (notice: ProviderNotice): Promise<void> => {
      for (let tried = 0; tried < 5; tried += 1)
        if (
          await applyNotice(idOf(notice), deps).then(
            () => true,
            () => false,
          )
        )
          return;
      throw new Error('never applied');
    };
    await Promise.all([...notices, ...notices].map(run));
    expect(await esimNow(id)).toMatchObject({ status: 'ACTIVE', usedBytes: 900_000_000 });
    for (const notice of notices)
      expect(await readInbox('esim-go', idOf(notice))).toMatchObject({ status: 'APPLIED' });
  });

  it('ignores an eSIM that nobody bought, and what we do not act on', async () => {
    const notice: ProviderNotice = { kind: 'DELETED', iccid: '8900000000000000009' };
    await applyOne(notice);
    expect(await readInbox('esim-go', idOf(notice))).toMatchObject({
      status: 'IGNORED',
      reason: 'eSIM unknown',
    });
    const other: ProviderNotice = { kind: 'OTHER', type: 'Topup' };
    await receive(other);
    await applyNotice(`${idOf(other)}-2026-03-05`, deps);
    expect(await readInbox('esim-go', `${idOf(other)}-2026-03-05`)).toMatchObject({
      status: 'IGNORED',
    });
    const low: ProviderNotice = { kind: 'BALANCE_LOW', balance: -100, threshold: 5_000 };
    const tomorrow = new Date(now.getTime() + 86_400_000);
    // The same balance on another day is news again.
    for (const day of [now, now, tomorrow]) await receive(low, day);
    for (const day of ['2026-03-05', '2026-03-06']) {
      await applyNotice(`${idOf(low)}-${day}`, deps);
      expect(await readInbox('esim-go', `${idOf(low)}-${day}`)).toMatchObject({
        status: 'APPLIED',
      });
    }
  });

  it('leaves no eSIM without its ICCID in the index', async () => {
    const { esims } = await completedOrder({ quantity: 1 }, now);
    await applyOne({ kind: 'DELETED', iccid: esims[0]!.iccid });
    const { items } = await query({
      table: 'esims',
      index: 'byIccid',
      partition: ['iccid', esims[0]!.iccid],
    });
    expect(items).toHaveLength(1);
    expect(await esimNow(esims[0]!.id)).toMatchObject({ status: 'TERMINATED' });
  });
});
