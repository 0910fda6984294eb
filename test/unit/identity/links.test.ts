import fc from 'fast-check';
import { newId } from '../../../lib/platform/ids.ts';
import { type Links, linksWith } from './links-with.ts';

const now = new Date('2026-11-01T12:00:00Z');
const later = (days: number) => new Date(now.getTime() + days * 24 * 3600_000);
const orderId = newId('order', now);
const invalid = { problem: 'LINK_INVALID' };

let links: Links;
let token: string;
beforeAll(async () => {
  links = await linksWith({ signingKey: 'key-of-today', previousSigningKey: 'key-of-before' });
  ({ token } = await links.signLink(orderId, now));
});
afterAll(() => links.close());

test('a link shows its one order, for thirty days', async () => {
  expect((await links.signLink(orderId, now)).expiresAt).toBe('2026-12-01T12:00:00.000Z');
  for (const days of [0, 29.999])
    expect(await links.verifyLink(token, later(days))).toEqual({ orderId });
});

test('from its last second on a link has expired', async () => {
  for (const days of [30, 31, 3650])
    expect(await links.verifyLink(token, later(days))).toEqual({ problem: 'LINK_EXPIRED' });
});

test('a link with any one character changed is refused', async () => {
  const character = fc.oneof(
    fc.constantFrom(...'0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.'),
    fc.string({ maxLength: 2 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(token.length - 1), character, async (at, other) => {
      fc.pre(token[at] !== other);
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      expect(await links.verifyLink(changed, now)).toEqual(invalid);
    }),
    { numRuns: 1000 },
  );
});

test('parts of two links make no third', async () => {
  const [order, , mac] = token.split('.');
  const [other, expiry, otherMac] = (
    await links.signLink(newId('order', now), later(1))
  ).token.split('.');
  for (const mixed of [
    [order, expiry, mac],
    [other, expiry, mac],
    [order, expiry, otherMac],
  ])
    expect(await links.verifyLink(mixed.join('.'), now)).toEqual(invalid);
});

test('a forged link is invalid, not expired: nothing is told about it', async () => {
  const [order, , mac] = token.split('.');
  expect(await links.verifyLink(`${order}.00001.${mac}`, now)).toEqual(invalid);
});

test('no other text is a link', async () => {
  for (const text of ['', `${token}\n`, ` ${token}`, `${token}.${token}`, '..', '.'.repeat(99)])
    expect(await links.verifyLink(text, now)).toEqual(invalid);
  await fc.assert(
    fc.asyncProperty(fc.string(), async (text) => {
      expect(await links.verifyLink(text, now)).toEqual(invalid);
    }),
  );
});

test.each([
  ['the key before', { signingKey: 'key-of-before' }, { orderId }],
  ['a key of long ago', { signingKey: 'key-of-long-ago' }, invalid],
])('a link signed with %s', async (_what, keys, expected) => {
  const others = await linksWith(keys);
  const signed = await others.signLink(orderId, now);
  expect(await links.verifyLink(signed.token, now)).toEqual(expected);
  // And the other way: they know nothing of the key of today.
  expect(await others.verifyLink(token, now)).toEqual(invalid);
  await others.close();
});

test.each([{}, { signingKey: '' }, { previousSigningKey: 'key-of-before' }])(
  'without a signing key (%j) nothing is signed and nothing is verified',
  async (keys) => {
    const none = await linksWith(keys);
    await expect(none.signLink(orderId, now)).rejects.toThrow(
      'secret links has no field signingKey',
    );
    await expect(none.verifyLink(token, now)).rejects.toThrow('no field signingKey');
    await none.close();
  },
);
