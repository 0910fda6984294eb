import fc from 'fast-check';
import { z } from 'zod';
import { decodeCursor, encodeCursor, pageQuery } from '../../../lib/platform/list.ts';

const invalid = expect.objectContaining({ problem: 'INVALID_CURSOR' });
const key = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()));
const Query = z.strictObject(pageQuery);

test('a cursor of a list gives its last key back', () => {
  fc.assert(
    fc.property(fc.string(), key, (scope, last) => {
      const cursor = encodeCursor(scope, last) ?? undefined;
      expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(decodeCursor(scope, cursor)).toEqual(JSON.parse(JSON.stringify(last)));
    }),
  );
});

test('a cursor of another list is refused', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), key, (mine, foreign, last) => {
      fc.pre(mine !== foreign);
      const cursor = encodeCursor(foreign, last) ?? undefined;
      expect(() => decodeCursor(mine, cursor)).toThrow(invalid);
    }),
  );
});

test('garbage is refused, whatever it is', () => {
  const encoded = fc.json().map((text) => Buffer.from(text).toString('base64url'));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), encoded), (cursor) => {
      expect(() => decodeCursor('orders of ven_1', cursor)).toThrow(invalid);
    }),
  );
});

test('the last page has no cursor, and no cursor is the first page', () => {
  expect(encodeCursor('orders', undefined)).toBeNull();
  expect(decodeCursor('orders', undefined)).toBeUndefined();
});

test.each([
  ['1', 1],
  ['100', 100],
  ['020', 20],
  [undefined, 20],
])('a limit of %s is %d', (limit, expected) => {
  expect(Query.parse(limit === undefined ? {} : { limit })).toEqual({ limit: expected });
});

test.each(['', '0', '101', '-1', '1.5', '1e1', ' 1', 'ten', '٣', '9999'])(
  'a limit of %j is refused',
  (limit) => {
    expect(Query.safeParse({ limit }).success).toBe(false);
  },
);
