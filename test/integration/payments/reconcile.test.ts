import { proveLedger } from '../../../lib/ledger/prove.ts';
import { checkOut } from '../../../lib/orders/checkout.ts';
import { readOrder } from '../../../lib/orders/read.ts';
import { paymentEvents } from '../../../lib/payments/events.ts';
import { readEventCursor, readInbox, readPayment } from '../../../lib/payments/items.ts';
import { reconcileEvents } from '../../../lib/payments/reconcile.ts';
import type { Bench } from '../../simulators/stripe/testbench.ts';
import { all, command, dyingAt, events, openShop, postWebhook, receive } from './card.ts';
import {
  applyInbox,
  day,
  emptied,
  hour,
  inbox,
  inSeconds,
  minute,
  openReviews,
  runIn,
} from './reconcile-world.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openShop();
}, 30_000);
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.control('POST', '/reset');
  await emptied('payments');
  await emptied('ledger');
  await emptied('orders');
});
afterEach(async () => {
  expect(await proveLedger()).toMatchObject({ findings: [], sum: 0 });
});

async function paidUnheard() {
  const { order, intent } = await checkOut(command());
  await bench.control('POST', `/intents/${intent.intentId}/pay`);
  return { id: order.id, intentId: intent.intentId };
}
const order = async (id: string) => await readOrder(id, { consistent: true });
const deposits = async (id: string) =>
  (await all('ledger')).filter(({ orderId, kind }) => orderId === id && kind === 'PAYMENT').length;
/** Events that mean something to us, as Stripe has them. */
const news = async () =>
  (await events(bench)).filter(({ type }) => type === 'payment_intent.succeeded');
const forge = (id: string, more = {}) =>
  bench.control('POST', '/events', {
    ...{ id, type: 'payment_intent.processing' },
    object: { id: `pi_${id}`, amount_received: 0, currency: 'usd', metadata: {} },
    ...more,
  });

test('an event that was lost is found, and takes the usual way', async () => {
  const { id } = await paidUnheard();
  expect(await runIn(5 * minute)).toMatchObject({ outcome: 'DONE', looked: 1, recovered: 1 });
  const [message] = await inbox();
  expect(message).toMatchObject({
    ...{ status: 'RECEIVED', type: 'payment_intent.succeeded', source: 'stripe', attempts: 0 },
    by: { kind: 'SYSTEM', id: 'payments/reconcile' },
  });
  expect(paymentEvents(undefined, message)).toMatchObject([
    { type: 'payment.stripe_event_received', data: { eventId: message?.eventId } },
  ]);
  await applyInbox();
  expect((await order(id))?.status).toBe('PAID');
  // The lost one comes after all.
  for (const event of await news()) await receive(event);
  expect(await deposits(id)).toBe(1);
  expect(await runIn(10 * minute)).toMatchObject({ looked: 1, recovered: 0 });
  expect((await readEventCursor())?.unsettled).toEqual([]);
});

test('an event of this minute is left to its usual way', async () => {
  await paidUnheard();
  expect(await runIn(minute)).toMatchObject({ outcome: 'DONE', looked: 0, recovered: 0 });
  expect(await runIn(3 * minute)).toMatchObject({ recovered: 1 });
});

test('the same event may come by itself at that moment', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { id } = await paidUnheard();
    const told = await news();
    await Promise.all([runIn(5 * minute), ...[...told, ...told].map(receive), applyInbox()]);
    await applyInbox();
    expect((await order(id))?.status).toBe('PAID');
    expect(await deposits(id)).toBe(1);
    expect(await inbox()).toHaveLength(told.length);
  }
});

test('three hundred events over pages are all found, and each once', async () => {
  // So that both runs move a cursor which is there.
  await runIn(-10 * minute);
  for (let n = 0; n < 300; n += 1) await forge(`evt_many_${n}`);
  const [one, other] = await Promise.all([runIn(5 * minute), runIn(5 * minute)]);
  expect(one.recovered + other.recovered).toBe(300);
  expect([one.outcome, other.outcome].sort()).toEqual(['DONE', 'OVERTAKEN']);
  expect(new Set((await inbox()).map(({ eventId }) => eventId)).size).toBe(300);
  expect(await runIn(5 * minute)).toMatchObject({ recovered: 0 });
});

test('a stretch with too many pages is read in smaller ones', async () => {
  const now = Math.floor(Date.now() / 1000);
  for (let n = 0; n < 240; n += 1) await forge(`evt_dense_${n}`, { created: now - n });
  expect(await runIn(5 * minute, 1)).toMatchObject({ outcome: 'DONE', recovered: 240 });
  for (let n = 0; n < 150; n += 1) await forge(`evt_second_${n}`, { created: now });
  expect(await runIn(5 * minute, 1)).toMatchObject({ outcome: 'DONE', recovered: 150 });
});

test('a run may die at any call: the next one finds the rest', async () => {
  for (const when of ['before', 'after'] as const)
    for (let call = 1; call <= 8; call += 1) {
      await bench.control('POST', '/reset');
      await emptied('payments');
      for (let n = 0; n < 5; n += 1) await forge(`evt_${when}_${call}_${n}`);
      // cursor, inbox, five stores, cursor
      expect(await dyingAt(call, when, () => runIn(5 * minute))).toBe('died');
      expect(await runIn(5 * minute)).toMatchObject({ outcome: 'DONE' });
      expect(await inbox()).toHaveLength(5);
      expect((await readEventCursor())?.unsettled).toHaveLength(5);
    }
}, 60_000);

test('while Stripe is down nothing is lost and nothing fails', async () => {
  const { id } = await paidUnheard();
  await bench.control('POST', '/faults', { route: '*', kind: 'status-before', times: 50 });
  expect(await runIn(5 * minute)).toMatchObject({ outcome: 'UNAVAILABLE', recovered: 0 });
  expect(await readEventCursor()).toBeUndefined();
  await bench.control('DELETE', '/faults');
  expect(await runIn(10 * minute)).toMatchObject({ outcome: 'DONE', recovered: 1 });
  await applyInbox();
  expect((await order(id))?.status).toBe('PAID');
});

test('a run that has no time left keeps what it has done', async () => {
  const created = Math.floor(Date.now() / 1000) - 20 * hour;
  await forge('evt_old', { created });
  await forge('evt_new');
  let calls = 0;
  const started = inSeconds(5 * minute).getTime();
  // Ten seconds for each look at the clock.
  const clock = () => new Date(started + 10_000 * calls++);
  const first = await reconcileEvents({ clock, runSeconds: 100 });
  expect(first).toMatchObject({ outcome: 'OUT_OF_TIME', recovered: 1 });
  const readTo = Date.parse(first.readTo) / 1000;
  expect(readTo).toBeGreaterThan(created);
  expect(readTo).toBeLessThan(created + 12 * hour);
  expect(await runIn(10 * minute)).toMatchObject({ outcome: 'DONE', recovered: 1 });
});

test('the cursor only goes forward, whatever the clock says', async () => {
  const { readTo } = await runIn(hour);
  expect(await runIn(5 * minute)).toMatchObject({ outcome: 'DONE', readTo });
  await forge('evt_late', { created: Math.floor(Date.now() / 1000) + 50 * minute });
  // Listed late, but within the overlap.
  expect(await runIn(hour + 5 * minute)).toMatchObject({ recovered: 1 });
});

describe('what lies in the inbox', () => {
  async function storedUnheard() {
    const { id } = await paidUnheard();
    const [success] = await news();
    await postWebhook(JSON.stringify(success));
    await runIn(5 * minute);
    return { id, eventId: success?.id as string };
  }

  test('without being tried is announced again, once for two runs', async () => {
    const { id, eventId } = await storedUnheard();
    const before = (await inbox())[0];
    const runs = await Promise.all([runIn(20 * minute), runIn(20 * minute)]);
    expect(runs.reduce((sum, { announced }) => sum + announced, 0)).toBe(1);
    const after = (await inbox())[0];
    expect(paymentEvents(before, after)).toMatchObject([
      { id: `evt_${eventId}_2_stripe_event_received`, data: { eventId } },
    ]);
    expect(await runIn(25 * minute)).toMatchObject({ announced: 0 });
    await applyInbox();
    expect((await order(id))?.status).toBe('PAID');
    expect(await runIn(5 * hour)).toMatchObject({ announced: 0, recovered: 0 });
    expect((await readEventCursor())?.unsettled).toEqual([]);
  });

  test('unreadable is announced for some days and then given to a person, once', async () => {
    await forge('evt_odd', { object: { odd: true }, type: 'payment_intent.succeeded' });
    await runIn(5 * minute);
    let announced = 0;
    for (let hours = 1; hours <= 8 * 24; hours += 6) {
      await applyInbox(inSeconds(hours * hour));
      announced += (await runIn(hours * hour)).announced;
    }
    expect(announced).toBe(5);
    expect(await openReviews()).toMatchObject([
      {
        ...{ kind: 'PAYMENT_UNMATCHED', subject: 'evt_odd', status: 'OPEN' },
        evidence: {
          event: {
            eventId: 'evt_odd',
            reason: expect.stringMatching(/not understood/),
            replays: 5,
          },
        },
      },
    ]);
    expect((await readEventCursor())?.unsettled).toEqual([]);
    expect(await runIn(9 * day)).toMatchObject({ announced: 0, stuck: 0 });
  }, 60_000);
});

test('an order that expired unheard at Stripe is told as well', async () => {
  const { order: placed, intent } = await checkOut(command());
  await bench.stripe.paymentIntents.cancel(intent.intentId);
  expect(await runIn(5 * minute)).toMatchObject({ recovered: 1 });
  await applyInbox();
  expect((await order(placed.id))?.status).toBe('CANCELED');
  expect((await readPayment(placed.id))?.status).toBe('CANCELED');
  const [message] = await inbox();
  expect((await readInbox('stripe', message?.eventId as string))?.status).toBe('APPLIED');
});
