import { orderEvents } from '../../../lib/orders/events.ts';
import { moved, type Order, systemStamp } from '../../../lib/orders/order.ts';
import { castEvents } from '../../../lib/repair/cast.ts';
import type { Delivery } from '../../../lib/webhooks/delivery.ts';
import { anOrder } from '../notifications/order.ts';

const by = systemStamp('test', 'request');
let seconds = 0;
const at = () => {
  seconds += 1;
  return { now: new Date(Date.UTC(2026, 2, 1, 0, 0, seconds)), by };
};

const started = (more: Partial<Order>): Order => {
  const { completedAt: _completedAt, ...order } = anOrder({ version: 1, ...more });
  return order;
};

/** The ids that the relay made of each change, against those concluded from the last state alone. */
function compared(path: Order[]) {
  const truth = path.flatMap((order, index) =>
    orderEvents(index === 0 ? undefined : path[index - 1], order),
  );
  const last = path.at(-1) as Order;
  return { truth: truth.map(({ id }) => id), concluded: castEvents(last).map(({ id }) => id) };
}

const vendorOrder = started({ channel: 'VENDOR', status: 'PAID', paidAt: '2026-03-01T00:00:00Z' });

describe('the events of an order, concluded from how it stands', () => {
  it('are the ones that its changes cast, when it is completed', () => {
    const provisioning = moved(vendorOrder, 'PROVISIONING', at());
    const completed = moved(provisioning, 'COMPLETED', at(), { completedAt: 'now' });
    const { truth, concluded } = compared([vendorOrder, provisioning, completed]);
    expect(concluded).toEqual(truth);
    expect(truth).toHaveLength(2);
  });

  it.each([0, 1, 2])('are those, when it fails and is announced again %i times', (nudges) => {
    const path = [vendorOrder, moved(vendorOrder, 'FAILED', at(), { failure: 'PROVIDER_REFUSED' })];
    for (let nudge = 1; nudge <= nudges; nudge += 1)
      path.push(moved(path.at(-1) as Order, 'FAILED', at(), { nudges: nudge }));
    const open = compared(path);
    expect(open.concluded).toEqual(open.truth);
    const refunded = compared([...path, moved(path.at(-1) as Order, 'REFUNDED', at())]);
    expect(refunded.concluded).toEqual(refunded.truth);
    expect(refunded.truth).toHaveLength(3 + nudges);
  });

  it('name a completed order that was refunded afterwards', () => {
    const completed = moved(moved(vendorOrder, 'PROVISIONING', at()), 'COMPLETED', at(), {
      completedAt: '2026-03-01T00:00:10Z',
    });
    const refunded = moved(completed, 'REFUNDED', at());
    expect(castEvents(refunded).map(({ id }) => id)).toEqual([
      `evt_${refunded.id}_1_paid`,
      `evt_${refunded.id}_3_completed`,
      `evt_${refunded.id}_4_refunded`,
    ]);
  });

  it('claim no id for the payment of a card order, whose version is not known any more', () => {
    const card = started({ status: 'PAID', version: 3, paidAt: '2026-03-01T00:00:00Z' });
    expect(castEvents(card)).toEqual([{ type: 'order.paid', at: '2026-03-01T00:00:00Z' }]);
  });

  it('say when a moment is only the latest possible one, unless a webhook tells it', () => {
    const failed = moved(vendorOrder, 'FAILED', at(), { failure: 'PROVIDER_REFUSED' });
    const refunded = moved(failed, 'REFUNDED', at());
    const told = (events: ReturnType<typeof castEvents>) =>
      events.find(({ type }) => type === 'order.failed');
    expect(told(castEvents(failed))).not.toHaveProperty('atLatest');
    expect(told(castEvents(refunded))).toMatchObject({ at: refunded.updatedAt, atLatest: true });
    const delivery = { eventId: `evt_${failed.id}_2_failed`, occurredAt: failed.updatedAt };
    const known = told(castEvents(refunded, [delivery as Delivery]));
    expect(known).toMatchObject({ at: failed.updatedAt });
    expect(known).not.toHaveProperty('atLatest');
  });
});
