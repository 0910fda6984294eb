import fc from 'fast-check';
import Stripe from 'stripe';
import { isSigned } from '../../../lib/payments/signature.ts';

const now = new Date('2026-11-01T12:00:00Z');
const seconds = now.getTime() / 1000;
const body = Buffer.from('{"id":"evt_1","note":"ä"}');
const signed = (payload: Buffer, secret: string, timestamp = seconds) =>
  Stripe.webhooks.generateTestHeaderString({ payload: payload.toString(), secret, timestamp });

test("accepts what Stripe's own client signs", () => {
  expect(isSigned(body, signed(body, 'whsec_a'), ['whsec_a'], now)).toBe(true);
});

test('accepts the old and the new secret during a roll, on either side', () => {
  const header = signed(body, 'whsec_old');
  expect(isSigned(body, header, ['whsec_new', 'whsec_old'], now)).toBe(true);
  const both = `${header},${signed(body, 'whsec_new').split(',')[1]}`;
  expect(isSigned(body, both, ['whsec_new'], now)).toBe(true);
});

test.each([
  [-301, false],
  [-299, true],
  [299, true],
  [301, false],
])('a time stamp of %d s from now: %s', (offset, accepted) => {
  const header = signed(body, 'whsec_a', seconds + offset);
  expect(isSigned(body, header, ['whsec_a'], now)).toBe(accepted);
});

test.each([
  ['nothing', undefined],
  ['empty text', ''],
  ['no time', 'v1=00'],
  ['no signature', `t=${seconds}`],
  ['an old scheme only', signed(body, 'whsec_a').replace('v1=', 'v0=')],
  ['two times', `${signed(body, 'whsec_a')},t=${seconds}`],
  ['a time that is none', 't=now,v1=00'],
  ['a signature that is no hex', `t=${seconds},v1=${'z'.repeat(64)}`],
])('refuses a header with %s', (_what, header) => {
  expect(isSigned(body, header, ['whsec_a'], now)).toBe(false);
});

test('refuses any other body, secret or time', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.string({ minLength: 1 }), (bytes, other) => {
      const changed = Buffer.concat([body, bytes]);
      const header = signed(body, 'whsec_a');
      expect(isSigned(changed, header, ['whsec_a'], now)).toBe(false);
      expect(isSigned(body, header, [`whsec_a${other}`], now)).toBe(false);
      const moved = header.replace(`t=${seconds}`, `t=${seconds - 1}`);
      expect(isSigned(body, moved, ['whsec_a'], now)).toBe(false);
    }),
  );
});
