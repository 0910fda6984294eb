import fc from 'fast-check';
import { grantsOf, isAllowed } from '../../iam/evaluate.ts';

const table = (name: string) => `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`;
const get = 'dynamodb:GetItem';
const allows = (resource: string, asked: string, action = get) =>
  isAllowed([{ action: get, resource }], { action, resource: asked });

test('nothing is allowed without a grant', () => {
  expect(isAllowed([], { action: get, resource: table('orders') })).toBe(false);
});

test('a grant allows its own action on its own resource', () => {
  expect(allows(table('orders'), table('orders'))).toBe(true);
  expect(allows(table('orders'), table('orders'), 'dynamodb:PutItem')).toBe(false);
  expect(allows(table('orders'), table('orders'), 'dynamodb:GetItems')).toBe(false);
  expect(allows(table('orders'), table('ledger'))).toBe(false);
});

test.each([
  ['a longer name', table('orders'), table('orders-old')],
  ['a shorter name', table('orders-old'), table('orders')],
  ['an index by its table', table('orders'), table('orders/index/byOwner')],
  ['a table by its index', table('orders/index/byOwner'), table('orders')],
  ['another index', table('orders/index/byOwner'), table('orders/index/byOwnerToo')],
  ['what stands before', 'orders', table('orders')],
  ['a dot as any character', table('or.ers'), table('orders')],
  ['another case', table('orders'), table('Orders')],
])('%s is something else', (_, granted, asked) => {
  expect(allows(granted, asked)).toBe(false);
});

test('a star stands for any text, also none, and a question mark for one character', () => {
  expect(allows(table('orders*'), table('orders'))).toBe(true);
  expect(allows(table('orders*'), table('orders/index/byOwner'))).toBe(true);
  expect(allows(table('*/index/byOwner'), table('orders/index/byOwner'))).toBe(true);
  expect(allows(table('orders*'), table('order'))).toBe(false);
  expect(allows('secret:links-??????', 'secret:links-a1B2c3')).toBe(true);
  expect(allows('secret:links-??????', 'secret:links-a1B2c')).toBe(false);
  expect(allows('secret:links-??????', 'secret:links-old-a1B2c3')).toBe(false);
  expect(allows('*', table('orders'))).toBe(true);
});

test('without a wildcard a resource matches itself and nothing else', () => {
  const text = fc.string().filter((value) => !/[*?]/.test(value));
  fc.assert(
    fc.property(text, text, (granted, asked) => {
      expect(allows(granted, granted)).toBe(true);
      expect(allows(granted, asked)).toBe(granted === asked);
    }),
  );
});

test('a statement is a grant for each of its actions on each of its resources', () => {
  expect(grantsOf({ Effect: 'Allow', Action: ['a:B', 'a:C'], Resource: ['r', 's'] })).toEqual([
    { action: 'a:B', resource: 'r' },
    { action: 'a:B', resource: 's' },
    { action: 'a:C', resource: 'r' },
    { action: 'a:C', resource: 's' },
  ]);
});

test.each([
  { Effect: 'Deny' as const, Action: 'a:B', Resource: 'r' },
  { Effect: 'Allow' as const, Action: 'a:B', Resource: 'r', Condition: {} },
  { Effect: 'Allow' as const, Action: 'a:B', Resource: 'r', NotAction: 'a:C' },
  { Effect: 'Allow' as const, Action: 'a:*', Resource: 'r' },
])('a statement that is not plain is refused: %j', (statement) => {
  expect(() => grantsOf(statement)).toThrow();
});
