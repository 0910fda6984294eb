import fc from 'fast-check';
import { generateKey, keyHash, keyHint, keyMode } from '../../../lib/vendors/key.ts';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const mode = fc.constantFrom('live' as const, 'test' as const);

test('a generated key is well formed and of its mode', () => {
  fc.assert(
    fc.property(mode, (of) => {
      const key = generateKey(of);
      expect(key).toMatch(new RegExp(`^ttg_${of}_[0-9A-Za-z]{36}$`));
      expect(keyMode(key)).toBe(of);
    }),
  );
});

test('any one character typed wrong is noticed without a look-up', () => {
  const character = fc.oneof(
    fc.constantFrom(...base62, '_', '-', ' '),
    fc.string({ maxLength: 1 }),
  );
  fc.assert(
    fc.property(mode, fc.nat(44), character, (of, at, other) => {
      const key = generateKey(of);
      fc.pre(key[at] !== other);
      expect(keyMode(key.slice(0, at) + other + key.slice(at + 1))).toBeUndefined();
    }),
    { numRuns: 2000 },
  );
});

test('two neighbours swapped are noticed', () => {
  fc.assert(
    fc.property(mode, fc.integer({ min: 9, max: 43 }), (of, at) => {
      const key = generateKey(of);
      fc.pre(key[at] !== key[at + 1]);
      const swapped = key.slice(0, at) + key[at + 1] + key[at] + key.slice(at + 2);
      expect(keyMode(swapped)).toBeUndefined();
    }),
  );
});

test('a key of one mode is none of the other', () => {
  const key = generateKey('test');
  expect(keyMode(key.replace('_test_', '_live_'))).toBeUndefined();
});

test('no other text is a key', () => {
  const key = generateKey('live');
  for (const text of ['', ` ${key}`, `${key}\n`, key + key, key.slice(0, -1), `${key}0`])
    expect(keyMode(text)).toBeUndefined();
  fc.assert(fc.property(fc.string(), (text) => keyMode(text) === undefined));
});

test('keys do not repeat', () => {
  const keys = Array.from({ length: 1000 }, () => generateKey('live'));
  expect(new Set(keys).size).toBe(keys.length);
});

test('stored are a hash that differs from key to key, and a hint that is not the key', () => {
  const [one, other] = [generateKey('live'), generateKey('live')];
  expect(keyHash(one)).toMatch(/^[0-9a-f]{64}$/);
  expect(keyHash(one)).toBe(keyHash(one));
  expect(keyHash(one)).not.toBe(keyHash(other));
  expect(keyHint(one)).toBe(`${one.slice(0, 13)}…`);
});
