/**
 * Items with one type per attribute name, so that an expression knows what it meets; `mixed` is of every
 * type, for what takes every type. Few keys and few values, so that requests meet each other.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Draw } from './draw.ts';

export type Value = AttributeValue;
export type Row = Record<string, Value>;

export const tables = { main: `differential-${process.pid}`, other: `beside-${process.pid}` };

const texts = ['', 'a', 'ab', 'abc', 'b', 'Z', 'é', '\u{1f600}', '\uffee', '2026-01-01', '~'];
const keyTexts = texts.filter((text) => text !== '');
/** Sums of these stay within the 28 digits that the emulator reckons with. */
const numbers = [
  '0',
  '1',
  '-1',
  '7',
  '10',
  '1.5',
  '-0.25',
  '1000',
  '0.001',
  '12345678901234567890',
];
/** The same numbers as others write them. */
const spellings = ['007', '+5', '1.50', '1e3', '-0', '12E-1', '.5', '10.'];
const bytes = ['', '\u0001', 'ab', 'abc', '\u00ff'];

export const keyOf = (draw: Draw): Row => ({
  pk: { S: `P#${draw.upTo(3)}` },
  sk: { S: draw.oneOf(['A', 'A#1', 'A#2', 'B', 'é', '\u{1f600}', '\uffee']) },
});

export const textOf = (draw: Draw): Value => ({ S: draw.oneOf(texts) });
export const keyTextOf = (draw: Draw): Value => ({ S: draw.oneOf(keyTexts) });
export const numberOf = (draw: Draw): Value => ({ N: draw.oneOf(numbers) });
export const wholeOf = (draw: Draw): Value => ({ N: draw.oneOf(['0', '1', '-1', '7', '1000']) });
export const anyNumberOf = (draw: Draw): Value =>
  draw.chance(0.2) ? { N: draw.oneOf(spellings) } : numberOf(draw);
export const bytesOf = (draw: Draw): Value => ({ B: Buffer.from(draw.oneOf(bytes), 'latin1') });

/**
 * In the order that the emulator brings a set to when it adds to it: it takes another order for another
 * value, and writes the entries of indexes anew.
 */
const distinct = <T>(draw: Draw, list: readonly T[], spell: (one: T) => string): T[] => {
  const some = draw.someOf(list, 0.4);
  const order = (a: T, b: T) => Buffer.compare(Buffer.from(spell(a)), Buffer.from(spell(b)));
  return some.length > 0 ? some.sort(order) : [draw.oneOf(list)];
};
export const textsOf = (draw: Draw): Value => ({ SS: distinct(draw, keyTexts, String) });
export const numbersOf = (draw: Draw): Value => ({ NS: distinct(draw, numbers, String) });
export const bytesSetOf = (draw: Draw): Value => {
  const all = bytes.slice(1).map((text) => Buffer.from(text, 'latin1'));
  return { BS: distinct(draw, all, (one) => one.toString('base64')) };
};

export function mixedOf(draw: Draw, depth = 0): Value {
  const leaf = [textOf, textOf, numberOf, numberOf, bytesOf, textsOf, numbersOf, bytesSetOf];
  const plain = [() => ({ BOOL: draw.chance(0.5) }), () => ({ NULL: true })] as const;
  const nested = [
    () => ({ L: draw.times(draw.upTo(3), () => mixedOf(draw, depth + 1)) }),
    () => ({
      M: Object.fromEntries(
        draw.someOf(['x', 'y', 'z'], 0.5).map((k) => [k, mixedOf(draw, depth + 1)]),
      ),
    }),
  ] as const;
  const makers: readonly ((draw: Draw) => Value)[] =
    depth < 3 ? [...leaf, ...plain, ...nested] : [...leaf, ...plain];
  return draw.oneOf(makers)(draw);
}

/** Of a map: again one type per name. */
const mapOf = (draw: Draw): Value => ({
  M: {
    ...(draw.chance(0.8) ? { n: numberOf(draw) } : {}),
    ...(draw.chance(0.8) ? { s: textOf(draw) } : {}),
    ...(draw.chance(0.6) ? { stops: listOf(draw) } : {}),
    ...(draw.chance(0.6) ? { leaf: { M: { n: numberOf(draw), 'a.b': textOf(draw) } } } : {}),
  },
});
export const listOf = (draw: Draw): Value => ({
  L: draw.times(draw.upTo(3), () => mixedOf(draw, 2)),
});

export const attributes: Record<string, (draw: Draw) => Value> = {
  n: anyNumberOf,
  version: wholeOf,
  s: textOf,
  b: bytesOf,
  flag: (draw) => ({ BOOL: draw.chance(0.5) }),
  nil: () => ({ NULL: true }),
  ss: textsOf,
  ns: numbersOf,
  bs: bytesSetOf,
  stops: listOf,
  tree: mapOf,
  mixed: mixedOf,
  // A reserved word, and a name with a dot: only a placeholder can say them.
  status: textOf,
  'dotted.name': numberOf,
};

export function itemOf(draw: Draw): Row {
  const item = keyOf(draw);
  for (const name of draw.someOf(Object.keys(attributes), 0.5))
    item[name] = (attributes[name] as (draw: Draw) => Value)(draw);
  if (draw.chance(0.5)) item.dueKey = { S: draw.oneOf(['D#0', 'D#1']) };
  if (draw.chance(0.5)) item.dueAt = keyTextOf(draw);
  if (draw.chance(0.5)) item.ownerKey = { S: draw.oneOf(['O#0', 'O#1']) };
  // More than one unit of capacity.
  if (draw.chance(0.1)) item.padding = { S: 'é'.repeat(draw.upTo(3000)) };
  return item;
}
