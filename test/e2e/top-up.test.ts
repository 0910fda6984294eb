/** A bundle is added to an eSIM that was sold before: once, whatever the provider's answer does. */
import { randomUUID } from 'node:crypto';
import { claims, eventsTaken, expectBooksToAgree } from './books.ts';
import {
  type Checkout,
  checkOut,
  mailsTo,
  newEmail,
  payWith,
  untilSettled,
  withLink,
} from './card.ts';
import {
  bundleCode,
  call,
  control,
  type Order,
  placeVendorOrder,
  until,
  untilFinal,
  wallet,
} from './client.ts';
import { expectDocumented } from './document.ts';
import { expectProblem } from './problem.ts';

interface EsimAnswer {
  id: string;
  iccid: string;
  topUps: { orderId: string }[];
  usage: { totalBytes: number };
}

const vendorEsim = async (id = '') =>
  (await call<EsimAnswer>('GET', `/api/v1/vendor/esims/${id}`)).body;

async function newEsim(): Promise<EsimAnswer> {
  const order = await untilFinal((await placeVendorOrder()).body.id);
  return vendorEsim(order.esims[0]?.id);
}

const topUp = ({ id }: EsimAnswer, body: object = {}) =>
  call<Order>('POST', `/api/v1/vendor/esims/${id}/top-ups`, {
    key: randomUUID(),
    body: { bundleCode, ...body },
  });

/** How often the provider put a bundle on the eSIM. */
async function assignmentsOf(iccid: string): Promise<number> {
  type Held = { assignments: object[] };
  return (await control<Held>('esimGo', 'GET', `/esims/${iccid}`)).assignments.length;
}

async function expectToppedUp(esim: EsimAnswer, ...ids: string[]): Promise<void> {
  const after = await vendorEsim(esim.id);
  expect(after.topUps.map(({ orderId }) => orderId)).toEqual(ids);
  expect(after.usage.totalBytes).toBe((1 + ids.length) * esim.usage.totalBytes);
  expect(await assignmentsOf(esim.iccid)).toBe(1 + ids.length);
  const claimed = await claims();
  for (const id of ids) expect(claimed.get(id)).toHaveLength(1);
}

test('a vendor tops up twice at once: two sales, two holds posted, two webhooks', async () => {
  const esim = await newEsim();
  const before = await wallet();
  const placed = await Promise.all([topUp(esim), topUp(esim)]);
  for (const answer of placed) {
    expect(answer.status).toBe(201);
    expectDocumented('POST', '/api/v1/vendor/esims/{esimId}/top-ups', answer);
    expect(answer.body).toMatchObject({ status: 'PAID', quantity: 1, topUpOf: esim.id, esims: [] });
  }
  const ids = placed.map(({ body }) => body.id);
  const done = await Promise.all(ids.map((id) => untilFinal(id, 120)));
  expect(done).toMatchObject(ids.map(() => ({ status: 'COMPLETED', esims: [{ id: esim.id }] })));
  const completedFirst = done.sort((a, b) => (`${a.completedAt}` < `${b.completedAt}` ? -1 : 1));
  await expectToppedUp(esim, ...completedFirst.map(({ id }) => id));
  const after = await wallet();
  const spent = done.reduce((sum, { total }) => sum + total.amount, 0);
  expect(before.available.amount - after.available.amount).toBe(spent);
  expect(after.held).toEqual(before.held);
  const told = await until(eventsTaken, (all) =>
    ids.every((id) => all.some(({ orderId }) => orderId === id)),
  );
  for (const id of ids)
    expect(
      new Set(told.filter(({ orderId }) => orderId === id).map((event) => event.id)).size,
    ).toBe(1);
  await expectBooksToAgree();
});

test('a repeat is answered the same, and what cannot be sold is refused', async () => {
  const esim = await newEsim();
  const wish = { key: randomUUID(), body: { bundleCode } };
  const path = `/api/v1/vendor/esims/${esim.id}/top-ups`;
  const first = await call<Order>('POST', path, wish);
  const again = await call<Order>('POST', path, wish);
  expect(again.body).toEqual(first.body);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expectProblem(await topUp(esim, { bundleCode: 'esim_none' }), 'BUNDLE_NOT_FOUND');
  expectProblem(await topUp(esim, { quantity: 2 }), 'VALIDATION_FAILED');
  await untilFinal(first.body.id, 120);
  await expectToppedUp(esim, first.body.id);
});

test('a guest tops up by card, with the link of the order that brought the eSIM', async () => {
  const email = newEmail();
  const first = (await checkOut({ email })).body;
  await payWith(first);
  const [esim] = (await untilSettled(first)).esims;
  const path = withLink(`/api/v1/esims/${esim?.id}/top-ups`, first);
  const wish = { as: null, key: randomUUID(), body: { bundleCode } };
  const placed = await call<Checkout>('POST', path, wish);
  expect(placed.status).toBe(201);
  expectDocumented('POST', '/api/v1/esims/{esimId}/top-ups', placed);
  expect((await call('POST', path, wish)).body).toEqual(placed.body);
  const other = { as: null, key: randomUUID(), body: { bundleCode: 'esim_none' } };
  expectProblem(await call('POST', path, other), 'BUNDLE_NOT_FOUND');
  await payWith(placed.body);
  expect(await untilSettled(placed.body)).toMatchObject({
    ...{ status: 'COMPLETED', topUpOf: esim?.id, esims: [{ id: esim?.id }] },
  });
  const seen = await call<EsimAnswer>('GET', withLink(`/api/v1/esims/${esim?.id}`, first), {
    as: null,
  });
  expect(seen.body.topUps).toMatchObject([{ orderId: placed.body.id }]);
  expect(await assignmentsOf(seen.body.iccid)).toBe(2);
  const mails = await mailsTo(email, 2);
  expect(mails.map(({ subject }) => subject)).toEqual(
    expect.arrayContaining([
      expect.stringContaining('is ready'),
      expect.stringContaining('topped up'),
    ]),
  );
  await expectBooksToAgree();
});

test('one whose answer gets lost is found, and one that the provider does later is followed', async () => {
  const [one, two] = [await newEsim(), await newEsim()];
  const fault = { route: 'POST /orders', kind: 'drop-after', match: { item: bundleCode } };
  await control('esimGo', 'POST', '/faults', fault);
  const lost = (await topUp(one)).body.id;
  await until(
    async () => (await call<Order>('GET', `/api/v1/vendor/orders/${lost}`)).body,
    ({ status }) => status === 'PENDING_SYNC',
  );
  await control('esimGo', 'PUT', '/settings', { asyncAboveBundles: 0, asyncSeconds: 3 });
  const later = await untilFinal((await topUp(two)).body.id, 120).finally(() =>
    control('esimGo', 'PUT', '/settings', { asyncAboveBundles: 5, asyncSeconds: 3 }),
  );
  expect(later.status).toBe('COMPLETED');
  await expectToppedUp(two, later.id);
  expect(await untilFinal(lost, 240)).toMatchObject({ status: 'COMPLETED' });
  await expectToppedUp(one, lost);
  await expectBooksToAgree();
});
