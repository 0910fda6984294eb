import fc from 'fast-check';
import { type IdKind, idPrefixes, idSchema, newId } from '../../../lib/platform/ids.ts';

const kinds = Object.keys(idPrefixes) as IdKind[];
const now = new Date('2026-11-01T12:00:00Z');

test('every kind has its own prefix', () => {
  expect(new Set(Object.values(idPrefixes)).size).toBe(kinds.length);
});

test.each(kinds)('an id of kind %s is valid for that kind and for no other', (kind) => {
  const id = newId(kind, now);
  for (const other of kinds) expect(idSchema(other).safeParse(id).success).toBe(other === kind);
});

test('ids sort by the moment of their making', () => {
  const times = fc.date({
    ...{ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true },
  });
  fc.assert(
    fc.property(times, times, (a, b) => {
      fc.pre(a.getTime() !== b.getTime());
      expect(newId('order', a) < newId('order', b)).toBe(a < b);
    }),
  );
});

test('ids of one moment are still different', () => {
  const ids = Array.from({ length: 10_000 }, () => newId('transfer', now));
  expect(new Set(ids).size).toBe(ids.length);
});

test('an id with any one character changed to one that no id has is none', () => {
  const id = newId('order', now);
  const foreign = fc.constantFrom('#', ' ', '/', 'ü', '\n', 'I', 'L', 'O', 'U', 'a', '');
  fc.assert(
    fc.property(fc.nat(id.length - 1), foreign, (at, other) => {
      const changed = id.slice(0, at) + other + id.slice(at + 1);
      expect(idSchema('order').safeParse(changed).success).toBe(false);
    }),
  );
});

test.each(['', 'ord_', 'x ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z4', 'ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z4\n'])(
  '%j is no id',
  (text) => {
    expect(idSchema('order').safeParse(text).success).toBe(false);
  },
);
