/** Whether a condition holds for an item. What is missing compares with nothing. */
import type { Comparison, Condition, ConditionCall, Operand } from './conditions.ts';
import { type Terms, valueAt } from './paths.ts';
import { hasMember, isSame, membersOf, orderOf, type Row, typeOf, type Value } from './values.ts';

export function holds(tree: Condition, item: Row | undefined, terms: Terms): boolean {
  switch (tree.kind) {
    case 'and':
      return holds(tree.left, item, terms) && holds(tree.right, item, terms);
    case 'or':
      return holds(tree.left, item, terms) || holds(tree.right, item, terms);
    case 'not':
      return !holds(tree.of, item, terms);
    case 'compare':
      return compares(tree.how, read(tree.left, item, terms), read(tree.right, item, terms));
    case 'between': {
      const value = read(tree.of, item, terms);
      return (
        compares('>=', value, read(tree.from, item, terms)) &&
        compares('<=', value, read(tree.to, item, terms))
      );
    }
    case 'in': {
      const value = read(tree.of, item, terms);
      return tree.among.some((each) => compares('=', value, read(each, item, terms)));
    }
    case 'call':
      return called(tree.name, tree.args, item, terms);
  }
}

function read(operand: Operand, item: Row | undefined, terms: Terms): Value | undefined {
  if (operand.kind === 'path') return valueAt(item, operand.path, terms);
  if (operand.kind === 'value') return terms.values[operand.name];
  const size = sizeOf(read(operand.of, item, terms));
  return size === undefined ? undefined : { N: String(size) };
}

/** Of a text the number of its UTF-16 units; a number, a boolean and NULL have none. */
function sizeOf(value: Value | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (value.M) return Object.keys(value.M).length;
  return (value.S ?? value.B ?? value.L ?? membersOf(value))?.length;
}

export function compares(how: Comparison, a: Value | undefined, b: Value | undefined): boolean {
  const both = a !== undefined && b !== undefined;
  if (how === '=') return both && isSame(a, b);
  if (how === '<>') return !(both && isSame(a, b));
  const order = both ? orderOf(a, b) : undefined;
  if (order === undefined) return false;
  if (how === '<') return order < 0;
  if (how === '<=') return order <= 0;
  return how === '>' ? order > 0 : order >= 0;
}

function called(
  name: ConditionCall,
  [first, second]: Operand[],
  item: Row | undefined,
  terms: Terms,
): boolean {
  const value = read(first as Operand, item, terms);
  if (name === 'attribute_exists') return value !== undefined;
  if (name === 'attribute_not_exists') return value === undefined;
  const other = read(second as Operand, item, terms);
  if (value === undefined || other === undefined) return false;
  if (name === 'attribute_type') return typeOf(value) === other.S;
  return name === 'begins_with' ? beginsWith(value, other) : contains(value, other);
}

export function beginsWith(value: Value, start: Value): boolean {
  if (value.S !== undefined && start.S !== undefined) return value.S.startsWith(start.S);
  if (!value.B || !start.B) return false;
  return Buffer.compare(value.B.subarray(0, start.B.length), start.B) === 0;
}

function contains(value: Value, part: Value): boolean {
  if (value.S !== undefined) return part.S !== undefined && value.S.includes(part.S);
  if (value.B) return part.B !== undefined && Buffer.from(value.B).includes(Buffer.from(part.B));
  return hasMember(value.L ?? membersOf(value) ?? [], part);
}
