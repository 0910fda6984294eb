/** Random queries and scans: stretches of a partition, filters, pages that follow each other. */
import { keyOf, type Row, tables } from './attributes.ts';
import { allNames, conditionOf } from './conditions.ts';
import type { Draw } from './draw.ts';
import { projectionOf } from './projections.ts';
import type { Look, Request } from './request.ts';
import { type Sketch, sketchOf } from './sketch.ts';

export const indexes = {
  byDue: { pk: 'dueKey', sk: 'dueAt', projection: 'KEYS_ONLY' },
  byOwner: { pk: 'ownerKey', sk: 'pk', projection: 'ALL' },
  byAge: { pk: 'ownerKey', sk: 'dueAt', projection: 'ALL' },
} as const;

const partitions = { pk: 'P#', dueKey: 'D#', ownerKey: 'O#' } as const;

export const searchOf = (draw: Draw, look: Look): Request =>
  draw.chance(0.75)
    ? { operation: 'Query', input: queryOf(draw, look) }
    : { operation: 'Scan', input: scanOf(draw) };

function queryOf(draw: Draw, look: Look): object {
  const sketch = sketchOf(draw);
  const IndexName = draw.oneOf([undefined, undefined, 'byDue', 'byOwner', 'byAge'] as const);
  const index = IndexName && indexes[IndexName];
  const { pk, sk } = index ?? { pk: 'pk' as const, sk: 'sk' };
  const partition = { S: `${partitions[pk]}${draw.upTo(pk === 'pk' ? 3 : 1)}` };
  const is = draw.oneOf([
    () => `${sketch.name(pk)} = ${sketch.value(partition)}`,
    () => `${sketch.value(partition)} = ${sketch.name(pk)}`,
  ])();
  const sort = draw.chance(0.35) ? '' : ` AND ${sortOf(sketch, sk)}`;
  // Starts anywhere in the whole partition; a stretch would refuse those outside of it.
  const start =
    sort === '' && draw.chance(0.4) ? startOf(draw, { pk, sk, partition }, look) : undefined;
  return {
    TableName: tables.main,
    ...(IndexName ? { IndexName } : {}),
    KeyConditionExpression: `${is}${sort}`,
    ...(draw.chance(0.6) ? {} : { ScanIndexForward: draw.chance(0.3) }),
    ...(draw.chance(0.4) ? { Limit: 1 + draw.upTo(4) } : {}),
    ...(start ? { ExclusiveStartKey: start } : {}),
    ...shownOf(sketch, index?.projection ?? 'ALL'),
    ...sketch.terms(),
  };
}

/** As the sort keys are: of the table, of due times, of owners' items. */
function sortOf({ draw, name, value }: Sketch, sk: string): string {
  const texts = { sk: ['A', 'A#', 'A#1', 'B', 'é', '\uffee'], pk: ['P', 'P#1', 'P#2', 'Q'] }[
    sk
  ] ?? [...['a', 'ab', '2026', 'Z', 'é', '~', '\uffee', '\u{1f600}']];
  const text = () => ({ S: draw.oneOf(texts) });
  const key = name(sk);
  const [from, to] = [text(), text()].sort((a, b) =>
    Buffer.compare(Buffer.from(a.S), Buffer.from(b.S)),
  ) as [{ S: string }, { S: string }];
  return draw.oneOf([
    () => `${key} ${draw.oneOf(['=', '<', '<=', '>', '>='])} ${value(text())}`,
    () => `${value(text())} ${draw.oneOf(['<', '<=', '>', '>='])} ${key}`,
    () => `${key} BETWEEN ${value(from)} AND ${value(to)}`,
    () => `begins_with(${key}, ${value(text())})`,
  ])();
}

/** The key of an item, there or not, that belongs to this partition. */
function startOf(
  draw: Draw,
  { pk, sk, partition }: { pk: string; sk: string; partition: { S: string } },
  look: Look,
): Row {
  const key = keyOf(draw);
  const there = look(tables.main, key);
  return {
    ...key,
    ...(sk === 'dueAt' ? { dueAt: there?.dueAt ?? { S: draw.oneOf(['ab', '2026-01-01']) } } : {}),
    [pk]: partition,
  };
}

function shownOf(sketch: Sketch, projection: 'ALL' | 'KEYS_ONLY'): object {
  const { draw } = sketch;
  const filter = draw.chance(0.4) && projection === 'ALL';
  return {
    ...(filter ? { FilterExpression: conditionOf(sketch, allNames) } : {}),
    ...draw.oneOf([
      () => ({}),
      () => ({ Select: 'COUNT' }),
      () => ({
        ProjectionExpression: projection === 'ALL' ? projectionOf(sketch) : 'pk, dueAt',
        ...(draw.chance(0.5) ? { Select: 'SPECIFIC_ATTRIBUTES' } : {}),
      }),
    ])(),
  };
}

function scanOf(draw: Draw): object {
  const sketch = sketchOf(draw);
  return {
    TableName: draw.chance(0.8) ? tables.main : tables.other,
    ...(draw.chance(0.5) ? { Limit: 1 + draw.upTo(9) } : {}),
    ...(draw.chance(0.4) ? { ExclusiveStartKey: keyOf(draw) } : {}),
    ConsistentRead: draw.chance(0.5),
    ...shownOf(sketch, 'ALL'),
    ...sketch.terms(),
  };
}
