/** The gate as several processes share it: gates with memories of their own, over one table. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { jest } from '@jest/globals';
import { dynamo, transact } from '../../../lib/platform/dynamodb.ts';
import { metrics } from '../../../lib/platform/observability.ts';
import { type GateSettings, gateKey, gateOf } from '../../../lib/providers/gate.ts';
import { setUp, tearDown } from '../dynamo.ts';

beforeAll(setUp);
afterAll(tearDown);
beforeEach(() => transact({ gate: { remove: 'providers', key: gateKey('esim-go') } }));
afterEach(() => jest.restoreAllMocks());

const startMs = Date.parse('2026-03-01T12:00:00Z');
const at = (ms: number) => new Date(startMs + ms);

const settings = { faultsMax: 3, openMs: 15_000, openMaxMs: 60_000, probeMs: 40_000 };
const newProcess = (more: Partial<GateSettings> = {}) =>
  gateOf('esim-go', { ...settings, ...more }, {});

const granted = { granted: true, probe: false, nextInMs: 3_000, holder: expect.any(String) };
const probe = { granted: true, probe: true, nextInMs: 3_000, holder: expect.any(String) };
const refused = (because: string, waitMs: number) => ({ granted: false, because, waitMs });

/** Updates sent while `work` runs: each is one write unit. */
async function updatesOf(work: () => Promise<unknown>): Promise<number> {
  const send = jest.spyOn(dynamo(), 'send');
  await work();
  const sent = send.mock.calls.map(([command]) => command);
  send.mockRestore();
  expect(sent.every((command) => command instanceof UpdateItemCommand)).toBe(true);
  return sent.length;
}

describe('order slots', () => {
  it('go to one of fifty workers in each gap', async () => {
    const workers = Array.from({ length: 50 }, () => newProcess());
    for (const ms of [0, 3_000, 6_000]) {
      const slots = await Promise.all(workers.map((worker) => worker.takeOrderSlot(at(ms))));
      expect(slots.filter(({ granted }) => granted)).toEqual([granted]);
      const others = slots.filter(({ granted }) => !granted);
      expect(new Set(others.map((slot) => JSON.stringify(slot)))).toEqual(
        new Set([JSON.stringify(refused('GAP', 3_000))]),
      );
    }
  });

  it('are free from the end of the gap, not before', async () => {
    const gate = newProcess({ orderGapMs: 500 });
    expect(await gate.takeOrderSlot(at(0))).toEqual({ ...granted, nextInMs: 500 });
    expect(await newProcess().takeOrderSlot(at(499))).toEqual(refused('GAP', 1));
    expect(await newProcess().takeOrderSlot(at(500))).toEqual(granted);
  });

  it('are not kept from everybody by a worker whose clock is wrong', async () => {
    await newProcess().takeOrderSlot(at(3_600_000));
    expect(await newProcess().takeOrderSlot(at(0))).toEqual(granted);
    expect(await newProcess().takeOrderSlot(at(1_000))).toEqual(refused('GAP', 2_000));
  });
});

describe('a 429', () => {
  it('stops orders and reads of every process until the provider said', async () => {
    const untilMs = Date.now() + 60_000;
    jest.spyOn(Date, 'now').mockReturnValue(untilMs - 60_000);
    await newProcess().learn('GET /orders', { status: 429, retryAfterMs: 60_000 });
    // A shorter wait, told later, is none.
    await newProcess().learn('GET /orders', { status: 429, retryAfterMs: 1_000 });
    expect(await newProcess().takeOrderSlot(new Date(untilMs - 1))).toEqual(refused('BLOCKED', 1));
    await expect(newProcess().takeTokens('GET /orders', 8_000)).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      retryAfterMs: expect.closeTo(60_100, -3),
    });
    expect(await newProcess().takeOrderSlot(new Date(untilMs))).toEqual(granted);
    jest.spyOn(Date, 'now').mockReturnValue(untilMs);
    await newProcess().takeTokens('GET /orders', 0);
  });

  it('without a time stops them for a second', async () => {
    const nowMs = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(nowMs);
    await newProcess().learn('POST /orders', { status: 429 });
    expect(await newProcess().takeOrderSlot(new Date(nowMs))).toEqual(refused('BLOCKED', 1_000));
  });
});

describe('tokens', () => {
  const route = 'GET /orders';
  const outcomes = async (work: Promise<void>[]) => {
    const all = await Promise.allSettled(work);
    return all.filter(({ status }) => status === 'fulfilled').length;
  };
  const still = (ms: number) => jest.spyOn(Date, 'now').mockReturnValue(startMs + ms);

  it('of one second go to eight of fifty reads, whatever process they are in', async () => {
    for (const ms of [0, 1_000]) {
      still(ms);
      const reads = Array.from({ length: 50 }, () => newProcess().takeTokens(route, 0));
      expect(await outcomes(reads)).toBe(8);
    }
  });

  it('are shared by workers whose clocks differ by a second', async () => {
    still(1_000);
    expect(await outcomes(Array.from({ length: 5 }, () => newProcess().takeTokens(route, 0)))).toBe(
      5,
    );
    still(999);
    expect(await outcomes(Array.from({ length: 5 }, () => newProcess().takeTokens(route, 0)))).toBe(
      3,
    );
  });

  it('come again with the next second, for those who can wait', async () => {
    const reads = Array.from({ length: 12 }, () => newProcess().takeTokens(route, 8_000));
    expect(await outcomes(reads)).toBe(12);
    const item = await newProcess().state();
    expect(item).toEqual({ circuit: 'CLOSED', faults: 0, limit: 10 });
  });

  it('are waited for two seconds at most', async () => {
    const startedAt = Date.now();
    await newProcess().learn(route, { status: 429, retryAfterMs: 2_500 });
    await expect(newProcess().takeTokens(route, 8_000)).rejects.toThrow('no tokens left');
    expect(Date.now() - startedAt).toBeLessThan(1_500);
  });

  it('follow the limit and the costs that the headers tell, in every process', async () => {
    still(0);
    const first = newProcess();
    await first.takeTokens(route, 0);
    await first.learn(route, { status: 200, limit: 20, cost: 3 });
    expect((await newProcess().state()).limit).toBe(20);
    still(1_000);
    // 20 less 2 for orders, 3 each: whoever is new learns both with its first try.
    const other = newProcess();
    await other.takeTokens('GET /catalogue', 0);
    const reads = Array.from({ length: 10 }, () => other.takeTokens(route, 0));
    expect(await outcomes(reads)).toBe(5);
  });

  it('are kept for orders as many as an order costs', async () => {
    still(0);
    const gate = newProcess();
    await gate.takeOrderSlot(at(0));
    await gate.learn('POST /orders', { status: 200, limit: 10, cost: 5 });
    const reads = Array.from({ length: 10 }, () => gate.takeTokens(route, 0));
    expect(await outcomes(reads)).toBe(5);
  });

  it('of a whole second go to a call that costs more than there are', async () => {
    still(0);
    const gate = newProcess();
    await gate.takeTokens(route, 0);
    await gate.learn(route, { status: 200, limit: 10, cost: 12 });
    await expect(gate.takeTokens(route, 0)).rejects.toThrow('no tokens left');
    still(1_000);
    await gate.takeTokens(route, 0);
    await expect(gate.takeTokens('GET /catalogue', 0)).rejects.toThrow('no tokens left');
  });
});

describe('the circuit', () => {
  /** Three faults in a row; returns when a probe may go. */
  async function open(ms = 0): Promise<void> {
    const gate = newProcess();
    expect(await gate.fault(at(ms))).toEqual({ circuit: 'CLOSED' });
    expect(await newProcess().fault(at(ms))).toEqual({ circuit: 'CLOSED' });
    expect(await gate.fault(at(ms))).toEqual({ circuit: 'OPEN', probeAt: at(ms + 15_000) });
  }

  it('opens after so many faults in a row, and tells it once', async () => {
    const counted = jest.spyOn(metrics, 'addMetric');
    const faults = Array.from({ length: 8 }, () => newProcess().fault(at(0)));
    await Promise.all(faults);
    expect(await newProcess().state()).toMatchObject({
      circuit: 'OPEN',
      probeAt: at(15_000).toISOString(),
    });
    expect(counted.mock.calls.map(([name]) => name)).toEqual(['ProviderCircuitOpened']);
    expect(await newProcess().takeOrderSlot(at(1_000))).toEqual(refused('OPEN', 14_000));
  });

  it('stays closed when a sensible answer comes between', async () => {
    const gate = newProcess();
    for (let n = 0; n < 5; n += 1) {
      await gate.fault(at(0));
      await newProcess().fault(at(0));
      // Another process sees the faults with its own slot.
      const other = newProcess();
      await other.takeOrderSlot(at(n * 3_000));
      await other.well(at(n * 3_000));
    }
    expect(await gate.state()).toMatchObject({ circuit: 'CLOSED', faults: 0 });
  });

  it('stays closed when faults come one a minute', async () => {
    for (let minute = 0; minute < 10; minute += 1)
      expect(await newProcess().fault(at(minute * 60_000))).toEqual({ circuit: 'CLOSED' });
    expect((await newProcess().state()).faults).toBe(1);
  });

  it('lets one of fifty workers probe, and closes when it finds the provider well', async () => {
    await open();
    const workers = Array.from({ length: 50 }, () => newProcess());
    const slots = await Promise.all(workers.map((worker) => worker.takeOrderSlot(at(15_000))));
    expect(slots.filter(({ granted }) => granted)).toEqual([probe]);
    expect((await newProcess().state()).circuit).toBe('HALF_OPEN');
    expect(await newProcess().takeOrderSlot(at(20_000))).toEqual(refused('OPEN', 35_000));
    const prober = workers[slots.findIndex(({ granted }) => granted)];
    await prober?.well(at(21_000));
    expect(await newProcess().state()).toEqual({
      ...{ circuit: 'CLOSED', faults: 0, limit: 10 },
      nextOrderAt: at(18_000).toISOString(),
    });
    expect(await newProcess().takeOrderSlot(at(21_000))).toEqual(granted);
  });

  it('lets one probe at a time, however short the gap between orders', async () => {
    await open();
    const workers = Array.from({ length: 20 }, () => newProcess({ orderGapMs: 0 }));
    const slots = await Promise.all(workers.map((worker) => worker.takeOrderSlot(at(15_000))));
    expect(slots.filter(({ granted }) => granted)).toEqual([{ ...probe, nextInMs: 0 }]);
  });

  it('stays open longer after each failed probe, up to a bound', async () => {
    await open();
    let ms = 15_000;
    for (const openForMs of [30_000, 60_000, 60_000]) {
      const prober = newProcess();
      expect(await prober.takeOrderSlot(at(ms))).toEqual(probe);
      const probeAt = at(ms + openForMs);
      expect(await prober.fault(at(ms))).toEqual({ circuit: 'OPEN', probeAt });
      expect(await newProcess().takeOrderSlot(at(ms + openForMs - 1))).toEqual(refused('OPEN', 1));
      // A call that was out before reports late: nothing changes.
      expect(await newProcess().fault(at(ms + 1))).toEqual({ circuit: 'OPEN', probeAt });
      ms += openForMs;
    }
    // Well once, it starts from the beginning.
    const prober = newProcess();
    await prober.takeOrderSlot(at(ms));
    await prober.well(at(ms));
    await open(ms);
  });

  it('gives the place of a probe that never came back to another', async () => {
    await open();
    expect(await newProcess().takeOrderSlot(at(15_000))).toEqual(probe);
    expect(await newProcess().takeOrderSlot(at(54_999))).toEqual(refused('OPEN', 1));
    const next = await Promise.all([at(55_000), at(55_000)].map(newProcess().takeOrderSlot));
    expect(next.filter(({ granted }) => granted)).toEqual([probe]);
  });

  it('sends no probe before the provider takes calls again', async () => {
    await open();
    jest.spyOn(Date, 'now').mockReturnValue(startMs);
    await newProcess().learn('POST /orders', { status: 429, retryAfterMs: 20_000 });
    expect(await newProcess().takeOrderSlot(at(15_000))).toEqual(refused('OPEN', 5_000));
    expect(await newProcess().takeOrderSlot(at(20_000))).toEqual(probe);
  });
});

describe('write units', () => {
  it('of an order without faults: its slot', async () => {
    const gate = newProcess();
    const order = async (ms: number) => {
      expect(await gate.takeOrderSlot(at(ms))).toEqual(granted);
      await gate.learn('POST /orders', { status: 200, limit: 10, cost: 1 });
      await gate.well(at(ms));
    };
    expect(await updatesOf(() => order(0))).toBe(1);
    expect(await updatesOf(() => order(3_000))).toBe(1);
  });

  it('of a refused slot: one, whatever the reason', async () => {
    await newProcess().takeOrderSlot(at(0));
    expect(await updatesOf(() => newProcess().takeOrderSlot(at(1)))).toBe(1);
    for (let n = 0; n < 3; n += 1) await newProcess().fault(at(1));
    expect(await updatesOf(() => newProcess().takeOrderSlot(at(9_000)))).toBe(1);
  });

  it('of reads: one each', async () => {
    const gate = newProcess();
    const reads = async () => {
      for (const ms of [0, 10, 1_000, 1_010, 5_000]) {
        jest.spyOn(Date, 'now').mockReturnValue(startMs + ms);
        await gate.takeTokens('GET /orders', 0);
        await gate.learn('GET /orders', { status: 200, limit: 10, cost: 1 });
      }
    };
    expect(await updatesOf(reads)).toBe(5);
  });

  it('of what the headers tell: one for each new value', async () => {
    const gate = newProcess();
    await gate.takeTokens('GET /orders', 0);
    const learned = async () => {
      for (let n = 0; n < 3; n += 1)
        await gate.learn('GET /orders', { status: 200, limit: 15, cost: 2 });
      await gate.learn('GET /orders', { status: 0 });
    };
    expect(await updatesOf(learned)).toBe(2);
  });

  it('of a fault: one, and one to open; of being well again: one', async () => {
    const gate = newProcess();
    await gate.takeOrderSlot(at(0));
    expect(await updatesOf(() => gate.fault(at(0)))).toBe(2);
    expect(await updatesOf(() => gate.fault(at(1)))).toBe(1);
    expect(await updatesOf(() => gate.fault(at(2)))).toBe(2);
    expect(await updatesOf(() => gate.fault(at(3)))).toBe(1);
    expect(await updatesOf(() => gate.well(at(4)))).toBe(1);
    expect(await updatesOf(() => gate.well(at(5)))).toBe(0);
  });
});

describe('a slot that the provider refused', () => {
  it('is free again when it may be, unless somebody went since', async () => {
    const [one, other] = [newProcess(), newProcess()];
    const slot = await one.takeOrderSlot(at(0));
    if (!slot.granted) throw new Error('no slot');
    await one.giveBack(slot, 1_000, at(200));
    expect(await other.takeOrderSlot(at(1_199))).toMatchObject({ granted: false });
    expect(await other.takeOrderSlot(at(1_200))).toMatchObject({ granted: true });
    await one.giveBack(slot, 0, at(1_300));
    expect(await one.takeOrderSlot(at(4_199))).toMatchObject({ granted: false });
  });
});
