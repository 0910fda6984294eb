/** The operations of the API over tables: input to output, through the parts of this folder. */
import type { Meter } from './capacity.ts';
import { conditionFailed, Invalid } from './errors.ts';
import { idOfKey } from './keys.ts';
import type { PageInput } from './pages.ts';
import { resolved } from './paths.ts';
import { project } from './projections.ts';
import {
  type BatchGetInput,
  batchGet,
  type Found,
  type GetInput,
  get,
  type TransactGetInput,
  transactGet,
} from './reads.ts';
import { query, scan } from './searches.ts';
import type { Table } from './table.ts';
import { cancellation, isPlan, openTokens, plansOf, type TransactInput } from './transactions.ts';
import type { Row } from './values.ts';
import { type Plan, planned, prepared, type WriteInput, type WriteKind } from './writes.ts';

type Commit = (table: Table, before: Row | undefined, after: Row | undefined) => void;
type Operation = (input: never) => object;

export function operationsOn(
  tableOf: (name: string) => Table,
  meter: Meter,
  commit: Commit,
): Record<string, (input: object) => object> {
  const tokens = openTokens();

  function write(kind: WriteKind, input: WriteInput): object {
    checkReturnValues(kind, input);
    const plan = planned(prepared(kind, input, tableOf(input.TableName)));
    done(plan, false);
    if (!plan.refused) return returned(plan);
    const isWanted = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
    throw conditionFailed(isWanted ? plan.before : undefined);
  }

  function done({ table, before, after }: Plan, transaction: boolean): void {
    meter.wrote(table, before, after, { transaction });
    commit(table, before, after);
  }

  function transactWrite(input: TransactInput): object {
    if (tokens.isDone(input)) return {};
    const plans = plansOf(input, tableOf);
    const refusal = cancellation(plans);
    for (const plan of plans.filter(isPlan))
      if (refusal) meter.wrote(plan.table, plan.before, plan.before, { transaction: true });
      else done(plan, true);
    if (refusal) throw refusal;
    tokens.done(input);
    return {};
  }

  function batchWrite({ RequestItems }: BatchWriteInput): object {
    const plans = Object.entries(RequestItems ?? {}).flatMap(([TableName, requests]) =>
      requests.map(({ PutRequest, DeleteRequest }) => {
        if (!PutRequest === !DeleteRequest)
          throw new Invalid('Supplied WriteRequest is empty, must contain one of Put or Delete');
        const kind = PutRequest ? 'Put' : 'Delete';
        const input = { TableName, ...(PutRequest ?? DeleteRequest) };
        return planned(prepared(kind, input, tableOf(TableName)));
      }),
    );
    if (plans.length === 0 || plans.length > 25)
      throw new Invalid("Value at 'requestItems' failed to satisfy constraint: 1 to 25 writes");
    const ids = plans.map(({ table, row }) => `${table.spec.name}\u0000${idOfKey(row)}`);
    if (new Set(ids).size < ids.length)
      throw new Invalid('Provided list of item keys contains duplicates');
    for (const plan of plans) done(plan, false);
    return { UnprocessedItems: {} };
  }

  function page(search: typeof query, input: PageInput): object {
    const table = tableOf(input.TableName);
    const { output, read } = search(table, input);
    meter.read(table, read, { transaction: false, consistent: input.ConsistentRead === true });
    return output;
  }

  function shown(found: Found, how: { transaction: boolean; consistent: boolean }) {
    meter.read(found.table, found.row ? [found.row] : [], how);
    return found.shown;
  }

  const operations: Record<string, Operation> = {
    GetItem(input: GetInput) {
      const consistent = input.ConsistentRead === true;
      const Item = shown(get(tableOf(input.TableName), input), { transaction: false, consistent });
      return Item ? { Item } : {};
    },
    BatchGetItem(input: BatchGetInput) {
      const Responses: Record<string, Row[]> = {};
      for (const { name, consistent, found } of batchGet(input, tableOf))
        Responses[name] = found
          .map((each) => shown(each, { transaction: false, consistent }))
          .filter((row) => row !== undefined);
      return { Responses, UnprocessedKeys: {} };
    },
    TransactGetItems(input: TransactGetInput) {
      const found = transactGet(input, tableOf);
      return {
        Responses: found.map((each) => {
          const Item = shown(each, { transaction: true, consistent: true });
          return Item && Object.keys(Item).length > 0 ? { Item } : {};
        }),
      };
    },
    PutItem: (input: WriteInput) => write('Put', input),
    UpdateItem: (input: WriteInput) => write('Update', input),
    DeleteItem: (input: WriteInput) => write('Delete', input),
    TransactWriteItems: transactWrite,
    BatchWriteItem: batchWrite,
    Query: (input: PageInput) => page(query, input),
    Scan: (input: PageInput) => page(scan, input),
  };
  return operations as Record<string, (input: object) => object>;
}

interface BatchWriteInput {
  RequestItems: Record<string, { PutRequest?: { Item: Row }; DeleteRequest?: { Key: Row } }[]>;
}

const ofUpdates = new Set(['ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW']);

function checkReturnValues(kind: WriteKind, { ReturnValues: wanted = 'NONE' }: WriteInput): void {
  if (wanted === 'NONE' || wanted === 'ALL_OLD') return;
  if (kind !== 'Update' || !ofUpdates.has(wanted))
    throw new Invalid('ReturnValues can only be ALL_OLD or NONE');
}

function returned({ input, before, after, expressions }: Plan): object {
  const wanted = input.ReturnValues ?? 'NONE';
  if (wanted === 'NONE') return {};
  const row = wanted.endsWith('_OLD') ? before : after;
  if (!row || wanted.startsWith('ALL_')) return row ? { Attributes: row } : {};
  const { update, terms } = expressions;
  const paths = (update?.targets ?? []).map((path) => resolved(path, terms));
  const Attributes = project(row, paths);
  return Object.keys(Attributes).length > 0 ? { Attributes } : {};
}
