/**
 * The promises of port.ts as a jest suite: every adapter passes it, expressed with port types only.
 * A harness is a provider of its own per test, with doors that only its owner has.
 */
import type { Money } from '../platform/money.ts';
import type { PlacedOrder, Provider } from './port.ts';

/** What befalls the next purchase call. */
export type Mishap =
  | 'request lost'
  | 'answer lost'
  | 'answer unreadable'
  | 'silence after buying'
  | 'overloaded before buying'
  | 'overloaded after buying'
  | 'rate limited'
  | 'delivers too little';

export interface ProviderHarness {
  provider: Provider;
  /** A bundle on sale, and its wholesale price. */
  bundleCode: string;
  price: Money;
  /** How many orders the provider really sold. */
  purchases(): Promise<number>;
  next(mishap: Mishap): Promise<void>;
  emptyBalance(): Promise<void>;
  /** A bundle on sale that does not run on an eSIM sold with `bundleCode`. */
  misfit(): Promise<string>;
  /** The provider no longer accepts our credentials. */
  revokeAccess(): Promise<void>;
  /** A usage notice about `iccid` as the provider would send and sign it. */
  usageCallback(iccid: string): { rawBody: Buffer; headers: Record<string, string> };
  close(): Promise<void>;
}

const timeoutMs = 400;

export function providerContract(name: string, makeHarness: () => Promise<ProviderHarness>): void {
  describe(`provider contract: ${name}`, () => {
    let harness: ProviderHarness;
    let provider: Provider;
    beforeEach(async () => {
      harness = await makeHarness();
      provider = harness.provider;
    });
    afterEach(() => harness.close());

    const buy = (quantity = 1, bundleCode = harness.bundleCode) =>
      provider.place('attempt-1', [{ bundleCode, quantity }], timeoutMs);
    const around = (): { from: Date; to: Date } => ({
      from: new Date(Date.now() - 60_000),
      to: new Date(Date.now() + 60_000),
    });
    const bought = async (quantity: number): Promise<PlacedOrder> => {
      const outcome = await buy(quantity);
      if (outcome.outcome !== 'PLACED') throw new Error(`not placed: ${outcome.outcome}`);
      return await untilDone(provider, outcome.order);
    };

    reads(() => harness, bought);
    purchases(() => harness, { buy, bought, around });
    topUps(() => harness, bought);
  });
}

function reads(harness: () => ProviderHarness, bought: (quantity: number) => Promise<PlacedOrder>) {
  it('walks the catalogue to its end and prices the bundle in minor units', async () => {
    const { provider, bundleCode, price } = harness();
    const codes: string[] = [];
    let found: unknown;
    for (let page: number | undefined = 1; page !== undefined; ) {
      const { bundles, nextPage } = await provider.cataloguePage(page);
      codes.push(...bundles.map(({ code }) => code));
      found ??= bundles.find(({ code }) => code === bundleCode);
      page = nextPage;
    }
    expect(found).toMatchObject({ code: bundleCode, cost: price });
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('quotes without buying', async () => {
    const { provider, bundleCode, price } = harness();
    const quote = await provider.quote([{ bundleCode, quantity: 2 }]);
    const total = { ...price, amount: price.amount * 2 };
    expect(quote).toEqual({ outcome: 'FEASIBLE', total });
    expect(await harness().purchases()).toBe(0);
  });

  it('refuses a quote above the balance, and of an unknown bundle', async () => {
    const { provider, bundleCode } = harness();
    const unknown = await provider.quote([{ bundleCode: 'no-such-bundle', quantity: 1 }]);
    expect(unknown).toEqual({ outcome: 'REFUSED', reason: 'BUNDLE_UNKNOWN' });
    await harness().emptyBalance();
    const poor = await provider.quote([{ bundleCode, quantity: 1 }]);
    expect(poor).toEqual({ outcome: 'REFUSED', reason: 'INSUFFICIENT_FUNDS' });
  });

  it('knows nothing of orders and eSIMs that are not ours', async () => {
    const { provider } = harness();
    expect(await provider.order('00000000-0000-4000-8000-000000000000')).toBeUndefined();
    expect(await provider.order('../esims')).toBeUndefined();
    expect(await provider.esim('8900000000000000000')).toBeUndefined();
    expect(await provider.esim('../orders')).toBeUndefined();
  });

  it('does not take refused credentials for "not ours"', async () => {
    const iccid = (await bought(1)).lines[0]?.esims[0]?.iccid ?? '';
    await harness().revokeAccess();
    const { provider } = harness();
    const unavailable = { name: 'ProviderUnavailable' };
    await expect(provider.esim(iccid)).rejects.toMatchObject(unavailable);
    await expect(provider.order('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject(
      unavailable,
    );
  });

  it('reads a fresh eSIM as not installed, with its bundle unused', async () => {
    const { provider, bundleCode } = harness();
    const iccid = (await bought(1)).lines[0]?.esims[0]?.iccid ?? '';
    const reading = await provider.esim(iccid);
    expect(reading).toMatchObject({ iccid, installed: false, status: 'CREATED' });
    expect(reading?.bundles).toHaveLength(1);
    expect(reading?.bundles[0]).toMatchObject({ bundleCode, startsAt: null, endsAt: null });
    expect(reading?.bundles[0]?.remainingBytes).toBe(reading?.bundles[0]?.initialBytes);
  });

  it('trusts a signed callback, and no other', async () => {
    const { provider, usageCallback } = harness();
    const iccid = (await bought(1)).lines[0]?.esims[0]?.iccid ?? '';
    const { rawBody, headers } = usageCallback(iccid);
    expect(await provider.verifyCallback(rawBody, headers)).toBe(true);
    const tampered = Buffer.concat([rawBody, Buffer.from(' ')]);
    expect(await provider.verifyCallback(tampered, headers)).toBe(false);
    expect(await provider.verifyCallback(rawBody, {})).toBe(false);
    expect(provider.parseCallback(rawBody)).toMatchObject({ kind: 'USAGE', iccid });
    expect(provider.parseCallback(Buffer.from('{'))).toMatchObject({ kind: 'OTHER' });
  });
}

interface Purchases {
  buy(quantity?: number, bundleCode?: string): ReturnType<Provider['place']>;
  bought(quantity: number): Promise<PlacedOrder>;
  around(): { from: Date; to: Date };
}

function purchases(harness: () => ProviderHarness, { buy, bought, around }: Purchases) {
  const sold = () => harness().purchases();

  it('buys, and shows the same order by reference and in the search', async () => {
    const { provider, bundleCode, price } = harness();
    const order = await bought(3);
    expect(order.total).toEqual({ ...price, amount: price.amount * 3 });
    expect(order.lines).toMatchObject([{ bundleCode, quantity: 3 }]);
    const iccids = order.lines[0]?.esims.map(({ iccid }) => iccid) ?? [];
    expect(new Set(iccids).size).toBe(3);
    expect(order.lines[0]?.esims[0]?.smdpAddress).toMatch(/^[a-z0-9.-]+$/);
    expect(await provider.order(order.reference)).toEqual(order);
    expect(await provider.findOrders(around())).toMatchObject([
      { reference: order.reference, lines: [{ bundleCode, quantity: 3 }] },
    ]);
    expect(await sold()).toBe(1);
  });

  it('delivers a large order in the end, however long it is pending', async () => {
    const order = await bought(8);
    expect(order.lines[0]?.esims).toHaveLength(8);
    expect(await sold()).toBe(1);
  });

  it('finds orders oldest first, and only inside the window', async () => {
    const first = await bought(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = await bought(2);
    const found = await harness().provider.findOrders(around());
    expect(found.map(({ reference }) => reference)).toEqual([first.reference, second.reference]);
    const before = { from: new Date(0), to: new Date(Date.now() - 60_000) };
    expect(await harness().provider.findOrders(before)).toEqual([]);
  });

  it('refuses an unknown bundle, a malformed order and one above the balance', async () => {
    const refused = (reason: string) => ({ outcome: 'REFUSED', reason });
    expect(await buy(1, 'no-such-bundle')).toEqual(refused('BUNDLE_UNKNOWN'));
    expect(await buy(0)).toEqual(refused('INVALID_ORDER'));
    await harness().emptyBalance();
    expect(await buy()).toEqual(refused('INSUFFICIENT_FUNDS'));
    expect(await sold()).toBe(0);
  });

  it.each([
    ['answer lost', 1],
    ['answer unreadable', 1],
    ['silence after buying', 1],
    ['overloaded after buying', 1],
    ['overloaded before buying', 0],
    ['request lost', 0],
  ] as const)('%s: the outcome is unknown, and %i was sold', async (mishap, count) => {
    await harness().next(mishap);
    const startedAt = Date.now();
    expect(await buy()).toMatchObject({ outcome: 'UNKNOWN' });
    expect(Date.now() - startedAt).toBeLessThan(timeoutMs + 300);
    expect(await sold()).toBe(count);
    expect(await harness().provider.findOrders(around())).toHaveLength(count);
  });

  it('says when nothing was bought and the order may be sent again', async () => {
    await harness().next('rate limited');
    const outcome = await buy();
    expect(outcome).toMatchObject({ outcome: 'NOT_PLACED', cause: 'RATE_LIMITED' });
    expect(outcome.outcome === 'NOT_PLACED' && outcome.retryAfterMs).toBeGreaterThan(0);
    await harness().revokeAccess();
    expect(await buy()).toMatchObject({ outcome: 'NOT_PLACED', cause: 'UNAUTHORISED' });
    expect(await sold()).toBe(0);
  });

  it('never calls a short delivery complete', async () => {
    await harness().next('delivers too little');
    const outcome = await buy(2);
    expect(outcome).toMatchObject({ outcome: 'PLACED', order: { status: 'PENDING' } });
  });
}

function topUps(
  harness: () => ProviderHarness,
  bought: (quantity: number) => Promise<PlacedOrder>,
) {
  const sold = async () => (await bought(1)).lines[0]?.esims[0]?.iccid ?? '';
  const topUp = (iccid: string, bundleCode = harness().bundleCode) =>
    harness().provider.place(
      'attempt-2',
      [{ bundleCode, quantity: 1, iccids: [iccid] }],
      timeoutMs,
    );
  const assignments = async (iccid: string) =>
    (await harness().provider.esim(iccid))?.bundles.map(({ assignmentId }) => assignmentId) ?? [];

  it('knows which bundle runs on which eSIM of ours', async () => {
    const { provider, bundleCode } = harness();
    const iccid = await sold();
    expect(await provider.isCompatible(iccid, bundleCode)).toBe(true);
    expect(await provider.isCompatible(iccid, await harness().misfit())).toBe(false);
    expect(await provider.isCompatible(iccid, 'no-such-bundle')).toBe(false);
    expect(await provider.isCompatible(iccid, '../bundles')).toBe(false);
    expect(await provider.isCompatible('8900000000000000000', bundleCode)).toBe(false);
    expect(await provider.isCompatible('../orders', bundleCode)).toBe(false);
    await harness().revokeAccess();
    await expect(provider.isCompatible(iccid, bundleCode)).rejects.toMatchObject({
      name: 'ProviderUnavailable',
    });
  });

  it('tops up an eSIM, which then holds one assignment more', async () => {
    const iccid = await sold();
    const before = await assignments(iccid);
    const outcome = await topUp(iccid);
    if (outcome.outcome !== 'PLACED') throw new Error(`not placed: ${outcome.outcome}`);
    const order = await untilDone(harness().provider, outcome.order);
    expect(order.lines).toMatchObject([{ quantity: 1, esims: [{ iccid }] }]);
    const after = await assignments(iccid);
    expect(after).toHaveLength(2);
    expect(after).toEqual(expect.arrayContaining(before));
    expect(after).not.toContain('');
    expect(await harness().purchases()).toBe(2);
  });

  it('shows in the assignments whether a top-up without an answer was bought', async () => {
    const iccid = await sold();
    await harness().next('request lost');
    expect(await topUp(iccid)).toMatchObject({ outcome: 'UNKNOWN' });
    expect(await assignments(iccid)).toHaveLength(1);
    await harness().next('answer lost');
    expect(await topUp(iccid)).toMatchObject({ outcome: 'UNKNOWN' });
    expect(await assignments(iccid)).toHaveLength(2);
  });

  it('refuses to top up an eSIM that is not ours, or with a bundle that does not fit', async () => {
    const refused = { outcome: 'REFUSED', reason: 'INVALID_ORDER' };
    const iccid = await sold();
    expect(await topUp('8900000000000000000')).toEqual(refused);
    expect(await topUp(iccid, await harness().misfit())).toEqual(refused);
    expect(await harness().purchases()).toBe(1);
  });
}

async function untilDone(provider: Provider, placed: PlacedOrder): Promise<PlacedOrder> {
  let order = placed;
  for (let tries = 0; order.status === 'PENDING' && tries < 100; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    order = (await provider.order(placed.reference)) ?? order;
  }
  if (order.status !== 'COMPLETED') throw new Error(`order stays ${order.status}`);
  return order;
}
