/**
 * DynamoDB spoken plainly: get, query, one conditional write, and `transact`, whose refusal is a
 * value. The client is made at the first call, outside any handler.
 */
import {
  BatchGetItemCommand,
  type CancellationReason,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { setting, tableSetting } from './config.ts';
import { deadline } from './deadline.ts';
import { ProblemError } from './errors.ts';
import { type IndexName, type IndexSpec, type TableName, tables } from './tables.ts';
import { toTransactItem, type Write } from './writes.ts';

export type Key = { pk: string; sk: string };
export type Item = Record<string, unknown> & Key;

let client: DynamoDBClient | undefined;
export const dynamo = (): DynamoDBClient => {
  // Three tries fit into a route's ten seconds.
  client ??= new DynamoDBClient({ maxAttempts: 3, requestHandler: deadline(2_500) });
  return client;
};

export const tableName = (table: TableName): string => setting(tableSetting(table));

export async function get<T = Item>(
  table: TableName,
  key: Key,
  options: { consistent?: boolean } = {},
): Promise<T | undefined> {
  const answer = await dynamo().send(
    new GetItemCommand({
      TableName: tableName(table),
      Key: marshall(key),
      ConsistentRead: options.consistent ?? false,
    }),
  );
  return answer.Item && (unmarshall(answer.Item) as T);
}

/** Up to 100 items by key in one call; order is not kept, missing items are left out. */
export async function batchGet<T = Item>(
  table: TableName,
  keys: Key[],
  { consistent = false }: { consistent?: boolean } = {},
): Promise<T[]> {
  const name = tableName(table);
  const found: T[] = [];
  let pending = keys.map((key) => marshall(key));
  for (let round = 0; pending.length > 0; round += 1) {
    if (round > 5) throw new Error(`batch get on ${table} is throttled`);
    if (round > 0) await pause(jitter(round));
    const answer = await dynamo().send(
      new BatchGetItemCommand({
        RequestItems: { [name]: { Keys: pending, ConsistentRead: consistent } },
      }),
    );
    for (const item of answer.Responses?.[name] ?? []) found.push(unmarshall(item) as T);
    pending = answer.UnprocessedKeys?.[name]?.Keys ?? [];
  }
  return found;
}

export interface QuerySpec<T extends TableName> {
  table: T;
  index?: IndexName<T>;
  /** Partition attribute and value, e.g. ['pk', 'ORDER#ord_1']. */
  partition: [attribute: string, value: string];
  /** Optional sort condition: `begins_with`, `<=` or `between` on one attribute. */
  sort?:
    | { attribute: string; beginsWith: string }
    | { attribute: string; atMost: string }
    | { attribute: string; between: [string, string] };
  limit?: number;
  newestFirst?: boolean;
  consistent?: boolean;
  startAfter?: Record<string, unknown> | undefined;
}

export async function query<R = Item, T extends TableName = TableName>(
  spec: QuerySpec<T>,
): Promise<{ items: R[]; last: Record<string, unknown> | undefined }> {
  const sort = sortCondition(spec.sort);
  if (spec.startAfter) checkStart(spec, spec.startAfter);
  const answer = await dynamo().send(
    new QueryCommand({
      TableName: tableName(spec.table),
      ...(spec.index === undefined ? {} : { IndexName: spec.index }),
      KeyConditionExpression: `#p = :p${sort.expression}`,
      ExpressionAttributeNames: { '#p': spec.partition[0], ...sort.names },
      ExpressionAttributeValues: marshall({ ':p': spec.partition[1], ...sort.values }),
      ScanIndexForward: !spec.newestFirst,
      ConsistentRead: spec.consistent ?? false,
      ...(spec.limit === undefined ? {} : { Limit: spec.limit }),
      ...(spec.startAfter === undefined ? {} : { ExclusiveStartKey: marshall(spec.startAfter) }),
    }),
  );
  return {
    items: (answer.Items ?? []).map((item) => unmarshall(item) as R),
    last: answer.LastEvaluatedKey && unmarshall(answer.LastEvaluatedKey),
  };
}

/** A start comes from a cursor, and so from a client: it must be a key of this very list. */
function checkStart<T extends TableName>(spec: QuerySpec<T>, start: Record<string, unknown>): void {
  const index = spec.index && (tables[spec.table].indexes as Record<string, IndexSpec>)[spec.index];
  const wanted = new Set(['pk', 'sk', ...(index ? [index.pk, index.sk] : [])]);
  const isKey =
    Object.keys(start).length === wanted.size &&
    [...wanted].every((name) => typeof start[name] === 'string' && start[name] !== '');
  const [attribute, value] = spec.partition;
  if (!isKey || start[attribute] !== value) throw new ProblemError('INVALID_CURSOR');
}

/** Every item of a table, page by page: for background jobs only, never on a request's path. */
export async function* scan<R = Item>(table: TableName): AsyncGenerator<R> {
  let startKey: ScanCommand['input']['ExclusiveStartKey'];
  do {
    const page = await dynamo().send(
      new ScanCommand({
        TableName: tableName(table),
        ConsistentRead: true,
        ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
      }),
    );
    for (const item of page.Items ?? []) yield unmarshall(item) as R;
    startKey = page.LastEvaluatedKey;
  } while (startKey);
}

function sortCondition(sort: QuerySpec<TableName>['sort']) {
  if (sort === undefined) return { expression: '', names: {}, values: {} };
  const names = { '#s': sort.attribute };
  if ('beginsWith' in sort)
    return { expression: ' AND begins_with(#s, :s)', names, values: { ':s': sort.beginsWith } };
  if ('atMost' in sort)
    return { expression: ' AND #s <= :s', names, values: { ':s': sort.atMost } };
  const [from, to] = sort.between;
  return { expression: ' AND #s BETWEEN :s AND :t', names, values: { ':s': from, ':t': to } };
}

/** Why a transaction did not happen: by the caller's own names, with the item as it stands. */
export type Refusals<N extends string> = Partial<Record<N, { item: Item | undefined }>>;
export type Outcome<N extends string> = { ok: true } | { ok: false; refused: Refusals<N> };

const transactTriesMax = 6;

/**
 * All writes or none. `writes` are named; a failed condition comes back under its name.
 * Conflicts and throttling are repeated with full jitter, because the SDK repeats neither; a failed
 * condition only beside a conflict. Anything else throws: the caller must treat the outcome as unknown, and
 * every caller's conditions make a repeat harmless.
 */
export async function transact<N extends string>(writes: Record<N, Write>): Promise<Outcome<N>> {
  const names = Object.keys(writes) as N[];
  const items = names.map((name) => toTransactItem(writes[name], tableName));
  for (let tried = 1; ; tried += 1) {
    try {
      await dynamo().send(new TransactWriteItemsCommand({ TransactItems: items }));
      return { ok: true };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const reasons = error.CancellationReasons ?? [];
      const refused = refusals(names, reasons);
      const isRefused = Object.keys(refused).length > 0;
      // Beside a conflict a refusal may be half of the story: the twin that made it is not done yet.
      const isWhole = !reasons.some(({ Code }) => Code === 'TransactionConflict');
      const isLast = tried >= transactTriesMax;
      if (isRefused && (isWhole || isLast)) return { ok: false, refused };
      if (isLast || !reasons.every((reason) => isPassing(reason) || isFailedCondition(reason)))
        throw error;
      await pause(jitter(tried));
    }
  }
}

function refusals<N extends string>(names: N[], reasons: CancellationReason[]): Refusals<N> {
  const refused: Refusals<N> = {};
  reasons.forEach((reason, index) => {
    const name = names[index];
    if (name === undefined || !isFailedCondition(reason)) return;
    refused[name] = { item: reason.Item && (unmarshall(reason.Item) as Item) };
  });
  return refused;
}

const passing = new Set([
  'None',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);
const isPassing = (reason: CancellationReason) => passing.has(reason.Code ?? 'None');
const isFailedCondition = ({ Code }: CancellationReason) => Code === 'ConditionalCheckFailed';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const jitter = (round: number) => Math.random() * Math.min(500, 20 * 2 ** round);
