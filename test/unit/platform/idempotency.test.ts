import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Item } from '../../../lib/platform/dynamodb.ts';
import {
  fingerprint,
  idempotencyRecord,
  recordKey,
  replayedResource,
} from '../../../lib/platform/idempotency.ts';
import { tablesInMemory } from './tables-in-memory.ts';

const now = new Date('2026-11-01T12:00:00Z');
const later = (hours: number) => new Date(now.getTime() + hours * 3600_000);
const request = {
  ...{ owner: 'VENDOR#ven_1', route: 'POST /api/v1/vendor/orders', key: 'key-1' },
  fingerprint: fingerprint({ bundleCode: 'a', quantity: 1 }),
};

/** The same value with the keys of every object in reverse. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, entry]) => [key, reversed(entry)]));
}

test('the fingerprint does not depend on the order of keys, at any depth', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(fingerprint(reversed(value))).toBe(fingerprint(value));
    }),
  );
});

test('requests that differ have fingerprints that differ', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      // As they come in a body: JSON knows no negative zero.
      const [a, b] = [one, other].map((value) => JSON.parse(JSON.stringify(value)));
      expect(fingerprint(one) === fingerprint(other)).toBe(isDeepStrictEqual(a, b));
    }),
  );
});

test.each([
  ['order of an array', [1, 2], [2, 1]],
  ['number and text', { a: 1 }, { a: '1' }],
  ['null and nothing', { a: null }, {}],
  ['nesting', { a: { b: 1 } }, { a: 1, b: 1 }],
  ['text that looks like structure', { a: '1","b":"2' }, { a: '1', b: '2' }],
])('the fingerprint sees the %s', (_what, one, other) => {
  expect(fingerprint(one)).not.toBe(fingerprint(other));
});

test('a field that is undefined is a field that is absent', () => {
  expect(fingerprint({ a: 1, b: undefined })).toBe(fingerprint({ a: 1 }));
});

test('owner, route and key each make another record', () => {
  const keys = [
    request,
    { ...request, owner: 'VENDOR#ven_2' },
    { ...request, route: 'POST /api/v1/orders' },
    { ...request, key: 'key-2' },
  ].map((each) => recordKey(each).pk);
  expect(new Set(keys).size).toBe(4);
});

test('the key of a record is short and shows nothing of what the client sent', () => {
  const { pk } = recordKey({ ...request, key: 'x'.repeat(255) });
  expect(pk).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test('a record refuses a second one while it lasts: 48 hours, then it counts as gone', () => {
  const tables = tablesInMemory();
  const at = (hours: number) =>
    tables.apply({ record: idempotencyRecord(request, `ord_${hours}`, later(hours)) });
  expect(at(0)).toBe(true);
  expect([at(0), at(1), at(48)]).toEqual([false, false, false]);
  expect(at(49)).toBe(true);
  expect(at(50)).toBe(false);
});

test('a repeat of the same request gets the resource that the first one made', () => {
  const record = { ...recordKey(request), fingerprint: request.fingerprint, resourceId: 'ord_1' };
  expect(replayedResource(request, record)).toBe('ord_1');
});

test.each<[string, Item | undefined]>([
  ['another request', { pk: 'a', sk: 'b', fingerprint: 'other', resourceId: 'ord_1' }],
  ['a record that vanished', undefined],
])('a key used for %s is refused', (_what, record) => {
  expect(() => replayedResource(request, record)).toThrow(
    expect.objectContaining({ problem: 'IDEMPOTENCY_KEY_MISMATCH' }),
  );
});
