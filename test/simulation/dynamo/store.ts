/**
 * DynamoDB in memory: every call atomic at one instant, answers and errors as the service gives them.
 * Values are immutable once they are here, so that images, answers and snapshots share them.
 */
import type { DynamoDBRecord } from 'aws-lambda';
import { type Capacity, openMeter } from './capacity.ts';
import { Invalid, notFound, validation } from './errors.ts';
import type { StoreTable } from './keys.ts';
import { operationsOn } from './operations.ts';
import { recordOf } from './records.ts';
import { openTable, type Table } from './table.ts';
import { isSameRow, type Row } from './values.ts';

export type { StoreTable } from './keys.ts';

export interface Store {
  /** One API call, e.g. ('TransactWriteItems', input): the SDK's output, or the SDK's exception. */
  call(operation: string, input: object): object;
  /** Tells every committed change of a streamed table, in order, before the call returns. */
  subscribe(listener: (table: string, record: DynamoDBRecord) => void): void;
  items(table: string): Iterable<Row>;
  /** Takes away what is over by its TTL attribute; how many. */
  expire(nowSeconds: number): number;
  /** Units by table since the store was opened. */
  consumed(): Record<string, Capacity>;
}

/** DynamoDB leaves alone what claims to be over for longer. */
const expiryMaxSeconds = 5 * 365 * 86_400;

export function openStore(specs: StoreTable[]): Store {
  const tables = new Map(specs.map((spec) => [spec.name, openTable(spec)]));
  const meter = openMeter(tables.values());
  const listeners: Parameters<Store['subscribe']>[0][] = [];
  let sequence = 0;

  function tableOf(name: string): Table {
    const table = tables.get(name);
    if (!table) throw notFound();
    return table;
  }

  /** What changes nothing is no change. */
  function commit(
    table: Table,
    before: Row | undefined,
    after: Row | undefined,
    expired = false,
  ): void {
    if (before === after || (before && after && isSameRow(before, after))) return;
    table.write(before, after);
    if (!table.spec.stream) return;
    sequence += 1;
    const record = recordOf({ sequence, before, after, expired });
    for (const listener of listeners) listener(table.spec.name, record);
  }

  const operations = operationsOn(tableOf, meter, commit);

  return {
    call(operation, input) {
      const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (!run) throw new Error(`The store does not know ${operation}`);
      try {
        return run(input);
      } catch (error) {
        throw error instanceof Invalid ? validation(error.message) : error;
      }
    },
    subscribe(listener) {
      listeners.push(listener);
    },
    items: (name) => tableOf(name).all(),
    expire(nowSeconds) {
      let gone = 0;
      for (const table of tables.values()) {
        const { ttl } = table.spec;
        if (ttl === undefined) continue;
        for (const row of table.all()) {
          const overFor = nowSeconds - Number(row[ttl]?.N ?? Number.NaN);
          if (!(overFor > 0 && overFor < expiryMaxSeconds)) continue;
          commit(table, row, undefined, true);
          gone += 1;
        }
      }
      return gone;
    },
    consumed: meter.consumed,
  };
}
