import { orderEvents } from '../../../lib/orders/events.ts';
import { changedOrder } from '../../../lib/orders/items.ts';
import { moved, type Order } from '../../../lib/orders/order.ts';
import { refundOrder } from '../../../lib/orders/refund.ts';
import type { VendorActor } from '../../../lib/platform/actor.ts';
import { transact } from '../../../lib/platform/dynamodb.ts';
import { newId } from '../../../lib/platform/ids.ts';
import { neverDelivered } from '../../../lib/provisioning/reviews.ts';
import { openReview } from '../../../lib/review/review.ts';
import { addEndpoint, creditWallet } from '../../../lib/vendors/create.ts';
import { deliver } from '../../../lib/webhooks/deliver.ts';
import { receiver } from '../../unit/webhooks/receiver.ts';
import { setUp, tearDown } from '../dynamo.ts';
import { bundleCode, putBundle, timings, vendorWith } from '../orders/world.ts';
import { asked, askedJson } from './desk.ts';
import { at, begun, current, delivered, placed } from './vendor-order.ts';

let actor: VendorActor;
beforeAll(async () => {
  process.env.TIMINGS = JSON.stringify(timings);
  await setUp();
  await putBundle();
  actor = (await vendorWith(100_000)).actor;
});
afterAll(tearDown);

const sending = { allowPrivate: true, clock: () => new Date(), random: () => 0.5, timeoutMs: 500 };

/** What the change to `after` tells the vendor, as relay and consumer do it. */
async function tell(before: Order | undefined, after: Order): Promise<void> {
  for (const { id, type, occurredAt, correlationId } of orderEvents(before, after))
    await deliver(
      {
        ...{ eventId: id, eventType: type, occurredAt, correlationId, orderId: after.id },
        ...{ channel: after.channel, vendorId: after.vendorId },
      },
      sending,
    );
}

interface Told {
  order: Order;
  entries: { at: string; part: string; what: string; more?: string[] }[];
  unfound: string[];
}
const told = (id: string, ...more: string[]) => askedJson<Told>('history', id, ...more);
const partsOf = ({ entries }: Told) => entries.map(({ part }) => part);

describe("a vendor's order", () => {
  it('that was delivered together with another one shows all of it, in time order', async () => {
    await using good = await receiver((response) => response.end());
    await using failing = await receiver((response) => response.writeHead(500).end('out of order'));
    for (const { url } of [good, failing]) await addEndpoint(actor.vendorId, url, new Date());
    const [first, second] = [await placed(actor), await placed(actor, 'key-of-a-vendor-2')];
    const { attemptId, orders } = await begun([first, second]);
    const done = await delivered(orders[1] as Order, 'ref-1', 1);
    await delivered(orders[0] as Order, 'ref-1', 0);
    await tell(orders[1], done);

    const { code, out, err } = await asked('history', second.id, '--key', 'key-of-a-vendor-2');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.split('\n');
    expect(lines[0]).toBe(`${second.id}  COMPLETED, version 3`);
    const words = [
      `request  POST /api/v1/vendor/orders: this key made ${second.id}`,
      `order    accepted: 1 x ${bundleCode}, 3.00 USD held`,
      `money    ORDER 3.00 USD PENDING: ${second.holdId}`,
      `event    order.paid evt_${second.id}_1_paid (derived)`,
      `attempt  attempt 1 at esim-go: ${attemptId}, line 1 of 2`,
      `line 0: ${first.id}  1 x ${bundleCode}`,
      `line 1: ${second.id}  1 x ${bundleCode}  (this order)`,
      'order    COMPLETED, version 3, by SYSTEM provisioning',
      `money    ORDER POSTED: ${second.holdId}`,
      `event    order.completed evt_${second.id}_3_completed (derived)`,
      'claim    line 1 of esim-go order ref-1: this order',
      'stored, ICCID …',
      `claim    line 0 of esim-go order ref-1: ${first.id}`,
    ];
    let from = 0;
    for (const word of words) {
      const index = lines.findIndex((line, at) => at >= from && line.includes(word));
      expect({ word, isThere: index >= from }).toEqual({ word, isThere: true });
      from = index;
    }
    expect(out).toMatch(
      /webhook {2}order\.completed to whe_\w+: DELIVERED after 1 attempt, HTTP 200/,
    );
    expect(out).toMatch(
      /webhook {2}order\.completed to whe_\w+: RETRYING after 1 attempt, HTTP 500/,
    );
    expect(out).toContain('answer: out of order');
    expect(lines.at(-1)).toContain('No key leads to: corrections of the hold (--deep);');
    for (const hidden of ['K2-1A2B3C', '8944000000000']) expect(out).not.toContain(hidden);
  });

  it('that failed, was announced again and given back', async () => {
    const first = await placed(actor);
    const { orders } = await begun([first]);
    const open = orders[0] as Order;
    const failed = moved(open, 'FAILED', at(), { failure: 'PROVIDER_UNAVAILABLE' });
    const review = openReview(neverDelivered(open, undefined), new Date());
    await transact({ order: changedOrder(open, failed), review });
    const again = moved(failed, 'FAILED', at(), { nudges: 1 });
    await transact({ order: changedOrder(failed, again) });
    await refundOrder(first.id, new Date());
    const history = await told(first.id);
    const words = history.entries.map(({ what }) => what);
    expect(words).toContain(`ORDER VOIDED: ${first.holdId}`);
    expect(words).toContain(`order.failed evt_${first.id}_3_failed`);
    expect(words).toContain(`order.refund_due evt_${first.id}_4_refund_due`);
    expect(words).toContain(`order.refunded evt_${first.id}_5_refunded`);
    expect(words.some((word) => /^NEVER_DELIVERED rev_\w+ opened: /.test(word))).toBe(true);
    const times = history.entries.map(({ at }) => at);
    expect(times).toEqual([...times].sort());
  });

  it('shows corrections of its hold when they are looked for', async () => {
    const order = await placed(actor);
    await placed(actor);
    const vendor = { id: actor.vendorId, currency: 'USD' as const };
    const why = { kind: 'ADJUSTMENT', reason: 'goodwill' } as const;
    const { id } = await creditWallet(vendor, 100, why, new Date());
    const set = 'SET orderId = :order';
    const key = { pk: `ACCOUNT#${actor.vendorId}`, sk: `TRANSFER#${id}` };
    await transact({ names: { update: 'ledger', key, set, values: { ':order': order.id } } });
    const found = `ADJUSTMENT 1.00 USD POSTED: ${id}, "goodwill"`;
    const words = async (...more: string[]) =>
      (await told(order.id, ...more)).entries.map(({ what }) => what);
    expect(await words()).not.toContain(found);
    expect(await words('--deep')).toContain(found);
    expect((await words('--deep')).filter((word) => word.includes('PENDING'))).toHaveLength(1);
  });

  it('that was just accepted has a short history, and another key than its own finds no request', async () => {
    const order = await placed(actor);
    const history = await told(order.id, '--key', 'another-key-than-its-own');
    expect(partsOf(history)).toEqual(['order', 'order', 'money', 'event']);
    expect(history.unfound.join()).toContain('an idempotency record with this key');
    expect(history.order).toEqual(JSON.parse(JSON.stringify(await current(order.id))));
  });
});

describe('an order that is not there', () => {
  it('is said in a sentence', async () => {
    const id = newId('order', new Date());
    expect(await asked('history', id)).toEqual({
      ...{ code: 1, out: '', err: `There is no order ${id} in stage test.` },
    });
    expect((await asked('history', 'ord_1')).code).toBe(2);
  });
});
