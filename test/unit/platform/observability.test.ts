import fc from 'fast-check';
import { mask } from '../../../lib/platform/observability.ts';

const marker = 'the-secret-itself';
const sensitive = fc.constantFrom(
  ...['Authorization', 'clientSecret', 'secretKey', 'token', 'accessToken', 'x-api-key', 'apiKey'],
  ...['password', 'email', 'customerEmail', 'iccid', 'ICCID', 'matchingId', 'smdpAddress', 'lpa'],
  ...['Stripe-Signature', 'payload', 'rawBody'],
);
const harmless = fc.constantFrom('orderId', 'status', 'route', 'vendorId', 'list', 'error');
const secretValue = fc.constantFrom<unknown>(marker, [marker], { deep: { in: marker } });

/** Anything that may be logged: plain values, with secrets under their names at any depth. */
const logged = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 9, depthSize: 'large' },
    fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.constant('plain')),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(harmless, tie('node'), { maxKeys: 3 }),
    fc.tuple(sensitive, secretValue, tie('node')).map(([name, value, more]) => ({
      ...{ [name]: value, status: more },
    })),
  ),
})).node;

test('no secret is left at any depth', () => {
  fc.assert(
    fc.property(logged, sensitive, (value, name) => {
      const text = JSON.stringify(mask({ value, [name]: marker }));
      expect(text).not.toContain(marker);
      expect(text).toContain('***');
    }),
    { numRuns: 1000 },
  );
});

test('what is harmless is told as it is', () => {
  const fields = { orderId: 'ord_1', counts: [1, 2, { done: true, at: null }], reason: 'late' };
  expect(mask(fields)).toEqual(fields);
});

test('the value that is logged is left alone', () => {
  const fields = { email: 'ann@example.com', inner: [{ token: 'x' }] };
  mask(fields);
  expect(fields).toEqual({ email: 'ann@example.com', inner: [{ token: 'x' }] });
});

test('an error tells its name and message, not what hangs on it', () => {
  const cause = { secretKey: marker };
  const error = Object.assign(new RangeError('too far', { cause }), { request: { body: marker } });
  expect(mask({ error })).toEqual({ error: { name: 'RangeError', message: 'too far' } });
});

test('a field that is absent is not told as hidden', () => {
  expect(mask({ email: undefined })).toEqual({ email: undefined });
});

test('depth and length are bounded, also of a value that contains itself', () => {
  const loop: Record<string, unknown> = { status: 'x' };
  loop.next = loop;
  expect(JSON.stringify(mask(loop))).toContain('…');
  expect(mask(Array.from({ length: 1000 }, (_, n) => n))).toHaveLength(50);
});

test.each([
  ['an API key', 'refused ttg_live_abcDEF0123456789'],
  ['a Stripe secret', 'key sk_test_0123abc is wrong'],
  ['a client secret', 'intent pi_3Abc_secret_9xyz'],
  ['an activation code', 'LPA:1$rsp.example.com$K2PQA-7HDUM'],
  ['an ICCID', 'eSIM 8943108167000412073 is unknown'],
  ['an e-mail address', 'no mailbox ann.lee@example.com here'],
])('%s inside a text or an error message is hidden', (_what, text) => {
  const secret = text.split(' ').find((word) => /[_$@]|\d{19}/.test(word)) ?? text;
  const masked = JSON.stringify(mask({ note: text, error: new Error(text), list: [text] }));
  expect(masked).not.toContain(secret);
  expect(masked).toContain('***');
});

test('ids and times stay readable', () => {
  const fields = { orderId: 'ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z4', at: '2026-11-25T07:00:00.000Z' };
  expect(mask(fields)).toEqual(fields);
});
