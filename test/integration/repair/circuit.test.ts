import type { VendorActor } from '../../../lib/platform/actor.ts';
import { transact } from '../../../lib/platform/dynamodb.ts';
import { gateKey, gateOf } from '../../../lib/providers/gate.ts';
import { setUp, tearDown } from '../dynamo.ts';
import { putBundle, timings, vendorWith } from '../orders/world.ts';
import { asked, askedJson } from './desk.ts';
import { placed } from './vendor-order.ts';

let actor: VendorActor;
beforeAll(async () => {
  process.env.TIMINGS = JSON.stringify(timings);
  await setUp();
  await putBundle();
  actor = (await vendorWith(100_000)).actor;
});
afterAll(tearDown);
beforeEach(() => transact({ gate: { remove: 'providers', key: gateKey('esim-go') } }));

const lineOf = async (name: string) =>
  (await asked('circuit')).out.split('\n').find((line) => line.startsWith(name));

describe("the provider's circuit", () => {
  it('is closed before anything happened', async () => {
    expect(await lineOf('circuit')).toBe('circuit          CLOSED');
    expect(await lineOf('next order')).toBe('next order       now');
    expect(await lineOf('next probe')).toBe('next probe       none is needed');
    expect(await lineOf('blocked until')).toBe('blocked until    not blocked');
    expect(await lineOf('orders waiting')).toBe('orders waiting   none');
  });

  it('opened by faults says when the next probe goes, and who waits', async () => {
    const [first] = [await placed(actor), await placed(actor)];
    const gate = gateOf('esim-go', { faultsMax: 2, openMs: 60_000 });
    await gate.fault(new Date());
    await gate.fault(new Date());
    expect(await lineOf('circuit')).toBe('circuit          OPEN');
    expect(await lineOf('faults')).toBe('faults in a row  2');
    expect(await lineOf('next probe')).toMatch(/^next probe {7}\S+Z \(in (59|60) s\)$/);
    expect(await lineOf('orders waiting')).toMatch(
      new RegExp(`^orders waiting   2, the oldest ${first.id} for [0-9.]+ s$`),
    );
    const json = await askedJson<object>('circuit');
    expect(json).toMatchObject({ circuit: 'OPEN', faults: 2, waiting: 2, provider: 'esim-go' });
  });

  it('that the provider blocked says until when', async () => {
    const gate = gateOf('esim-go');
    await gate.learn('GET /esims', { status: 429, retryAfterMs: 30_000 });
    await gate.takeOrderSlot(new Date());
    expect(await lineOf('blocked until')).toMatch(/\(in (29|30) s\)$/);
  });
});
