import fc from 'fast-check';
import { orderEvents } from '../../../lib/orders/events.ts';
import { failureCodes, isFinal, moved, type Order } from '../../../lib/orders/order.ts';
import { closed, settledBy } from '../../../lib/orders/settlement.ts';
import { firstAnswer } from '../../../lib/orders/view.ts';
import {
  announcedAgain,
  cleared,
  completed,
  failed,
  notPlaced,
  pending,
  postponed,
  setApart,
  started,
  unknown,
} from '../../../lib/provisioning/transitions.ts';
import { at, isDrawn, order, saleOf } from '../orders/order.ts';

type Step = (order: Order, seconds: number) => Order;
const paying = (before: Order, seconds: number) => {
  const facts = { intentId: 'pi_1', orderId: before.id, amountReceived: 300, currency: 'USD' };
  return settledBy(before, undefined, 'SUCCEEDED', facts, at(seconds)).order ?? before;
};

/** Everything that may happen to an order, in whatever order it comes. */
const steps: Record<string, Step> = {
  awaited: (before, s) => moved(before, 'PAYMENT_PENDING', at(s)),
  paying,
  closed: (before, s) => closed(before, 'EXPIRED', at(s)),
  started: (before, s) => started(before, `att_${s}`, at(s)),
  unknown: (before, s) => unknown(before, at(s)),
  pending: (before, s) => pending(before, { reference: 'provider-1', line: 0 }, at(s)),
  notPlaced: (before, s) => notPlaced(before, { retryAfterMs: 1000, backOff: true }, at(s)),
  setApart: (before, s) => setApart(before, true, at(s)),
  cleared: (before, s) => cleared(before, at(s)),
  postponed: (before, s) => postponed(before, 30, at(s)),
  announcedAgain: (before, s) => announcedAgain(before, at(s)),
  completed: (before, s) => completed(before, { reference: 'provider-1', line: 0 }, at(s)),
  failed: (before, s) => failed(before, failureCodes[s % failureCodes.length]!, at(s)),
  refunded: (before, s) => moved(before, 'REFUNDED', at(s)),
};
const walk = fc.array(fc.constantFrom(...Object.keys(steps)), { maxLength: 40 });
const start = fc.constantFrom<Partial<Order>>(
  { status: 'PAID', channel: 'VENDOR' },
  { status: 'CREATED', channel: 'CARD' },
  { status: 'PAYMENT_PENDING', channel: 'CARD' },
);

/** The orders that a walk goes through; a step that is refused leaves the order as it was. */
function walked(first: Order, names: string[]): Order[] {
  const orders = [first];
  names.forEach((name, seconds) => {
    const last = orders.at(-1) as Order;
    const untouched = structuredClone(last);
    try {
      const next = steps[name]?.(last, seconds) ?? last;
      if (next !== last) orders.push(next);
    } catch (refusal) {
      expect(String(refusal)).toMatch(/no arrow|without a recorded payment/);
    }
    expect(last).toEqual(untouched);
  });
  return orders;
}

const changes = (orders: Order[]) =>
  orders.slice(1).map((after, index) => [orders[index] as Order, after] as const);

test('whatever happens, an order only follows the arrows that are drawn, a version a step', () => {
  fc.assert(
    fc.property(start, walk, (begin, names) => {
      for (const [before, after] of changes(walked(order(begin), names))) {
        if (after.status !== before.status)
          expect([before.status, after.status, isDrawn(before.status, after.status)]).toContain(
            true,
          );
        expect(after.version).toBe(before.version + 1);
      }
    }),
    { numRuns: 500 },
  );
});

test('whatever happens, the sale stays as it was accepted, and so does the first answer', () => {
  fc.assert(
    fc.property(start, walk, (begin, names) => {
      const first = order(begin);
      const last = walked(first, names).at(-1) as Order;
      expect(saleOf(last)).toEqual(saleOf(first));
      expect(firstAnswer(last)).toEqual(firstAnswer(first));
    }),
  );
});

test('whatever happens, somebody looks at an order exactly until it is final', () => {
  fc.assert(
    fc.property(start, walk, (begin, names) => {
      for (const each of walked(order(begin), names))
        expect(each.dueAt === undefined).toBe(isFinal(each.status));
    }),
  );
});

test('whatever happens, every event has an id of its own', () => {
  fc.assert(
    fc.property(start, walk, (begin, names) => {
      const first = order(begin);
      const all = [[undefined, first] as const, ...changes(walked(first, names))];
      const ids = all.flatMap(([before, after]) => orderEvents(before, after)).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }),
  );
});

test('walks reach every state', () => {
  const names = ['awaited', 'paying', 'started', 'unknown', 'cleared', 'started', 'failed'];
  const failing = walked(order({ status: 'CREATED', channel: 'CARD' }), [...names, 'refunded']);
  const delivered = walked(order(), ['started', 'pending', 'completed']);
  const dropped = walked(order({ status: 'CREATED', channel: 'CARD' }), ['closed']);
  const states = [failing, delivered, dropped].flat().map(({ status }) => status);
  expect(new Set(states).size).toBe(9);
});
