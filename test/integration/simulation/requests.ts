/** Random requests of every operation, well formed; what they meet is what earlier ones left. */
import { itemOf, keyOf, type Row, tables } from './attributes.ts';
import { allNames, conditionOf } from './conditions.ts';
import type { Draw } from './draw.ts';
import { projectionOf } from './projections.ts';
import type { Look, Request } from './request.ts';
import { searchOf } from './searches.ts';
import { type Sketch, sketchOf } from './sketch.ts';
import { updateOf } from './updates.ts';

export function requestOf(draw: Draw, look: Look): Request {
  const kind = draw.upTo(99);
  if (kind < 45) return single(draw, look);
  if (kind < 62) return { operation: 'TransactWriteItems', input: transaction(draw, look) };
  if (kind < 80) return searchOf(draw, look);
  if (kind < 86) return { operation: 'GetItem', input: getOf(draw, tableOf(draw), keyOf(draw)) };
  if (kind < 90) return { operation: 'BatchGetItem', input: batchGet(draw) };
  if (kind < 94) return { operation: 'TransactGetItems', input: transactGet(draw) };
  return { operation: 'BatchWriteItem', input: batchWrite(draw) };
}

const tableOf = (draw: Draw) => (draw.chance(0.8) ? tables.main : tables.other);

function single(draw: Draw, look: Look): Request {
  const { kind, write } = writeOf(draw, look);
  if (kind === 'ConditionCheck') return single(draw, look);
  const isUpdate = kind === 'Update';
  // Of a list the emulator gives more than the element that was updated.
  const parts = isUpdate && !String(write.UpdateExpression).includes('[');
  const returns = ['NONE', 'ALL_OLD', ...(isUpdate ? ['ALL_NEW'] : [])];
  const ReturnValues = draw.oneOf(parts ? [...returns, 'UPDATED_OLD', 'UPDATED_NEW'] : returns);
  return {
    operation: `${kind}Item`,
    input: { ...write, ReturnValues, ReturnConsumedCapacity: 'TOTAL' },
  };
}

function writeOf(draw: Draw, look: Look) {
  const kind = draw.oneOf([
    ...(['Put', 'Put', 'Put', 'Update', 'Update', 'Update', 'Update'] as const),
    ...(['Delete', 'ConditionCheck'] as const),
  ]);
  const [sketch, TableName, key] = [sketchOf(draw), tableOf(draw), keyOf(draw)];
  const Item = itemOf(draw);
  const before = look(TableName, key);
  const isConditional = kind === 'ConditionCheck' || draw.chance(0.5);
  const write: Record<string, unknown> = {
    TableName,
    ...(kind === 'Put' ? { Item } : { Key: key }),
    ...(kind === 'Update' && draw.chance(0.97)
      ? { UpdateExpression: updateOf(sketch, before) }
      : {}),
    ...(isConditional
      ? {
          ConditionExpression: usualCondition(
            sketch,
            kind === 'Put' ? look(TableName, Item) : before,
          ),
        }
      : {}),
    ...(draw.chance(0.6) ? { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } : {}),
  };
  return { kind, write: Object.assign(write, sketch.terms()) };
}

/** Any condition, or one that mostly holds, so that enough is written. */
function usualCondition(sketch: Sketch, before: Row | undefined): string {
  const { draw, name, value } = sketch;
  if (draw.chance(0.5)) return conditionOf(sketch, allNames);
  if (!before) return draw.oneOf(['attribute_not_exists(pk)', 'attribute_not_exists(n)']);
  const version = before.version;
  if (version && draw.chance(0.7)) return `${name('version')} = ${value(version)}`;
  return 'attribute_exists(pk)';
}

const idOf = (table: string, { pk, sk }: Row) => `${table} ${pk?.S} ${sk?.S}`;

function transaction(draw: Draw, look: Look): object {
  const seen = new Set<string>();
  const TransactItems = draw
    .times(1 + draw.upTo(4), () => writeOf(draw, look))
    .flatMap(({ kind, write }) => {
      const id = idOf(String(write.TableName), (write.Item ?? write.Key) as Row);
      // An update of nothing is no member of a transaction.
      if (seen.has(id) || (kind === 'Update' && !write.UpdateExpression)) return [];
      seen.add(id);
      return [{ [kind]: write }];
    });
  if (TransactItems.length === 0) return transaction(draw, look);
  return { TransactItems, ReturnConsumedCapacity: 'TOTAL' };
}

function getOf(draw: Draw, TableName: string, Key: Row) {
  const sketch = sketchOf(draw);
  return {
    ...{ TableName, Key },
    ...(draw.chance(0.5) ? { ProjectionExpression: projectionOf(sketch) } : {}),
    ...sketch.terms(),
  };
}

function keysOf(draw: Draw, most: number): Row[] {
  const keys = new Map(
    draw.times(1 + draw.upTo(most), () => keyOf(draw)).map((key) => [idOf('', key), key]),
  );
  return [...keys.values()];
}

function batchGet(draw: Draw): object {
  const asked = (table: string) => {
    const { TableName: _table, Key: _key, ...rest } = getOf(draw, table, {});
    return { Keys: keysOf(draw, 6), ConsistentRead: draw.chance(0.5), ...rest };
  };
  return {
    RequestItems: {
      [tables.main]: asked(tables.main),
      ...(draw.chance(0.3) ? { [tables.other]: asked(tables.other) } : {}),
    },
  };
}

const transactGet = (draw: Draw): object => ({
  TransactItems: keysOf(draw, 4).map((key) => ({ Get: getOf(draw, tableOf(draw), key) })),
});

const batchWrite = (draw: Draw): object => ({
  RequestItems: {
    [tableOf(draw)]: keysOf(draw, 4).map((key) =>
      draw.chance(0.7)
        ? { PutRequest: { Item: { ...itemOf(draw), ...key } } }
        : { DeleteRequest: { Key: key } },
    ),
  },
  ReturnConsumedCapacity: 'TOTAL',
});
