import type { Order } from '../../../lib/orders/order.ts';
import { inTime, money } from '../../../lib/repair/entry.ts';
import { historyOf, maskedRecords } from '../../../lib/repair/history.ts';
import { attemptEntries, stateOf } from '../../../lib/repair/order-entries.ts';
import type { Records } from '../../../lib/repair/records.ts';
import { anEsim } from '../esims/esim.ts';
import { anOrder } from '../notifications/order.ts';

const recordsOf = (order: Order, more: Partial<Records> = {}): Records => ({
  ...{ order, events: [], attempts: [], claims: [], transfers: [], inbox: [], esims: [] },
  ...{ deliveries: [], mails: [], reviews: [], unfound: [] },
  ...more,
});

describe('a history', () => {
  it('is in time order, causes before effects', () => {
    const at = '2026-03-01T00:00:00.000Z';
    const entry = (part: 'order' | 'event' | 'request', moment = at) => ({
      ...{ at: moment, part, what: part },
    });
    const later = entry('order', '2026-03-01T00:00:00.001Z');
    const sorted = inTime([later, entry('event'), entry('order'), entry('request')]);
    expect(sorted.map(({ what }) => what)).toEqual(['request', 'order', 'event', 'order']);
    expect(sorted.at(-1)).toBe(later);
  });

  it('shows no address and of an ICCID the last four digits', () => {
    const esim = anEsim({ iccid: '8944000000000001234' });
    const order = anOrder({ cancelReason: 'REQUESTED' });
    const records = recordsOf(order, { esims: [esim] });
    const shown = JSON.stringify([historyOf(records), maskedRecords(records)]);
    expect(shown).toContain('…1234');
    for (const hidden of [esim.iccid, esim.matchingId, esim.smdpAddress, order.email ?? '?'])
      expect(shown).not.toContain(hidden);
  });

  it('numbers attempts as the order does, and tells who rode along', () => {
    const order = anOrder({ attempt: 22, attemptIds: ['att_21', 'att_22'] });
    const line = (orderId: string) => ({ orderId, bundleCode: 'b', quantity: 1 });
    const [first, second] = attemptEntries(order, [
      { id: 'att_21', provider: 'esim-go', startedAt: 't1', lines: [line(order.id)] },
      {
        ...{ id: 'att_22', provider: 'esim-go' as const, startedAt: 't2' },
        lines: [line('ord_other'), line(order.id)],
      },
    ]);
    expect(first).toMatchObject({ at: 't1', what: 'attempt 21 at esim-go: att_21' });
    expect(first).not.toHaveProperty('more');
    expect(second?.what).toBe('attempt 22 at esim-go: att_22, line 1 of 2');
    expect(second?.more).toEqual([
      'line 0: ord_other  1 x b',
      `line 1: ${order.id}  1 x b  (this order)`,
    ]);
  });

  it('tells how an order stands in words', () => {
    const waiting = anOrder({ status: 'PENDING_SYNC', attemptState: 'UNKNOWN', resends: 2 });
    expect(stateOf(waiting)).toBe(
      'PENDING_SYNC (attempt 1 UNKNOWN, sent again 2 times), version 4',
    );
    const failed = anOrder({ status: 'FAILED', failure: 'ATTEMPTS_EXHAUSTED' });
    expect(stateOf(failed)).toBe('FAILED (ATTEMPTS_EXHAUSTED), version 4');
  });

  it('knows money that we do not sell in', () => {
    expect(money(500, 'USD')).toBe('5.00 USD');
    expect(money(500, 'JPY')).toBe('500 JPY');
    expect(money(500, 'sek')).toBe('500 sek');
  });
});
