import { noticeEvents } from '../../../lib/esims/events.ts';

const item = {
  source: 'esim-go',
  eventId: 'abc',
  receivedAt: '2026-03-01T00:00:00.000Z',
  replays: 0,
  correlationId: 'corr-0123456789',
};

describe('events of the inbox', () => {
  it('tell a new notice once, the same on each relay', () => {
    const [event] = noticeEvents(undefined, item);
    expect(event).toMatchObject({
      id: 'evt_inbox_abc_1_notice_received',
      type: 'esim.notice_received',
      data: { eventId: 'abc' },
    });
    expect(noticeEvents(undefined, item)).toEqual([event]);
  });

  it('tell a replay, under an id of its own, but no change of status', () => {
    expect(noticeEvents(item, { ...item })).toEqual([]);
    expect(noticeEvents(item, { ...item, replays: 1 })).toMatchObject([
      { id: 'evt_inbox_abc_2_notice_received' },
    ]);
  });

  it("tell nothing of others' items or of removals", () => {
    expect(noticeEvents(undefined, { ...item, source: 'stripe' })).toEqual([]);
    expect(noticeEvents(undefined, { pk: 'PAYMENT#1', sk: 'PAYMENT' } as never)).toEqual([]);
    expect(noticeEvents(item, undefined)).toEqual([]);
  });
});
