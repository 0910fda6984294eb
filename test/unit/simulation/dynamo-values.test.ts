/** Numbers, orders and sizes as DynamoDB has them, and updates of lists that the emulator gets wrong. */
import * as fc from 'fast-check';
import { addNumbers, canonical, compareNumbers } from '../../simulation/dynamo/numbers.ts';
import { bytesOf, bytesOfRow } from '../../simulation/dynamo/sizes.ts';
import { openStore } from '../../simulation/dynamo/store.ts';
import { compareTexts } from '../../simulation/dynamo/values.ts';

test.each([
  ['0', '0'],
  ['-0', '0'],
  ['007', '7'],
  ['+5', '5'],
  ['1.50', '1.5'],
  ['.5', '0.5'],
  ['10.', '10'],
  ['1e3', '1000'],
  ['-12E-3', '-0.012'],
  ['1e125', `1${'0'.repeat(125)}`],
  ['1e-130', `0.${'0'.repeat(129)}1`],
  [`${'9'.repeat(38)}00`, `${'9'.repeat(38)}00`],
])('%s is spelled %s', (text, spelled) => {
  expect(canonical(text)).toBe(spelled);
});

test.each(['', ' 1', '1 ', '1_000', 'x', 'NaN', 'Infinity', '1e', '.', '0x1', '1e126', '1e-131'])(
  '%j is no number',
  (text) => {
    expect(() => canonical(text)).toThrow(/numeric|flow/);
  },
);

/** Whole numbers of any sign and up to 30 digits, with a point somewhere. */
const decimal = fc
  .tuple(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.integer({ min: 0, max: 6 }))
  .map(([digits, places]) => ({ digits: digits * 10n ** BigInt(6 - places), places }));
const scaled = ({ digits }: { digits: bigint }) => canonical(`${digits}e-6`);

test('sums and comparisons are those of whole numbers', () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      const [x, y] = [scaled(a), scaled(b)];
      expect(addNumbers(x, y, 1)).toBe(canonical(`${a.digits + b.digits}e-6`));
      expect(addNumbers(x, y, -1)).toBe(canonical(`${a.digits - b.digits}e-6`));
      expect(compareNumbers(x, y)).toBe(a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0);
    }),
  );
});

test('short numbers add up as long ones do', () => {
  const short = fc.integer({ min: -999_999, max: 999_999 });
  fc.assert(
    fc.property(short, short, (a, b) => {
      expect(addNumbers(String(a), String(b), 1)).toBe(addNumbers(`${a}.0`, `${b}.0`, 1));
      expect(compareNumbers(String(a), String(b))).toBe(compareNumbers(`${a}.0`, `${b}.0`));
    }),
  );
});

test('no sum has more than 38 digits', () => {
  expect(addNumbers('1e37', '1', 1)).toBe(`1${'0'.repeat(36)}1`);
  expect(() => addNumbers('1e38', '1', 1)).toThrow('38 significant digits');
});

test('texts are in the order of their bytes', () => {
  const text = fc.string({ unit: 'grapheme-composite', maxLength: 4 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const order = Buffer.compare(Buffer.from(a), Buffer.from(b));
      expect(Math.sign(compareTexts(a, b))).toBe(order);
    }),
  );
  expect(compareTexts('\uffee', '\u{1f600}')).toBe(-1);
});

test.each([
  [{ S: 'é' }, 2],
  [{ N: '0' }, 1],
  [{ N: '7' }, 2],
  [{ N: '-7' }, 3],
  [{ N: '100' }, 2],
  [{ N: '110' }, 3],
  [{ N: '1.5' }, 3],
  [{ BOOL: true }, 1],
  [{ NULL: true }, 1],
  [{ L: [{ S: 'a' }] }, 5],
  [{ M: { ab: { S: 'a' } } }, 7],
  [{ SS: ['a', 'bc'] }, 3],
  [{ B: Buffer.from('abc') }, 3],
])('the size of %j is %i', (value, size) => {
  expect(bytesOf(value as never)).toBe(size);
  expect(bytesOfRow({ naïve: value as never })).toBe(size + 6);
});

const key = { pk: { S: 'P' }, sk: { S: 'A' } };
const numbers = (...all: number[]) => ({ L: all.map((n) => ({ N: String(n) })) });

function updated(list: object, UpdateExpression: string, ReturnValues = 'ALL_NEW') {
  const store = openStore([{ name: 't', indexes: {} }]);
  store.call('PutItem', { TableName: 't', Item: { ...key, list, m: { M: { l: list } } } });
  const values = { ':a': { N: '10' }, ':b': { N: '20' } };
  const given = Object.entries(values).filter(([name]) => UpdateExpression.includes(name));
  const { Attributes } = store.call('UpdateItem', {
    ...{ TableName: 't', Key: key, UpdateExpression, ReturnValues },
    ExpressionAttributeNames: { '#l': 'list' },
    ...(given.length > 0 ? { ExpressionAttributeValues: Object.fromEntries(given) } : {}),
  }) as { Attributes?: { list?: object; m?: object } };
  return Attributes;
}

test.each([
  ['REMOVE #l[0], #l[1]', numbers(2, 3)],
  ['REMOVE #l[1] SET #l[3] = :a', numbers(0, 2, 10)],
  ['SET #l[3] = :a REMOVE #l[1]', numbers(0, 2, 10)],
  ['SET #l[84] = :a, #l[37] = :b', numbers(0, 1, 2, 3, 20, 10)],
  ['REMOVE #l[17]', numbers(0, 1, 2, 3)],
  ['SET #l[0] = #l[3], #l[3] = #l[0]', numbers(3, 1, 2, 0)],
])('%s goes by the places before it', (expression, list) => {
  expect(updated(numbers(0, 1, 2, 3), expression)?.list).toEqual(list);
});

test.each([
  ['SET #l[1] = :a', 'UPDATED_NEW', { list: numbers(10) }],
  ['SET #l[1] = :a', 'UPDATED_OLD', { list: numbers(1) }],
  ['SET #l[9] = :a', 'UPDATED_NEW', undefined],
  ['SET m.l[1] = :a, #l[0] = :b', 'UPDATED_OLD', { list: numbers(0), m: { M: { l: numbers(1) } } }],
  ['REMOVE #l[1]', 'UPDATED_NEW', { list: numbers(2) }],
  ['REMOVE #l', 'UPDATED_NEW', undefined],
])('%s gives as %s what it touched', (expression, returned, attributes) => {
  expect(updated(numbers(0, 1, 2), expression, returned)).toEqual(attributes);
});
