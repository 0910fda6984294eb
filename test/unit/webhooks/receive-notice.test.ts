import { noticeId } from '../../../lib/webhooks/receive-notice.ts';

const at = (day: string) => new Date(`${day}T23:59:59Z`);
const body = Buffer.from('{"alertType":"CountryChange"}');

describe('id of a notice', () => {
  it('is the SHA-256 of its body', () => {
    const notice = { kind: 'ATTACHED', iccid: '8943108167000412073' } as const;
    const id = noticeId(body, notice, at('2026-03-01'));
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(noticeId(body, notice, at('2026-03-02'))).toBe(id);
    expect(noticeId(Buffer.from(`${body} `), notice, at('2026-03-01'))).not.toBe(id);
  });

  it('has the day where the same may be said again', () => {
    const notice = { kind: 'OTHER', type: 'CountryChange' } as const;
    expect(noticeId(body, notice, at('2026-03-01'))).toMatch(/^[0-9a-f]{64}-2026-03-01$/);
    expect(noticeId(body, notice, at('2026-03-02'))).toMatch(/-2026-03-02$/);
  });
});
