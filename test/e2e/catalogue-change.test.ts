import { randomUUID } from 'node:crypto';
import { callJson } from '../../infra/local/aws.ts';
import { call, control, placeVendorOrder, stack, until } from './client.ts';
import { sqs } from './inside.ts';
import { expectProblem } from './problem.ts';
import { changeBundle, sync } from './shelf.ts';

interface Bundle {
  code: string;
  status: string;
  price: { amount: number; currency: string } | null;
}

interface News {
  type: string;
  data: { bundleCode: string; before?: Record<string, number>; after?: Record<string, number> };
}

const bundle = async (code: string) =>
  (await call<Bundle>('GET', `/api/v1/bundles/${code}`, { as: null })).body;

const listed = async (code: string) => {
  const path = `/api/v1/bundles?search=${code}`;
  const { body } = await call<{ data: Bundle[]; catalogue: { asOf: string } }>('GET', path, {
    as: null,
  });
  return { bundle: body.data.find((each) => each.code === code), asOf: body.catalogue.asOf };
};

const events = <T>(operation: string, body: object) =>
  callJson<T>(stack().endpoint, 'events', `AWSEvents.${operation}`, body);

/** A queue of the test's own, at the end of a rule of its own on the product's bus. */
const name = `test-${randomUUID()}`;
const rule = () => ({ EventBusName: stack().app.eventBusName });
let QueueUrl: string;

beforeAll(async () => {
  ({ QueueUrl } = await sqs<{ QueueUrl: string }>('CreateQueue', { QueueName: name }));
  const pattern = { 'detail-type': ['bundle.price_changed', 'bundle.retired'] };
  await events('PutRule', { ...rule(), Name: name, EventPattern: JSON.stringify(pattern) });
  const Arn = `arn:aws:sqs:us-east-1:000000000000:${name}`;
  await events('PutTargets', { ...rule(), Rule: name, Targets: [{ Id: 'queue', Arn }] });
});

afterAll(async () => {
  await events('RemoveTargets', { ...rule(), Rule: name, Ids: ['queue'] });
  await events('DeleteRule', { ...rule(), Name: name });
  await sqs('DeleteQueue', { QueueUrl });
});

const heard: News[] = [];

/** What the bus told of a bundle so far. */
async function newsOf(code: string): Promise<News[]> {
  const { Messages = [] } = await sqs<{ Messages?: { Body: string; ReceiptHandle: string }[] }>(
    'ReceiveMessage',
    { QueueUrl, MaxNumberOfMessages: 10 },
  );
  for (const { Body, ReceiptHandle } of Messages) {
    heard.push((JSON.parse(Body) as { detail: News }).detail);
    await sqs('DeleteMessage', { QueueUrl, ReceiptHandle });
  }
  return heard.filter(({ data }) => data.bundleCode === code);
}

test('a changed price reaches list, orders and bus; a maximum guards against it', async () => {
  const code = 'esim_1GB_7D_IT_V2';
  const { price: cost } = await changeBundle(code);
  const before = (await bundle(code)).price?.amount ?? 0;
  const old = (await placeVendorOrder({ bundleCode: code, type: 'validate' })).body.unitPrice;
  await changeBundle(code, { price: cost * 2 });
  try {
    expect(await sync()).toMatchObject({ outcome: 'DONE' });
    const after = (await bundle(code)).price?.amount ?? 0;
    expect(after).toBeGreaterThan(before);
    await until(
      () => listed(code),
      (seen) => seen.bundle?.price?.amount === after,
    );
    const { amount } = old as { amount: number };
    const guarded = await placeVendorOrder({ bundleCode: code, maxUnitPrice: amount });
    expectProblem(guarded as never, 'PRICE_ABOVE_MAXIMUM');
    const placed = await placeVendorOrder({ bundleCode: code });
    expect(placed.status).toBe(201);
    expect(placed.body.total.amount).toBeGreaterThan(amount);
    const [news, ...more] = await until(
      () => newsOf(code),
      (all) => all.length > 0,
    );
    expect(more).toEqual([]);
    expect(news).toMatchObject({
      type: 'bundle.price_changed',
      data: { before: { RETAIL: before, STANDARD: amount }, after: { RETAIL: after } },
    });
  } finally {
    await changeBundle(code, { price: cost });
    await sync();
  }
  expect((await bundle(code)).price?.amount).toBe(before);
});

test('a retired bundle leaves the list, is sold no more, and the bus tells', async () => {
  const code = 'esim_1GB_7D_ES_V2';
  expect((await listed(code)).bundle).toBeDefined();
  await changeBundle(code, { retired: true });
  try {
    expect(await sync()).toMatchObject({ outcome: 'DONE' });
    expect(await bundle(code)).toMatchObject({ status: 'RETIRED', price: null });
    expectProblem((await placeVendorOrder({ bundleCode: code })) as never, 'BUNDLE_UNAVAILABLE');
    await until(
      () => listed(code),
      (seen) => seen.bundle === undefined,
    );
    const news = await until(
      () => newsOf(code),
      (all) => all.length > 0,
    );
    expect(news.map(({ type }) => type)).toEqual(['bundle.retired']);
  } finally {
    await changeBundle(code, { retired: false });
    await sync();
  }
  expect(await bundle(code)).toMatchObject({ status: 'ACTIVE' });
});

test('while the provider is down the last catalogue is served with its age', async () => {
  const code = 'esim_1GB_7D_FR_V2';
  const start = new Date().toISOString();
  expect(await sync()).toMatchObject({ outcome: 'DONE' });
  const fresh = await until(
    () => listed(code),
    ({ asOf }) => asOf > start,
  );
  await control('esimGo', 'POST', '/faults', { route: '*', kind: 'outage' });
  try {
    expect(await sync()).toMatchObject({ outcome: 'PROVIDER_UNAVAILABLE' });
    expect(await listed(code)).toEqual(fresh);
    expect(await bundle(code)).toEqual(fresh.bundle);
  } finally {
    await control('esimGo', 'DELETE', '/faults');
  }
  expect(await sync()).toMatchObject({ outcome: 'DONE' });
  await until(
    () => listed(code),
    ({ asOf }) => asOf > fresh.asOf,
  );
});
