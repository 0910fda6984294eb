/** Pages of Query and Scan: what is read, what passes the filter, what of it is shown. */
import { Invalid } from './errors.ts';
import { holds } from './holds.ts';
import { resolved } from './paths.ts';
import { project } from './projections.ts';
import { bytesOfRow } from './sizes.ts';
import { type Entry, keysOf, type Sorted } from './sorted.ts';
import type { Index, Table } from './table.ts';
import type { ExpressionInput, Expressions } from './terms.ts';
import type { Row } from './values.ts';

export interface PageInput extends ExpressionInput {
  TableName: string;
  IndexName?: string;
  Limit?: number;
  Select?: string;
  ConsistentRead?: boolean;
  ScanIndexForward?: boolean;
  ExclusiveStartKey?: Row;
}

/** What is paged through: a table, or one of its indexes. */
export interface Source {
  rows: Sorted;
  index: Index | undefined;
}

const bytesMax = 1024 * 1024;

export function sourceOf(table: Table, input: PageInput): Source {
  if (input.Limit !== undefined && input.Limit < 1)
    throw new Invalid("Value at 'Limit' failed to satisfy constraint: at least 1");
  if (input.IndexName === undefined) return { rows: table.rows, index: undefined };
  const index = table.indexes.get(input.IndexName);
  if (!index) throw new Invalid(`The table does not have the specified index: ${input.IndexName}`);
  if (input.ConsistentRead)
    throw new Invalid('Consistent reads are not supported on global secondary indexes');
  return { rows: index.rows, index };
}

/** An index that holds keys only can neither show nor filter by anything else. */
export function checkShown({ index }: Source, input: PageInput, expressions: Expressions): void {
  const { terms, filter, projection } = expressions;
  checkSelect(index, input);
  if (index?.spec.projection !== 'KEYS_ONLY') return;
  const { pk, sk } = index.spec;
  const paths = [...(projection?.paths ?? []), ...(filter?.paths ?? [])];
  for (const [name] of paths.map((path) => resolved(path, terms)))
    if (!['pk', 'sk', pk, sk].includes(String(name)))
      throw new Invalid(
        `One or more parameter values were invalid: Global secondary index ${input.IndexName} does not project ${name}`,
      );
}

function checkSelect(index: Index | undefined, { Select, ProjectionExpression }: PageInput): void {
  if (Select === undefined) return;
  if (ProjectionExpression !== undefined && Select !== 'SPECIFIC_ATTRIBUTES')
    throw new Invalid(`Cannot specify the ProjectionExpression when choosing to get ${Select}`);
  if (ProjectionExpression === undefined && Select === 'SPECIFIC_ATTRIBUTES')
    throw new Invalid(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  if (Select === 'ALL_PROJECTED_ATTRIBUTES' && !index)
    throw new Invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  if (Select === 'ALL_ATTRIBUTES' && index?.spec.projection === 'KEYS_ONLY')
    throw new Invalid(
      'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for a global secondary index whose projection type is not ALL',
    );
}

/** The start as an entry; undefined at the beginning. */
export function startOf(
  { rows }: Source,
  start: Row | undefined,
): (Entry & { partition: string }) | undefined {
  if (!start) return undefined;
  const names = new Set(['pk', 'sk', rows.pk, rows.sk]);
  const isKey =
    Object.keys(start).length === names.size && [...names].every((name) => start[name]?.S);
  if (!isKey) throw new Invalid('The provided starting key is invalid');
  const [pk, sk] = [start.pk?.S as string, start.sk?.S as string];
  return {
    ...{ row: start, pk, sk },
    partition: start[rows.pk]?.S as string,
    sort: start[rows.sk]?.S as string,
  };
}

export interface Page {
  output: object;
  /** Everything that was read, which is what it costs. */
  read: Row[];
}

export function pageOf(
  entries: Iterable<Entry>,
  source: Source,
  input: PageInput,
  { terms, filter, projection }: Expressions,
): Page {
  const read: Row[] = [];
  let [bytes, stopped] = [0, false];
  for (const { row } of entries) {
    const size = bytesOfRow(row);
    if (read.length > 0 && bytes + size > bytesMax) {
      stopped = true;
      break;
    }
    read.push(row);
    bytes += size;
    // It does not look ahead: a page that ends exactly here has a last key too.
    stopped = read.length === input.Limit || bytes >= bytesMax;
    if (stopped) break;
  }
  const kept = filter ? read.filter((row) => holds(filter.tree, row, terms)) : read;
  const paths = projection?.paths.map((path) => resolved(path, terms));
  const last = stopped ? (read.at(-1) as Row) : undefined;
  return {
    read,
    output: {
      ...(input.Select === 'COUNT'
        ? {}
        : { Items: paths ? kept.map((row) => project(row, paths)) : kept }),
      Count: kept.length,
      ScannedCount: read.length,
      ...(last ? { LastEvaluatedKey: keysOf(last, source.rows.pk, source.rows.sk) } : {}),
    },
  };
}
