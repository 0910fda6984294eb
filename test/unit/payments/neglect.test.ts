import { type InboxMessage, neglectOf, received } from '../../../lib/payments/inbox.ts';

const start = new Date('2026-11-01T12:00:00Z');
const after = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const message = (more: Partial<InboxMessage> = {}): InboxMessage => ({
  ...received(
    {
      ...{ source: 'stripe', eventId: 'evt_1', type: 'payment_intent.succeeded', payload: '{}' },
      ...{ correlationId: 'c', by: { kind: 'STRIPE', id: 'evt_1', requestId: 'r' } },
    },
    start,
  ),
  ...more,
});
const day = 24 * 60;

test.each([
  ['handled', { status: 'APPLIED' }, 100 * day, 'NONE'],
  ['put aside', { status: 'IGNORED' }, 100 * day, 'NONE'],
  ['new', {}, 14, 'NONE'],
  ['not tried for long', {}, 15, 'ANNOUNCE'],
  ['announced just now', { replays: 1, announcedAt: after(15).toISOString() }, 44, 'NONE'],
  ['announced in vain', { replays: 1, announcedAt: after(15).toISOString() }, 45, 'ANNOUNCE'],
  ['failed, still in its queue', { status: 'FAILED', attempts: 9 }, day - 1, 'NONE'],
  ['failed, tried by nobody any more', { status: 'FAILED', attempts: 400 }, day, 'ANNOUNCE'],
  ['announced enough', { replays: 5, announcedAt: after(day).toISOString() }, 2 * day, 'STUCK'],
  [
    'announced enough just now',
    { replays: 5, announcedAt: after(day).toISOString() },
    day + 5,
    'NONE',
  ],
] as const)('a message that is %s', (_what, more, minutes, neglect) => {
  expect(neglectOf(message(more), after(minutes))).toBe(neglect);
});

test('left alone for ever, it is announced five times and then handed over', () => {
  let current = message();
  let announced = 0;
  for (let minutes = 0; minutes < 10 * day; minutes += 5) {
    const neglect = neglectOf(current, after(minutes));
    if (neglect === 'STUCK') break;
    if (neglect === 'NONE') continue;
    announced += 1;
    current = message({ replays: announced, announcedAt: after(minutes).toISOString() });
  }
  expect(announced).toBe(5);
  expect(neglectOf(current, after(10 * day))).toBe('STUCK');
});
