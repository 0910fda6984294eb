import { randomUUID } from 'node:crypto';
import { endpoints } from '../../functions/registry.ts';
import { signLink } from '../../lib/identity/links.ts';
import type { Endpoint } from '../../lib/platform/endpoint.ts';
import { checkOut, payWith, untilSettled } from './card.ts';
import { bundleCode, call, placeVendorOrder, stack, untilFinal } from './client.ts';
import { openInside } from './inside.ts';
import { expectProblem } from './problem.ts';
import { newVendor } from './second-vendor.ts';

interface Owned {
  order: string;
  esim: string;
}

let [vendors, guests, others]: Owned[] = [];
let [guestToken, otherToken, strangerKey] = ['', '', ''];

beforeAll(async () => {
  openInside();
  const placed = await placeVendorOrder();
  const byVendor = await untilFinal(placed.body.id);
  vendors = { order: byVendor.id, esim: byVendor.esims[0]?.id ?? '' };
  [guests, guestToken] = await bought();
  [others, otherToken] = await bought();
  strangerKey = (await newVendor()).apiKey;
});

async function bought(): Promise<[Owned, string]> {
  const order = (await checkOut()).body;
  await payWith(order);
  const { esims } = await untilSettled(order);
  return [{ order: order.id, esim: esims[0]?.id ?? '' }, order.link?.token ?? ''];
}

const withIds = (path: string, { order, esim }: Owned) =>
  path.replace('{orderId}', order).replace('{esimId}', esim);

/** Every route that takes an id, by who may call it: a new one is tried by itself. */
const routesOf = (...kinds: string[]) =>
  Object.values(endpoints).filter(
    ({ auth, path }) => kinds.includes(auth.kind) && /\{(order|esim)Id\}/.test(path),
  );
const forVendors = routesOf('vendor');
const forBuyers = routesOf('customer', 'customerOrLink');

test('the routes that take an id are tried', () => {
  expect(forVendors.length).toBeGreaterThanOrEqual(3);
  expect(forBuyers.length).toBeGreaterThanOrEqual(4);
});

test.each(forVendors)(
  "$method $path: another vendor's and a traveller's are not found",
  async (route) => {
    const { method, path } = route;
    const wish = wishOf(route);
    for (const owned of [vendors, guests])
      expectProblem(
        await call(method, withIds(path, owned!), { as: strangerKey, ...wish }),
        notFound(path),
      );
    expectProblem(await call(method, withIds(path, guests!), wish), notFound(path));
    if (method === 'GET') expect((await call(method, withIds(path, vendors!))).status).toBe(200);
  },
);

test.each(forBuyers)(
  "$method $path: another traveller's and a vendor's are not found",
  async (route) => {
    const { method, path } = route;
    const wish = wishOf(route);
    const customer = { as: stack().customer.accessToken, ...wish };
    for (const owned of [vendors, guests])
      expectProblem(await call(method, withIds(path, owned!), customer), notFound(path));
    const linked = (owned: Owned, token: string) =>
      call(method, `${withIds(path, owned)}?token=${token}`, { as: null, ...wish });
    expectProblem(await linked(others!, guestToken), notFound(path));
    expectProblem(await linked(vendors!, guestToken), notFound(path));
    if (method !== 'GET') return;
    expect((await linked(guests!, guestToken)).status).toBe(200);
    expect((await linked(others!, otherToken)).status).toBe(200);
  },
);

/** Whoever asks for what is not theirs asks properly otherwise. */
const wishOf = ({ idempotency, body }: Endpoint) => ({
  ...(idempotency ? { key: randomUUID() } : {}),
  ...(body ? { body: { bundleCode } } : {}),
});

const notFound = (path: string) =>
  path.includes('{esimId}') ? 'ESIM_NOT_FOUND' : 'ORDER_NOT_FOUND';

describe('a signed link', () => {
  const open = (token: string) =>
    call('GET', `/api/v1/orders/${guests?.order}?token=${encodeURIComponent(token)}`, { as: null });

  test('that has expired is refused', async () => {
    const long = new Date(Date.now() - 31 * 24 * 3600_000);
    expectProblem(await open((await signLink(guests?.order ?? '', long)).token), 'LINK_EXPIRED');
    expect((await open(guestToken)).status).toBe(200);
  });

  test('that was tampered with in any part is refused', async () => {
    const [order = '', expiry = '', mac = ''] = guestToken.split('.');
    const swapped = mac.startsWith('A') ? `B${mac.slice(1)}` : `A${mac.slice(1)}`;
    const later = (Number.parseInt(expiry, 36) + 1).toString(36);
    const tampered = [
      `${order}.${later}.${mac}`,
      `${order}.${expiry}.${swapped}`,
      `${others?.order}.${expiry}.${mac}`,
      `${order}.${expiry}.${otherToken.split('.')[2]}`,
      `${order}.${expiry}.`,
      `${order}.${expiry}`,
      `${guestToken}x`,
      'nonsense',
    ];
    for (const token of tampered) expectProblem(await open(token), 'LINK_INVALID');
  });

  test('opens no list, no vendor route, and cancels nothing that is paid', async () => {
    for (const path of ['/api/v1/orders', '/api/v1/esims', '/api/v1/vendor/orders'])
      expectProblem(
        await call('GET', `${path}?token=${guestToken}`, { as: null }),
        'UNAUTHENTICATED',
      );
    const path = `/api/v1/orders/${guests?.order}/cancel?token=${guestToken}`;
    const refused = await call('POST', path, { as: null, key: randomUUID() });
    expectProblem(refused, 'ORDER_STATE_CONFLICT');
  });
});
