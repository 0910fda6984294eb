import { randomUUID } from 'node:crypto';
import { readMail } from '../../../lib/notifications/items.ts';
import { type Mailing, mailOnce } from '../../../lib/notifications/once.ts';
import { mailRefunded } from '../../../lib/notifications/order-refunded.ts';
import { parseMime } from '../../unit/notifications/parse.ts';
import { setUp, tearDown } from '../dynamo.ts';
import { completedOrder } from '../webhooks/world.ts';

beforeAll(setUp);
afterAll(tearDown);

const start = new Date('2026-03-01T00:00:00Z');
const content = { subject: 'Hello', text: 'Hello', html: '<p>Hello</p>', images: [] };

function mailbox(seconds = 0, outcome: 'sent' | 'refused' | 'lost' | 'hangs' = 'sent') {
  const mails: Parameters<Mailing['send']>[0][] = [];
  const deps: Mailing = {
    from: 'TTelGo <orders@ttelgo.com>',
    clock: () => new Date(start.getTime() + seconds * 1000),
    send: async (mail) => {
      if (outcome === 'refused') return 'refused';
      mails.push(mail);
      if (outcome === 'lost') throw new Error('no answer');
      if (outcome === 'hangs') await new Promise(() => undefined);
      return 'sent';
    },
  };
  return { mails, deps };
}

const about = () => ({ eventId: `evt_${randomUUID()}`, orderId: 'ord_1', to: 'ada@example.com' });
const compose = async () => content;

describe('a mail', () => {
  it('goes out once for an event, however often it is asked for', async () => {
    const event = about();
    const { mails, deps } = mailbox();
    await mailOnce(event, compose, deps);
    await mailOnce(event, compose, deps);
    await mailOnce(event, compose, mailbox(1_000_000).deps);
    expect(mails).toHaveLength(1);
    const record = await readMail(event.eventId);
    expect(record).toMatchObject({ state: 'SENT', sentAt: start.toISOString() });
    expect(JSON.stringify(record)).not.toContain('ada@');
  });

  it('asked for by two at once goes out once; the other comes back later', async () => {
    const event = about();
    const { mails, deps } = mailbox();
    const ends = await Promise.allSettled([1, 2, 3].map(() => mailOnce(event, compose, deps)));
    expect(mails).toHaveLength(1);
    expect(ends.some(({ status }) => status === 'fulfilled')).toBe(true);
    await mailOnce(event, compose, deps);
    expect(mails).toHaveLength(1);
  });

  it('whose sender died is sent after its lease, not before', async () => {
    const event = about();
    void mailOnce(event, compose, mailbox(0, 'hangs').deps);
    while (!(await readMail(event.eventId)))
      await new Promise((resolve) => setTimeout(resolve, 10));
    const early = mailbox(119);
    await expect(mailOnce(event, compose, early.deps)).rejects.toThrow('being sent');
    const late = mailbox(120);
    await mailOnce(event, compose, late.deps);
    expect([early.mails.length, late.mails.length]).toEqual([0, 1]);
  });

  it('whose answer got lost waits for its lease: the one case that can repeat', async () => {
    const event = about();
    const lost = mailbox(0, 'lost');
    await expect(mailOnce(event, compose, lost.deps)).rejects.toThrow('no answer');
    await expect(mailOnce(event, compose, mailbox(60).deps)).rejects.toThrow('being sent');
    const late = mailbox(121);
    await mailOnce(event, compose, late.deps);
    expect([lost.mails.length, late.mails.length]).toEqual([1, 1]);
  });

  it('that was refused or could not be composed may be tried at once', async () => {
    const event = about();
    await expect(mailOnce(event, compose, mailbox(0, 'refused').deps)).rejects.toThrow('refused');
    const broken = async () => {
      throw new Error('no eSIMs yet');
    };
    await expect(mailOnce(event, broken, mailbox(1).deps)).rejects.toThrow('no eSIMs yet');
    const again = mailbox(2);
    await mailOnce(event, compose, again.deps);
    expect(again.mails).toHaveLength(1);
  });
});

describe('a refund mail', () => {
  it('goes to the buyer of a card order only', async () => {
    const { order } = await completedOrder({ status: 'REFUNDED', quantity: 1 }, new Date());
    const { mails, deps } = mailbox();
    const news = { eventId: `evt_${order.id}_5_refunded`, orderId: order.id, channel: 'CARD' };
    await mailRefunded({ ...news, channel: 'VENDOR' }, deps);
    expect(mails).toHaveLength(0);
    await mailRefunded(news, deps);
    expect(mails).toMatchObject([{ to: 'ada@example.com' }]);
    const root = parseMime(mails[0]!.data.toString('latin1'));
    expect(root.headers.get('to')).toBe('ada@example.com');
  });
});
