import { reviewId } from '../../../lib/review/record.ts';
import { openReviewNow } from '../../../lib/review/review.ts';
import { setUp, tearDown } from '../dynamo.ts';
import { asked, askedJson } from './desk.ts';

beforeAll(setUp);
afterAll(tearDown);

let subjects = 0;
async function opened(more: { evidence?: object; orderId?: string } = {}): Promise<string> {
  subjects += 1;
  const subject = `subject-${subjects}`;
  const kind = 'ORPHAN_PURCHASE';
  const summary = `Nobody waits for purchase ${subjects}`;
  await openReviewNow(
    { kind, subject, summary, evidence: {}, correlationId: 'corr-1', ...more },
    new Date(),
  );
  return reviewId(kind, subject);
}

describe('reviews', () => {
  it('are listed until they are closed, with who closed them', async () => {
    const [first, second] = [await opened({ orderId: 'ord_1' }), await opened()];
    const list = (await asked('reviews')).out;
    expect(list).toMatch(new RegExp(`^${first} +ORPHAN_PURCHASE +ord_1 .*purchase 1$`, 'm'));
    expect(list).toMatch(new RegExp(`^${second} +ORPHAN_PURCHASE +- .*purchase 2$`, 'm'));

    const words = ['--by', 'ann', '--resolution', 'sold to another customer'];
    const { code, out } = await asked('close', first, ...words);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^${first} is closed: \\S+ by STAFF ann: sold to another`));
    const open = await askedJson<{ id: string }[]>('reviews');
    expect(open.map(({ id }) => id)).toEqual([second]);
    const closed = await askedJson<object[]>('reviews', '--closed');
    expect(closed).toMatchObject([
      { id: first, closedBy: { kind: 'STAFF', id: 'ann' }, resolution: 'sold to another customer' },
    ]);

    const again = await asked('close', first, '--by', 'bob', '--resolution', 'no');
    expect(again.code).toBe(1);
    expect(again.err).toContain('was closed before');
    expect(again.err).toContain('by STAFF ann');
  });

  it('one is shown with its evidence, without what must not be seen', async () => {
    const evidence = { provider: { lines: [{ bundleCode: 'b', iccid: '8944000000000001234' }] } };
    const id = await opened({ orderId: 'ord_9', evidence });
    const { out } = await asked('review', id);
    expect(out).toContain(`ORPHAN_PURCHASE ${id}  OPEN`);
    expect(out).toContain('"bundleCode": "b"');
    expect(out).not.toContain('8944000000000001234');
    expect(out).toContain('npm run repair -- test history ord_9');
  });

  it('that are not there are said in a sentence', async () => {
    const words = ['--by', 'ann', '--resolution', 'x'];
    for (const asking of [
      ['review', 'rev_none'],
      ['close', 'rev_none', ...words],
    ])
      expect(await asked(...asking)).toMatchObject({
        ...{ code: 1, err: 'There is no review rev_none in stage test.' },
      });
  });

  it('are closed by somebody, for a reason', async () => {
    const id = await opened();
    for (const words of [[], ['--by', 'ann'], ['--resolution', 'x']])
      expect((await asked('close', id, ...words)).code).toBe(2);
    expect((await asked('review', id)).out).toContain('OPEN');
  });
});
