import Stripe from 'stripe';
import {
  type Bench,
  type Endpoint,
  eventually,
  noRedirects,
  openBench,
  openEndpoint,
  webhookSecret,
} from './testbench.ts';

interface EventReport {
  id: string;
  type: string;
  deliveries: { state: string; attempts: { status: number | null; error: string | null }[] }[];
}

let bench: Bench;
let endpoint: Endpoint;
beforeEach(async () => {
  endpoint = await openEndpoint();
  bench = await openBench({ webhook: { url: endpoint.url, secret: webhookSecret } });
});
afterEach(async () => {
  await bench.close();
  await endpoint.close();
});

const order = { amount: 700, currency: 'usd', automatic_payment_methods: noRedirects };
const create = (more: object = {}) => bench.stripe.paymentIntents.create({ ...order, ...more });
const set = (webhook: object) => bench.control('PUT', '/settings', { webhook });
const reports = () => bench.control<EventReport[]>('GET', '/events');
const types = () => endpoint.received.map(({ event }) => event.type);

test('a payment is told in signed events that show the object of that moment', async () => {
  const params = {
    ...order,
    metadata: { order: 'o1' },
    confirm: true,
    payment_method: 'pm_card_visa',
  };
  const intent = await bench.stripe.paymentIntents.create(params, { idempotencyKey: 'o1-pi' });
  const received = await endpoint.waitFor(4);
  const told = [
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.succeeded',
    'charge.updated',
  ];
  expect(types().sort()).toEqual(told.sort());
  const find = (type: string) => received.find(({ event }) => event.type === type)?.event;
  expect(find('payment_intent.created')?.data.object).toMatchObject({
    status: 'requires_confirmation',
  });
  expect(find('payment_intent.succeeded')).toMatchObject({
    id: expect.stringMatching(/^evt_/),
    object: 'event',
    api_version: '2026-10-28.endive',
    livemode: false,
    request: { id: intent.lastResponse.requestId, idempotency_key: 'o1-pi' },
    data: { object: { id: intent.id, status: 'succeeded', metadata: { order: 'o1' } } },
  });
  expect(endpoint.refusals).toEqual([]);
  expect(await bench.statistics()).toMatchObject({
    eventsCreated: 4,
    webhookAttempts: 4,
    webhooksDelivered: 4,
    webhooksPending: 0,
  });
});

test('delivered again until a 2xx, with the same id and a new signature', async () => {
  await set({ retryGapsMs: [20, 1100] });
  endpoint.statuses.push(500, 302, 204);
  await create();
  const received = await endpoint.waitFor(3);
  expect(new Set(received.map(({ event }) => event.id)).size).toBe(1);
  expect(received[2]?.signature).not.toBe(received[0]?.signature);
  const [first, , third] = received.map(({ atMs }) => atMs);
  expect(Number(third) - Number(first)).toBeGreaterThan(1100);
  const [event] = await eventually(reports, ([one]) => one?.deliveries[0]?.state === 'delivered');
  expect(event?.deliveries[0]?.attempts.map(({ status }) => status)).toEqual([500, 302, 204]);
});

test('an endpoint that is down is tried until it is there, or until the attempts are used up', async () => {
  await set({ url: 'http://127.0.0.1:1/hook', retryGapsMs: [10], attemptsMax: 3 });
  await create();
  const [event] = await eventually(reports, ([one]) => one?.deliveries[0]?.state === 'given-up');
  expect(event?.deliveries[0]?.attempts).toHaveLength(3);
  expect(event?.deliveries[0]?.attempts[0]?.error).toContain('ECONNREFUSED');
  const pending = await bench.stripe.events.list({ delivery_success: false });
  expect(pending.data.map(({ id }) => id)).toEqual([event?.id]);
  await set({ url: endpoint.url });
  await bench.control('POST', `/events/${event?.id}/resend`, {});
  await endpoint.waitFor(1);
});

test('two secrets sign at once while one is rolled', async () => {
  await set({ secrets: ['whsec_new', webhookSecret] });
  await create();
  const [received] = await endpoint.waitFor(1);
  expect(received?.signature.match(/v1=/g)).toHaveLength(2);
  await set({ secret: 'whsec_new' });
  await create();
  await eventually(
    () => endpoint.refusals,
    (refusals) => refusals.length > 0,
  );
});

test('only the enabled events are delivered, in the version of the endpoint', async () => {
  await set({ enabledEvents: ['payment_intent.succeeded', 'refund.*'], apiVersion: '2024-06-20' });
  const intent = await create({ confirm: true, payment_method: 'pm_card_visa' });
  await bench.stripe.refunds.create({ payment_intent: intent.id });
  await endpoint.waitFor(2);
  expect(types().sort()).toEqual(['payment_intent.succeeded', 'refund.created']);
  expect(endpoint.received[0]?.event.api_version).toBe('2024-06-20');
});

test('duplicates and shuffling', async () => {
  await set({ duplicates: 2, shuffle: true, shuffleWindowMs: 150 });
  for (let made = 0; made < 6; made += 1) await create();
  const received = await endpoint.waitFor(18);
  expect(new Set(received.map(({ event }) => event.id)).size).toBe(6);
  const made = (await reports()).map(({ id }) => id);
  const firsts = [...new Set(received.map(({ event }) => event.id))];
  expect(firsts).not.toEqual(made);
});

test('withheld events go out on release, in the order asked for', async () => {
  await set({ withhold: true });
  await create({ confirm: true, payment_method: 'pm_card_visa' });
  expect(endpoint.received).toEqual([]);
  const ids = (await reports()).map(({ id }) => id);
  const [created, charged, succeeded, updated] = ids;
  const one = { order: [succeeded], only: true };
  expect(await bench.control('POST', '/events/release', one)).toEqual({ released: 1 });
  await endpoint.waitFor(1);
  const rest = { order: [updated, created] };
  expect(await bench.control('POST', '/events/release', rest)).toEqual({ released: 3 });
  await endpoint.waitFor(4);
  expect(endpoint.received.map(({ event }) => event.id)).toEqual([
    succeeded,
    updated,
    created,
    charged,
  ]);
});

test('the webhook may come before the answer', async () => {
  await set({ beforeAnswer: true });
  const intent = await create();
  expect(endpoint.received[0]?.event.data.object).toMatchObject({ id: intent.id });
});

test('any signed event can be made up, with an id, version and mode of choice', async () => {
  const made = await bench.control('POST', '/events', {
    type: 'radar.early_fraud_warning.created',
    object: { id: 'issfr_1', object: 'radar.early_fraud_warning' },
    id: 'evt_made_up',
    api_version: '2020-08-27',
    livemode: true,
  });
  expect(made).toMatchObject({ id: 'evt_made_up', request: null });
  const [received] = await endpoint.waitFor(1);
  expect(received?.event).toMatchObject({
    id: 'evt_made_up',
    livemode: true,
    api_version: '2020-08-27',
    data: { object: { id: 'issfr_1' } },
  });
  await bench.control('POST', '/events/evt_made_up/resend', { times: 2 });
  await endpoint.waitFor(3);
});

test('the clock offset shows in the signature, whose age the receiver checks', async () => {
  await bench.control('PUT', '/settings', { clockOffsetSeconds: -600 });
  await create();
  const [refusal] = await eventually(
    () => endpoint.refusals,
    (refusals) => refusals.length > 0,
  );
  expect(refusal).toContain('tolerance');
});

test('events can be read back for a reconciliation', async () => {
  const intent = await create({ confirm: true, payment_method: 'pm_card_visa' });
  const { events } = bench.stripe;
  const listed = await events.list({ types: ['payment_intent.succeeded', 'charge.succeeded'] });
  expect(listed.data.map(({ type }) => type)).toEqual([
    'payment_intent.succeeded',
    'charge.succeeded',
  ]);
  const [newest] = listed.data;
  const event = await events.retrieve(String(newest?.id));
  expect(event.data.object).toMatchObject({ id: intent.id });
  expect((await events.list({ type: 'charge.*' })).data).toHaveLength(2);
  const since = Math.floor(Date.now() / 1000) + 60;
  expect((await events.list({ created: { gte: since } })).data).toEqual([]);
});

test('a forged header does not pass the check that the endpoint makes', () => {
  const forge = () => Stripe.webhooks.constructEvent('{}', 't=1,v1=00', webhookSecret);
  expect(forge).toThrow(Stripe.errors.StripeSignatureVerificationError);
});
