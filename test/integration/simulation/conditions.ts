/** Conditions of every form of the grammar, over attributes that may be there or not. */
import {
  anyNumberOf,
  attributes,
  bytesOf,
  bytesSetOf,
  listOf,
  mixedOf,
  numberOf,
  textOf,
  type Value,
} from './attributes.ts';
import type { Draw } from './draw.ts';
import type { Sketch } from './sketch.ts';

/** Attributes that this condition may look at. */
export type Names = readonly string[];
export const allNames = Object.keys(attributes);

export function conditionOf(sketch: Sketch, names: Names, depth = 0): string {
  const { draw } = sketch;
  const inner = () => conditionOf(sketch, names, depth + 1);
  const kind = depth > 2 ? 9 : draw.upTo(9);
  if (kind === 0) return `${inner()} ${draw.oneOf(['AND', 'and'])} ${inner()}`;
  if (kind === 1) return `${inner()} OR ${inner()}`;
  if (kind === 2) return `NOT ${inParentheses(inner())}`;
  if (kind === 3) return inParentheses(inner());
  return draw.oneOf(predicates)(sketch, names);
}

/** Around what is in parentheses already there must be none. */
const inParentheses = (text: string) => (text.startsWith('(') ? text : `( ${text})`);

type Predicate = (sketch: Sketch, names: Names) => string;

const pathOf = ({ draw, name }: Sketch, names: Names): string => {
  const top = draw.oneOf(names);
  const said = name(top);
  if (top === 'stops' && draw.chance(0.6)) return `${said}[${draw.upTo(3)}]`;
  if (top === 'tree' && draw.chance(0.8)) return `${said}.${treePathOf(draw, name)}`;
  return said;
};

const treePathOf = (draw: Draw, name: Sketch['name']): string =>
  draw.oneOf([
    () => name('n'),
    () => name('s'),
    () => `${name('stops')}[${draw.upTo(2)}]`,
    () => `${name('leaf')}.${name('n')}`,
    () => `${name('leaf')}.${name('a.b')}`,
  ])();

/** A path to what can only be of this type, if it is there. */
function typedPath(sketch: Sketch, names: Names, among: string[]): string {
  const fit = among.filter((path) => names.includes(path.split('/')[0] as string));
  if (fit.length === 0) return pathOf(sketch, names);
  return sketch.draw.oneOf(fit).split('/').map(sketch.name).join('.');
}

const comparisons = ['=', '<>', '<', '<=', '>', '>='] as const;
const ordered = (draw: Draw) => draw.oneOf([anyNumberOf, textOf, bytesOf, numberOf])(draw);

const sizedTypes = ['s', 'b', 'ss', 'ns', 'bs', 'stops', 'tree', 'status', 'tree/s', 'tree/stops'];
const texts = ['s', 'status', 'tree/s'];

const predicates: Predicate[] = [
  (sketch, names) => `attribute_exists(${pathOf(sketch, names)})`,
  (sketch, names) => `attribute_not_exists (${pathOf(sketch, names)})`,
  (sketch, names) => {
    const type = sketch.draw.oneOf(['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS']);
    return `attribute_type(${pathOf(sketch, names)}, ${sketch.value({ S: type })})`;
  },
  (sketch, names) => {
    if (!texts.some((text) => names.includes(text))) return `attribute_exists(${names[0]})`;
    return `begins_with(${typedPath(sketch, names, texts)}, ${sketch.value(textOf(sketch.draw))})`;
  },
  (sketch, names) => {
    const { draw } = sketch;
    if (!names.includes('b')) return `attribute_not_exists(${names[0]})`;
    return `begins_with(${sketch.name('b')}, ${sketch.value(bytesOf(draw))})`;
  },
  (sketch, names) => `contains(${contained(sketch, names)})`,
  (sketch, names) =>
    `${pathOf(sketch, names)} ${sketch.draw.oneOf(comparisons)} ${sketch.value(ordered(sketch.draw))}`,
  (sketch, names) =>
    `${sketch.value(ordered(sketch.draw))}${sketch.draw.oneOf(comparisons)}${pathOf(sketch, names)}`,
  (sketch, names) =>
    `${pathOf(sketch, names)} ${sketch.draw.oneOf(['=', '<>'])} ${sketch.value(mixedOf(sketch.draw))}`,
  (sketch, names) => {
    const path = typedPath(sketch, names, sizedTypes);
    if (path.startsWith('#mixed') || path === 'mixed' || !isSized(path))
      return `attribute_exists(${path})`;
    return `size(${path}) ${sketch.draw.oneOf(comparisons)} ${sketch.value({ N: String(sketch.draw.upTo(4)) })}`;
  },
  between,
  (sketch, names) => {
    const among = sketch.draw.times(1 + sketch.draw.upTo(3), () =>
      sketch.value(mixedOf(sketch.draw)),
    );
    return `${pathOf(sketch, names)} IN (${among.join(', ')})`;
  },
];

/** Numbers, booleans and NULL have no size. */
const isSized = (path: string) =>
  /^#?(s|b|ss|ns|bs|stops|tree|status)$|^#?tree\.#?(s|stops)$/.test(path);

function contained(sketch: Sketch, names: Names): string {
  const { draw } = sketch;
  const parts: Record<string, (draw: Draw) => Value> = {
    s: textOf,
    status: textOf,
    ss: textOf,
    ns: numberOf,
    bs: (of) => ({ B: (bytesSetOf(of).BS as Uint8Array[])[0] as Uint8Array }),
    list: (of) => (listOf(of).L as Value[])[0] ?? textOf(of),
    flag: textOf,
    n: numberOf,
    tree: textOf,
  };
  const name = draw.oneOf(names.filter((each) => each in parts));
  if (name === undefined)
    return `${sketch.name(names[0] as string)}, ${sketch.value(textOf(draw))}`;
  return `${sketch.name(name)}, ${sketch.value((parts[name] as (draw: Draw) => Value)(draw))}`;
}

function between(sketch: Sketch, names: Names): string {
  const { draw } = sketch;
  const bounds = draw.oneOf([
    [{ N: '-1' }, { N: '7.0' }],
    [{ N: '0' }, { N: '1e20' }],
    [{ S: 'a' }, { S: 'b' }],
    [{ S: '' }, { S: '\uffee' }],
    [{ S: '\uffee' }, { S: '\u{1f600}' }],
    [{ B: Buffer.from('a') }, { B: Buffer.from('b') }],
  ] as const);
  const [from, to] = bounds.map(sketch.value);
  return `${pathOf(sketch, names)} ${draw.oneOf(['BETWEEN', 'between'])} ${from} AND ${to}`;
}
