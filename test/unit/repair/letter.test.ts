import { readLetter } from '../../../lib/repair/letter.ts';

const raw = (body: string) => ({
  ...{ messageId: 'm-1', receives: 6, sentAt: '2026-03-01T00:00:00.000Z' },
  body,
});
const letterOf = (detail: object) =>
  readLetter(raw(JSON.stringify({ source: 'ttelgo', 'detail-type': 'x', detail })));

describe('a dead letter', () => {
  it('about an order names it', () => {
    const letter = letterOf({ type: 'order.paid', data: { orderId: 'ord_1' } });
    expect(letter).toMatchObject({ type: 'order.paid', entity: 'ord_1', receives: 6 });
    expect(letter.about).toEqual({ orderIds: ['ord_1'] });
  });

  it('about a webhook in the inbox names it and its source', () => {
    const stripe = letterOf({ type: 'payment.stripe_event_received', data: { eventId: 'evt_1' } });
    expect(stripe.about.inbox).toEqual({ source: 'stripe', eventId: 'evt_1' });
    const notice = letterOf({ type: 'esim.notice_received', data: { eventId: 'abc' } });
    expect(notice.about.inbox).toEqual({ source: 'esim-go', eventId: 'abc' });
    expect(notice.entity).toBe('abc');
  });

  it("about a provider's order names it and all orders that ride in it", () => {
    const data = { reference: 'ref-1', orderIds: ['ord_1', 'ord_2'], asked: 0 };
    const letter = letterOf({ type: 'provisioning.follow_up', data });
    expect(letter.entity).toBe('provider order ref-1');
    expect(letter.about).toEqual({ orderIds: ['ord_1', 'ord_2'], reference: 'ref-1' });
  });

  it('never shows keys, addresses or what installs an eSIM', () => {
    const data = { orderId: 'ord_1', email: 'ann@example.com', matchingId: 'K2-1', note: 'x' };
    const text = JSON.stringify(letterOf({ type: 'order.paid', data }));
    expect(text).toContain('"note":"x"');
    for (const secret of ['ann@', 'K2-1']) expect(text).not.toContain(secret);
    const loose = readLetter(raw('mail to ann@example.com with LPA:1$smdp.example$K2-1'));
    expect(loose.message).toBe('mail to *** with ***');
  });

  it.each(['no json', '[]', 'null', '"text"', '{}', '{"detail":"text"}', '{"detail":{"type":7}}'])(
    'that cannot be read (%s) is shown all the same',
    (body) => {
      expect(readLetter(raw(body))).toMatchObject({ type: 'unreadable', entity: '-' });
    },
  );
});
