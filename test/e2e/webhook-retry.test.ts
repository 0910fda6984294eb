/** An endpoint in trouble: its events wait for it, and one that is gone is left alone. */
import { addEndpoint } from '../../lib/vendors/create.ts';
import { call, control, placeVendorOrder, runJob, stack, until, untilFinal } from './client.ts';
import { openInside, setAttribute } from './inside.ts';
import { newVendor } from './second-vendor.ts';

interface Listed {
  eventId: string;
  orderId: string;
  status: string;
  attempts: number;
  lastAttempt: { status: number | null; error: string | null };
}

interface Received {
  path: string;
  id: string;
  answered: number | null;
}

const secretOf = (secret: string) => control('receiver', 'PUT', '/settings', { secret });
const answerWith = (status: number, times: number) =>
  control('receiver', 'POST', '/faults', { status, times });
const received = async (path: string) =>
  (await control<Received[]>('receiver', 'GET', '/deliveries')).filter((one) => one.path === path);

async function vendorWithEndpoint(path: string) {
  const vendor = await newVendor();
  openInside();
  const url = `${stack().simulators.receiver.url}${path}`;
  const endpoint = await addEndpoint(vendor.id, url, new Date());
  await secretOf(endpoint.secret);
  return { ...vendor, endpoint };
}

async function order(apiKey: string): Promise<string> {
  const { body } = await placeVendorOrder({}, { as: apiKey });
  expect((await untilFinal(body.id, 60, apiKey)).status).toBe('COMPLETED');
  return body.id;
}

const listed = async (apiKey: string, orderId: string) => {
  const { body } = await call<{ data: Listed[] }>('GET', '/api/v1/vendor/webhook-deliveries', {
    as: apiKey,
  });
  return body.data.find((delivery) => delivery.orderId === orderId);
};

const untilAttempts = (apiKey: string, orderId: string, attempts: number) =>
  until(
    () => listed(apiKey, orderId),
    (delivery) => delivery?.attempts === attempts,
    90,
  );

beforeAll(openInside);
afterEach(async () => {
  await control('receiver', 'DELETE', '/faults');
  await secretOf(stack().vendor.webhookSecret);
});

test('an event that was refused is sent again under the same id, and then delivered', async () => {
  const path = '/retry-later';
  const { apiKey } = await vendorWithEndpoint(path);
  await answerWith(503, 1);
  const id = await order(apiKey);
  const first = await untilAttempts(apiKey, id, 1);
  expect(first).toMatchObject({ status: 'RETRYING', lastAttempt: { status: 503 } });
  // The second attempt is due after five seconds; the job that makes it runs every minute.
  await until(
    () => runJob('webhooks/retry').then(() => listed(apiKey, id)),
    (delivery) => delivery?.status === 'DELIVERED',
    30,
  );
  const attempts = await received(path);
  expect(attempts.map(({ answered }) => answered)).toEqual([503, 200]);
  expect(new Set(attempts.map(({ id: eventId }) => eventId)).size).toBe(1);
});

test.each([
  ['at the first attempt', [410]],
  ['at a later one', [503, 410]],
])('an endpoint that is gone %s is disabled and gets nothing more', async (when, answers) => {
  const path = `/gone-${answers.length}`;
  const { id: vendorId, apiKey, endpoint } = await vendorWithEndpoint(path);
  for (const status of answers) await answerWith(status, 1);
  const id = await order(apiKey);
  await untilAttempts(apiKey, id, 1);
  if (answers.length > 1)
    await until(
      () => runJob('webhooks/retry').then(() => listed(apiKey, id)),
      (delivery) => delivery?.attempts === 2,
      30,
    );
  expect([when, await listed(apiKey, id)]).toMatchObject([
    when,
    { status: 'FAILED', lastAttempt: { status: 410 } },
  ]);
  await order(apiKey);
  expect(await received(path)).toHaveLength(answers.length);
  // Until its owner enables it again.
  const key = { pk: `VENDOR#${vendorId}`, sk: `ENDPOINT#${endpoint.id}` };
  await setAttribute('vendors', key, 'status', 'ENABLED');
  await order(apiKey);
  await until(
    () => received(path),
    (all) => all.length === answers.length + 1,
  );
});
