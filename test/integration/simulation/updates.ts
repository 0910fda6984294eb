/** Updates of one item as it stands: every clause, nested places, each place once. */
import {
  bytesSetOf,
  listOf,
  mixedOf,
  numberOf,
  numbersOf,
  type Row,
  textOf,
  textsOf,
  type Value,
  wholeOf,
} from './attributes.ts';
import type { Sketch } from './sketch.ts';

interface Clauses {
  SET: string[];
  REMOVE: string[];
  ADD: string[];
  DELETE: string[];
}
type Change = (sketch: Sketch, before: Row | undefined, clauses: Clauses) => void;

/**
 * By the attribute that they are of; of an item that is not there nothing is only taken away (the
 * emulator then makes one).
 */
export function updateOf(sketch: Sketch, before: Row | undefined): string {
  const { draw } = sketch;
  const clauses: Clauses = { SET: [], REMOVE: [], ADD: [], DELETE: [] };
  for (const name of draw.someOf(Object.keys(changes), 0.25))
    draw.oneOf(changes[name] as Change[])(sketch, before, clauses);
  if (clauses.SET.length + clauses.ADD.length === 0)
    clauses.SET.push(`extra = ${sketch.value(mixedOf(draw))}`);
  const texts = Object.entries(clauses)
    .filter(([, list]) => list.length > 0)
    .map(
      ([clause, list]) => `${draw.chance(0.2) ? clause.toLowerCase() : clause} ${list.join(', ')}`,
    );
  return (draw.chance(0.5) ? texts : texts.toReversed()).join(' ');
}

const set =
  (name: string, make: (draw: Sketch['draw']) => Value): Change =>
  (sketch, _before, { SET }) =>
    SET.push(`${sketch.name(name)} = ${sketch.value(make(sketch.draw))}`);
const remove =
  (name: string): Change =>
  (sketch, _before, { REMOVE }) =>
    REMOVE.push(sketch.name(name));
const grow =
  (name: string, make: (draw: Sketch['draw']) => Value): Change =>
  (sketch, _before, { ADD }) =>
    ADD.push(`${sketch.name(name)} ${sketch.value(make(sketch.draw))}`);
const shrink =
  (name: string, make: (draw: Sketch['draw']) => Value): Change =>
  (sketch, _before, { DELETE }) =>
    DELETE.push(`${sketch.name(name)} ${sketch.value(make(sketch.draw))}`);

const treeHas = (before: Row | undefined, name: string) => before?.tree?.M?.[name] !== undefined;

/** A place that is not there is an error when it is read, and mostly it is there. */
const copy: Change = (sketch, before, { SET }) => {
  const { draw, name } = sketch;
  const source = draw.chance(0.9) && before ? draw.oneOf(Object.keys(before)) : 'nowhere';
  SET.push(`copied = ${name(source)}`);
};

const sum: Change = ({ draw, name, value }, _before, { SET }) => {
  const sign = draw.oneOf(['+', '-', ' + ', ' - ']);
  const terms = [name('n'), value(numberOf(draw))];
  SET.push(`${name('n')} = ${(draw.chance(0.5) ? terms : terms.toReversed()).join(sign)}`);
};

const counted: Change = ({ draw, name, value }, _before, { SET }) =>
  SET.push(
    `${name('version')} = if_not_exists(${name('version')}, ${value({ N: '0' })}) + ${value(wholeOf(draw))}`,
  );

const appended: Change = (sketch, before, { SET }) => {
  const { draw, name, value } = sketch;
  const own = before?.stops || draw.chance(0.1) ? name('stops') : undefined;
  const more = value(listOf(draw));
  if (!own) SET.push(`stops = list_append(if_not_exists(stops, ${value({ L: [] })}), ${more})`);
  else
    SET.push(
      `stops = ${draw.chance(0.5) ? `list_append(${own}, ${more})` : `list_append(${more}, ${own})`}`,
    );
};

const element: Change = ({ draw, name, value }, before, { SET, REMOVE }) => {
  const place = `${name('stops')}[${draw.upTo(4)}]`;
  if (before?.stops && draw.chance(0.4)) REMOVE.push(place);
  else SET.push(`${place} = ${value(mixedOf(draw, 2))}`);
};

const branch: Change = ({ draw, name, value }, before, { SET, REMOVE }) => {
  const tree = name('tree');
  if (draw.chance(0.5)) SET.push(`${tree}.${name('n')} = ${value(numberOf(draw))}`);
  else if (before?.tree) REMOVE.push(`${tree}.${name(draw.oneOf(['n', 's', 'nowhere']))}`);
  if (treeHas(before, 'stops') && draw.chance(0.5))
    SET.push(`${tree}.stops[${draw.upTo(3)}] = ${value(mixedOf(draw, 2))}`);
  if (treeHas(before, 'leaf') && draw.chance(0.5))
    SET.push(`${tree}.${name('leaf')}.${name('a.b')} = ${value(textOf(draw))}`);
};

const changes: Record<string, Change[]> = {
  n: [set('n', numberOf), sum, sum, grow('n', wholeOf), remove('n')],
  version: [set('version', wholeOf), counted, counted, remove('version')],
  s: [set('s', textOf), remove('s')],
  ss: [set('ss', textsOf), grow('ss', textsOf), shrink('ss', textsOf), remove('ss')],
  ns: [set('ns', numbersOf), grow('ns', numbersOf), shrink('ns', numbersOf)],
  bs: [set('bs', bytesSetOf), grow('bs', bytesSetOf), shrink('bs', bytesSetOf)],
  stops: [set('stops', listOf), appended, appended, element, element, remove('stops')],
  tree: [branch, branch, branch, remove('tree')],
  mixed: [set('mixed', mixedOf), remove('mixed')],
  copied: [copy],
  status: [set('status', textOf)],
  'dotted.name': [set('dotted.name', numberOf), grow('dotted.name', wholeOf)],
  dueKey: [set('dueKey', (draw) => ({ S: draw.oneOf(['D#0', 'D#1']) })), remove('dueKey')],
  dueAt: [set('dueAt', (draw) => ({ S: draw.oneOf(['2026', '2027', 'é']) })), remove('dueAt')],
  ownerKey: [set('ownerKey', (draw) => ({ S: draw.oneOf(['O#0', 'O#1']) })), remove('ownerKey')],
};
