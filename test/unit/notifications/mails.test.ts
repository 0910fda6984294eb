import { formatData, orderFacts } from '../../../lib/notifications/facts.ts';
import { orderMail } from '../../../lib/notifications/order-mail.ts';
import { refundMail } from '../../../lib/notifications/refund-mail.ts';
import { topUpMail } from '../../../lib/notifications/top-up-mail.ts';
import { anEsim } from '../esims/esim.ts';
import { anOrder } from './order.ts';

const link = {
  url: 'https://shop.test/api/v1/orders/ord_1?token=ord_1.abc.def',
  expiresAt: '2026-03-31T00:00:00.000Z',
};
const delivered = [
  { esim: anEsim(), qr: Buffer.from('one') },
  {
    esim: anEsim({ id: 'esm_01JDF3M5Q6R7S8T9V0W1X2Y3Z1', iccid: '8943108167000412081' }),
    qr: Buffer.from('two'),
  },
];

describe('order mail', () => {
  const mail = orderMail(anOrder(), delivered, link);

  it.each(['text', 'html'] as const)('says all in its %s', (part) => {
    for (const fact of [
      'ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z4',
      '1 GB',
      '7 days',
      '9.00 USD',
      '8943108167000412073',
      '8943108167000412081',
      'rsp.example.com',
      'K2-1A2B3C-4D5E6F',
      'LPA:1$rsp.example.com$K2-1A2B3C-4D5E6F',
      'https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA:1$',
      'https://esimsetup.android.com/esim_qrcode_provisioning?carddata=LPA:1$',
      link.url,
      '2026-03-31',
    ])
      expect(mail[part]).toContain(fact);
  });

  it('shows each QR code that it brings, and no other', () => {
    const shown = [...mail.html.matchAll(/src="cid:([^"]+)"/g)].map(([, id]) => id);
    expect(shown).toEqual(mail.images.map(({ id }) => id));
    expect(mail.images.map(({ png }) => png.toString())).toEqual(['one', 'two']);
    expect(mail.html).not.toMatch(/src="(?!cid:)/);
  });

  it('takes no HTML from a name', () => {
    expect(mail.html).toContain('Niederlande &amp; &lt;b&gt;Zürich&lt;/b&gt; 🇳🇱');
    expect(mail.html).not.toContain('<b>');
    expect(mail.html).not.toMatch(/undefined|\[object/);
    const evil = orderMail(anOrder({ bundleName: `"><script>x('&')</script>` }), delivered, link);
    expect(evil.html).not.toContain('<script');
  });

  it('speaks of one eSIM when it is one', () => {
    const one = orderMail(anOrder({ quantity: 1 }), delivered.slice(0, 1), link);
    expect(one.subject).toMatch(/^Your eSIM is ready: /);
    expect(one.html).toContain('>Your eSIM</h2>');
    expect(mail.html).toContain('>eSIM 2 of 2</h2>');
  });
});

describe('refund mail', () => {
  it('says how much, and why as far as we know', () => {
    expect(refundMail(anOrder()).text).toContain('9.00 USD');
    expect(refundMail(anOrder()).text).not.toContain('could not deliver');
    const { completedAt: _completedAt, ...failed } = anOrder({ status: 'REFUNDED' });
    expect(refundMail(failed).html).toContain('could not deliver');
    expect(refundMail(failed).images).toEqual([]);
  });
});

describe('facts', () => {
  it.each([
    [null, 'Unlimited'],
    [1_000_000_000, '1 GB'],
    [1_500_000_000, '1.5 GB'],
    [500_000_000, '500 MB'],
    [50_000_000_000, '50 GB'],
  ])('%s bytes is %s', (bytes, text) => expect(formatData(bytes)).toBe(text));

  it('counts one day as one', () => {
    expect(orderFacts(anOrder({ durationDays: 1 }))).toContainEqual(['Valid for', '1 day']);
  });
});

describe('top-up mail', () => {
  const order = anOrder({ quantity: 1, total: 450 });
  const mail = topUpMail(order, anEsim(), link);

  it.each(['text', 'html'] as const)('says in its %s what was added to which eSIM', (part) => {
    for (const fact of [order.id, '1 GB', '7 days', '4.50 USD', anEsim().iccid, link.url])
      expect(mail[part]).toContain(fact);
    expect(mail[part]).toContain('nothing to install');
    expect(mail[part]).not.toContain(anEsim().matchingId);
  });

  it('takes no HTML from a name, and brings no QR code', () => {
    expect(mail.subject).toMatch(/^Your eSIM is topped up: /);
    expect(mail.html).toContain('Niederlande &amp; &lt;b&gt;Zürich&lt;/b&gt; 🇳🇱');
    expect(mail.html).not.toMatch(/<img|undefined|\[object/);
    expect(mail.images).toEqual([]);
  });
});
