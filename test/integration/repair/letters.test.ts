import { setUp, tearDown } from '../dynamo.ts';
import { order, ordersOf, putBundle, timings, vendorWith } from '../orders/world.ts';
import { asked, askedJson, envelope, openQueues } from './desk.ts';

const consumer = 'notifications/refund-mail';

let queues: Awaited<ReturnType<typeof openQueues>>;
beforeAll(async () => {
  process.env.TIMINGS = JSON.stringify(timings);
  await setUp();
  await putBundle();
});
afterAll(tearDown);
beforeEach(async () => {
  queues = await openQueues(consumer);
});
afterEach(() => queues.close());

const idsOf = (messages: { MessageId?: string | undefined }[]) =>
  messages.map(({ MessageId }) => MessageId);
const refunded = (orderId: string) => envelope('order.refunded', { orderId });

describe('dead letters', () => {
  it('are listed and stay where they are, to be seen by the next one who looks', async () => {
    const [first, second] = [await queues.bury(refunded('ord_1')), await queues.bury('no json')];
    for (let look = 0; look < 3; look += 1) {
      const { code, out } = await asked('letters', consumer);
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`^${first} +order\\.refunded +ord_1 +${look + 1} .* -$`, 'm'));
      expect(out).toMatch(new RegExp(`^${second} +unreadable +- `, 'm'));
    }
    expect(idsOf(await queues.dead()).sort()).toEqual([first, second].sort());
  });

  it('are all listed, however many', async () => {
    const ids = await Promise.all(
      Array.from({ length: 37 }, (_, index) => queues.bury(refunded(`ord_${index}`))),
    );
    const found = await askedJson<{ messageId: string }[]>('letters', consumer);
    expect(found.map(({ messageId }) => messageId).sort()).toEqual(ids.sort());
    expect(await queues.dead()).toHaveLength(10);
  });

  it('are none: said in a sentence', async () => {
    expect(await asked('letters', consumer)).toMatchObject({
      ...{ code: 0, out: `No dead letters of ${consumer}.` },
    });
  });

  it('one is shown in full, masked, with how its order stands', async () => {
    const { actor } = await vendorWith(10_000);
    await order(actor);
    const [placed] = await ordersOf(actor);
    const id = await queues.bury(
      envelope('order.refunded', { orderId: placed?.id, email: 'ann@example.com' }),
    );
    const other = await queues.bury(refunded('ord_2'));
    const { code, out } = await asked('letter', consumer, id);
    expect(code).toBe(0);
    expect(out).toContain(`order.refunded about ${placed?.id}`);
    expect(out).toContain(`${placed?.id}: PAID, version 1, since ${placed?.updatedAt}`);
    expect(out).toContain('"detail-type": "order.refunded"');
    expect(out).not.toContain('ann@');
    expect(idsOf(await queues.dead()).sort()).toEqual([id, other].sort());
    expect((await asked('letter', consumer, other)).out).toContain('ord_2: no such order');
  });

  it('one that does not lie there: exit code 1', async () => {
    await queues.bury(refunded('ord_1'));
    const { code, out, err } = await asked('letter', consumer, 'no-such-id');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('No letter no-such-id lies among the dead letters');
    expect(await queues.dead()).toHaveLength(1);
    expect((await asked('redrive', consumer, 'no-such-id')).code).toBe(1);
  });
});

describe('redrive', () => {
  it('of one sends it back as it was, with the name of whoever did it, and leaves the others', async () => {
    const before = await queues.bury(refunded('ord_1'));
    const id = await queues.bury(refunded('ord_2'));
    const after = await queues.bury(refunded('ord_3'));
    const { code, out } = await asked('redrive', consumer, id, '--by', 'ann');
    expect(code).toBe(0);
    expect(out).toBe(`1 message of ${consumer} went back to its queue, by ann`);
    expect(idsOf(await queues.dead()).sort()).toEqual([before, after].sort());
    const [message, ...more] = await queues.waiting();
    expect(more).toEqual([]);
    expect(JSON.parse(message?.Body ?? '')).toEqual(refunded('ord_2'));
    expect(message?.MessageAttributes?.redrivenBy).toMatchObject({ StringValue: 'ann' });
  });

  it('of all sends every one', async () => {
    for (let index = 0; index < 23; index += 1) await queues.bury(refunded(`ord_${index}`));
    const { out } = await asked('redrive', consumer);
    expect(out).toMatch(/^23 messages of .* went back to its queue, by \S+$/);
    expect(await queues.dead()).toEqual([]);
    expect(await queues.waiting()).toHaveLength(10);
  });

  it('that did not help is to be seen on the letter', async () => {
    await queues.bury(refunded('ord_1'));
    await asked('redrive', consumer, '--by', 'ann');
    await queues.fail();
    const [letter] = await askedJson<Record<string, string>[]>('letters', consumer);
    expect(letter).toMatchObject({ type: 'order.refunded', redrivenBy: 'ann' });
    const { out } = await asked('letter', consumer, letter?.messageId ?? '');
    expect(out).toContain(`sent back before by ann at ${letter?.redrivenAt}`);
    await asked('redrive', consumer, '--by', 'bob');
    const [again] = await queues.waiting();
    expect(again?.MessageAttributes?.redrivenBy).toMatchObject({ StringValue: 'bob' });
  });

  it("is refused for what has no queue: a stream's positions, a name that nobody knows", async () => {
    for (const name of ['ops/relay', 'orders/none']) {
      const { code, err } = await asked('redrive', name);
      expect({ name, code }).toEqual({ name, code: 2 });
      expect(err).toContain(`There is no consumer ${name}.`);
    }
  });
});

describe('a stage that is not there', () => {
  it('is said in a sentence', async () => {
    const { code, err } = await asked('letters', 'orders/refund');
    expect(code).toBe(1);
    expect(err).toBe(
      'letters in stage test was not done: what stage test should have is not there; ' +
        'is it deployed in this account and region?',
    );
  });
});
