import { listEsims, visibleEsim } from '../../../lib/esims/read.ts';
import type { Actor } from '../../../lib/platform/actor.ts';
import { setUp, tearDown } from '../dynamo.ts';
import { completedOrder } from '../webhooks/world.ts';

beforeAll(setUp);
afterAll(tearDown);

const customer = (customerId: string): Actor => ({
  kind: 'CUSTOMER',
  customerId,
  email: 'ada@example.com',
});
const notFound = { problem: 'ESIM_NOT_FOUND' };

describe('an eSIM', () => {
  it('is seen by its owner and by the bearer of its order alone', async () => {
    const own = await completedOrder({ ownerKey: 'CUSTOMER#cus-1' }, new Date());
    const { id } = own.esims[1]!;
    expect(await visibleEsim(customer('cus-1'), id)).toEqual(own.esims[1]);
    const link: Actor = { kind: 'LINK', orderId: own.order.id };
    expect(await visibleEsim(link, id)).toEqual(own.esims[1]);

    const other = await completedOrder({ ownerKey: 'CUSTOMER#cus-2' }, new Date());
    const vendor = { kind: 'VENDOR_KEY', vendorId: 'cus-1' } as Actor;
    for (const actor of [customer('cus-2'), vendor, { ...link, orderId: other.order.id }])
      await expect(visibleEsim(actor, id)).rejects.toMatchObject(notFound);
    await expect(visibleEsim(customer('cus-1'), 'esm_none')).rejects.toMatchObject(notFound);
  });

  it('of a vendor is seen by that vendor', async () => {
    const { esims } = await completedOrder({ ownerKey: 'VENDOR#ven_1' }, new Date());
    const key = (vendorId: string) => ({ kind: 'VENDOR_KEY', vendorId }) as Actor;
    expect(await visibleEsim(key('ven_1'), esims[0]!.id)).toEqual(esims[0]);
    await expect(visibleEsim(key('ven_2'), esims[0]!.id)).rejects.toMatchObject(notFound);
  });
});

describe('a list', () => {
  it('has the owner’s eSIMs, newest first, page by page', async () => {
    const ownerKey = 'CUSTOMER#cus-list';
    const times = [1, 2, 3].map((n) => new Date(`2026-03-0${n}T00:00:00Z`));
    const made = [];
    for (const at of times) made.push(...(await completedOrder({ ownerKey }, at)).esims);
    await completedOrder({ ownerKey: 'CUSTOMER#another' }, new Date());
    const expected = made.map(({ id }) => id).sort((a, b) => (a < b ? 1 : -1));
    const first = await listEsims(ownerKey, { limit: 4 });
    const rest = await listEsims(ownerKey, { limit: 4, cursor: String(first.nextCursor) });
    expect([...first.esims, ...rest.esims].map(({ id }) => id)).toEqual(expected);
    expect(rest.nextCursor).toBeNull();
    await expect(
      listEsims('CUSTOMER#another', { limit: 4, cursor: String(first.nextCursor) }),
    ).rejects.toMatchObject({ problem: 'INVALID_CURSOR' });
  });

  it('of nobody is empty', async () => {
    expect(await listEsims('CUSTOMER#nobody', { limit: 4 })).toEqual({
      esims: [],
      nextCursor: null,
    });
  });
});
