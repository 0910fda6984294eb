import fc from 'fast-check';
import { fromCursor, toCursor } from '../../../lib/catalogue/cursor.ts';

const invalid = expect.objectContaining({ problem: 'INVALID_CURSOR' });
const list = { sort: 'price', tier: 'RETAIL' };
const position = fc.record({
  value: fc.oneof(fc.nat(), fc.constant(Number.POSITIVE_INFINITY)),
  code: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_+.-]{0,99}$/),
});
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a cursor gives its position back, unlimited data too', () => {
  fc.assert(
    fc.property(position, (at) => {
      expect(fromCursor(toCursor(at, list), list)).toEqual(at);
    }),
  );
});

test('a cursor fits where a query takes it', () => {
  const longest = { value: Number.MAX_SAFE_INTEGER, code: 'x'.repeat(100) };
  expect(toCursor(longest, list).length).toBeLessThanOrEqual(512);
});

test('the order in which filters are written does not matter', () => {
  const cursor = toCursor({ value: 1, code: 'a' }, { sort: 'price', days: 7 });
  expect(fromCursor(cursor, { days: 7, sort: 'price', region: undefined }).code).toBe('a');
});

test('garbage is no cursor', () => {
  const any = fc.oneof(
    fc.string(),
    fc.json().map((text) => encoded(JSON.parse(text))),
  );
  fc.assert(fc.property(any, (text) => expect(() => fromCursor(text, list)).toThrow(invalid)));
});

const checksum = JSON.parse(
  Buffer.from(toCursor({ value: 1, code: 'a' }, list), 'base64url').toString(),
).f;

test.each([
  ['a negative value', { v: -1, c: 'a', f: checksum }],
  ['text for a value', { v: '1', c: 'a', f: checksum }],
  ['a code that is none', { v: 1, c: '../a', f: checksum }],
  ['one more field', { v: 1, c: 'a', f: checksum, x: 1 }],
  ['no checksum', { v: 1, c: 'a' }],
  ['another checksum', { v: 1, c: 'a', f: 'AAAAAAAAAAAA' }],
])('a cursor with %s is refused', (_what, wire) => {
  expect(() => fromCursor(encoded(wire), list)).toThrow(invalid);
});

test('base64 that was padded or dressed up is not what we gave out', () => {
  const cursor = toCursor({ value: 1, code: 'a' }, list);
  for (const dressed of [`${cursor}=`, ` ${cursor}`, `${cursor}\n`])
    expect(() => fromCursor(dressed, list)).toThrow(invalid);
});
