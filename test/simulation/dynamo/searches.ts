/** Query and Scan. */
import { Invalid } from './errors.ts';
import { boundsOf, stretchOf } from './key-conditions.ts';
import {
  checkShown,
  type Page,
  type PageInput,
  pageOf,
  type Source,
  sourceOf,
  startOf,
} from './pages.ts';
import { resolved } from './paths.ts';
import { type Entry, firstOf, orderOfEntries } from './sorted.ts';
import type { Table } from './table.ts';
import { type Expressions, expressionsOf } from './terms.ts';
import { compareTexts } from './values.ts';

export function query(table: Table, input: PageInput): Page {
  if (input.KeyConditionExpression === undefined)
    throw new Invalid(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified',
    );
  const expressions = expressionsOf(input);
  const source = sourceOf(table, input);
  checkShown(source, input, expressions);
  checkFilter(source, expressions);
  const { terms, key } = expressions;
  const stretch = stretchOf((key as NonNullable<typeof key>).tree, source.rows, terms);
  const start = startOf(source, input.ExclusiveStartKey);
  if (
    start &&
    (start.partition !== stretch.partition || !stretch.reached(start) || stretch.passed(start))
  )
    throw new Invalid(
      'The provided starting key is outside query boundaries based on provided conditions',
    );
  const list = source.rows.partition(stretch.partition);
  const isForward = input.ScanIndexForward !== false;
  let [from, to] = boundsOf(list, stretch);
  if (start && isForward) from = firstOf(list, (entry) => orderOfEntries(entry, start) > 0);
  if (start && !isForward) to = firstOf(list, (entry) => orderOfEntries(entry, start) >= 0);
  return pageOf(
    isForward ? upward(list, from, to) : downward(list, from, to),
    source,
    input,
    expressions,
  );
}

function* upward(list: readonly Entry[], from: number, to: number) {
  for (let at = from; at < to; at += 1) yield list[at] as Entry;
}

function* downward(list: readonly Entry[], from: number, to: number) {
  for (let at = to - 1; at >= from; at -= 1) yield list[at] as Entry;
}

/** What the key condition is for, a filter may not do. */
function checkFilter({ rows }: Source, { filter, terms }: Expressions): void {
  for (const path of filter?.paths ?? []) {
    const [name] = resolved(path, terms);
    if (name === rows.pk || name === rows.sk)
      throw new Invalid(
        `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`,
      );
  }
}

/** Partitions in the order of their names; DynamoDB promises no order. */
export function scan(table: Table, input: PageInput): Page {
  const expressions = expressionsOf(input);
  const source = sourceOf(table, input);
  checkShown(source, input, expressions);
  return pageOf(entriesAfter(source, input), source, input, expressions);
}

function* entriesAfter(source: Source, { ExclusiveStartKey }: PageInput) {
  const start = startOf(source, ExclusiveStartKey);
  for (const list of source.rows.partitions()) {
    const name = list[0]?.row[source.rows.pk]?.S as string;
    const side = start ? compareTexts(name, start.partition) : 1;
    if (side < 0) continue;
    const from = side === 0 && start ? firstOf(list, (each) => orderOfEntries(each, start) > 0) : 0;
    yield* upward(list, from, list.length);
  }
}
