/** One write of an item: read and checked, then planned against the item as it stands. */
import { applyUpdate } from './apply-update.ts';
import { normalRow } from './attributes.ts';
import { Invalid } from './errors.ts';
import { holds } from './holds.ts';
import { checkIndexKeys, checkKey, checkKeyOfItem, checkKeyValues } from './keys.ts';
import { bytesOfRow } from './sizes.ts';
import type { Table } from './table.ts';
import { type ExpressionInput, type Expressions, expressionsOf } from './terms.ts';
import type { Row } from './values.ts';

export type WriteKind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

export interface WriteInput extends ExpressionInput {
  TableName: string;
  Item?: Row;
  Key?: Row;
  ReturnValues?: string;
  ReturnValuesOnConditionCheckFailure?: string;
}

/** A write that is well formed by itself. */
export interface Prepared {
  kind: WriteKind;
  input: WriteInput;
  table: Table;
  expressions: Expressions;
  /** The key, or the whole item of a put. */
  row: Row;
}

export interface Plan extends Prepared {
  before: Row | undefined;
  after: Row | undefined;
  /** The condition does not hold. */
  refused: boolean;
}

const bytesMax = 400 * 1024;

export function prepared(kind: WriteKind, input: WriteInput, table: Table): Prepared {
  const expressions = expressionsOf(input);
  const given = kind === 'Put' ? input.Item : input.Key;
  if (given === undefined) throw new Invalid('The key or item of a write is missing');
  // A copy: whoever gave it may change it.
  const row = { ...normalRow(given) };
  checkKeyValues(row);
  if (kind === 'Put' && bytesOfRow(row) > bytesMax)
    throw new Invalid('Item size has exceeded the maximum allowed size');
  if (kind === 'ConditionCheck' && !expressions.condition)
    throw new Invalid('The expression can not be empty;');
  return { kind, input, table, expressions, row };
}

export function planned(write: Prepared): Plan {
  const { kind, table, row, expressions } = write;
  if (kind === 'Put') {
    checkKeyOfItem(row);
    checkIndexKeys(table.spec, row);
  } else checkKey(row);
  const before = table.get(row);
  const { condition, terms } = expressions;
  const refused = condition !== undefined && !holds(condition.tree, before, terms);
  const after = refused ? before : afterOf(write, before);
  return { ...write, before, after, refused };
}

function afterOf(write: Prepared, before: Row | undefined): Row | undefined {
  const { kind, table, row, expressions } = write;
  if (kind === 'Put') return row;
  if (kind === 'Delete') return undefined;
  if (kind === 'ConditionCheck') return before;
  const { update, terms } = expressions;
  if (!update) return before ?? row;
  const after = applyUpdate(update.update, row, before, terms);
  if (after === undefined) return undefined;
  // Deeper than allowed only by what the update put together.
  normalRow(after);
  if (bytesOfRow(after) > bytesMax)
    throw new Invalid('Item size to update has exceeded the maximum allowed size');
  checkIndexKeys(table.spec, after);
  return after;
}
